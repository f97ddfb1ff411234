using Dapper;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most characters of an answer from outside.</summary>
    public const int LongestEnquiryAnswer = 2_000;

    /// <summary>A promised day is no further away.</summary>
    public const int MostDaysToFix = 730;

    /// <summary>What the holder of a link may see; null where it is expired or the enquiry is over. Looking changes nothing.</summary>
    public async Task<EnquiryView?> ByEnquiryLinkAsync(string secret, CancellationToken cancel)
    {
        if (await EnquiryOfAsync(secret, cancel) is not { } id
            || (await EnquiriesAsync("e.id = @id", new { id }, cancel)).FirstOrDefault() is not { } enquiry
            || await IncidentAsync(enquiry.IncidentId, Sight.Everything, cancel) is not { } incident) return null;
        var workspace = await roster.WorkspaceAsync(cancel);
        return new(
            enquiry with { Steps = [] }, workspace?.Name ?? "",
            enquiry.AskedBy is { } by ? (await roster.FindAsync(by, cancel))?.Name ?? "" : "", workspace?.TimeZone ?? "UTC",
            incident.FixedAt is not null);
    }

    /// <summary>Answers with a link, or changes the answer, until the enquiry is over; whoever asked is told.</summary>
    /// <exception cref="InboxException">The link is expired, the incident fixed, or the day or the words are missing.</exception>
    public async Task AnswerEnquiryAsync(string secret, EnquiryAnswer answer, CancellationToken cancel)
    {
        var view = await ByEnquiryLinkAsync(secret, cancel)
            ?? throw new InboxException(InboxRefusal.NotFound, "This link is used up or expired.");
        if (view.Fixed) throw new InboxException(InboxRefusal.TooLate, "It is fixed already.");
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(view.TimeZone) ?? DateTimeZone.Utc;
        answer = CheckedAnswer(answer, DateOnly.FromDateTime(
            Instant.FromUnixTimeMilliseconds(Now).InZone(zone).ToDateTimeUnspecified()));
        await db.WriteAsync(async scope =>
        {
            var row = await scope.Connection.QuerySingleOrDefaultAsync<EnquiryRow>(
                $"""
                select {EnquiryRow.Columns} from enquiry e
                where e.id = @Id and e.ended_at is null and e.expires_at > @Now{(scope.Engine is Engine.Postgres ? " for update" : "")}
                """, new { view.Enquiry.Id, Now }, scope.Transaction)
                ?? throw new InboxException(InboxRefusal.NotFound, "This link is used up or expired.");
            if (row.AsAnswer == answer) return;
            row = row with
            {
                Answer = (long)answer.Kind, Words = answer.Words, AnsweredAt = Now, ToldAt = Now,
                FixOn = answer.FixOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            };
            var until = answer.FixOn is { } day
                ? new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero) + LinkAfterwards : Stored.Time(row.ExpiresAt);
            row = row with
            {
                RemindAt = NextMoment(row, zone), ExpiresAt = Math.Max(row.ExpiresAt, until.ToUnixTimeMilliseconds()),
            };
            await scope.Connection.ExecuteAsync(
                """
                update enquiry set answer = @Answer, words = @Words, fix_on = @FixOn, answered_at = @AnsweredAt, told_at = @ToldAt,
                    remind_at = @RemindAt, expires_at = @ExpiresAt where id = @Id
                """, row, scope.Transaction);
            await NoteAsync(scope, row.Id, EnquiryStepKind.Answered, null, answer);
            await TellAsync(scope, row, EnquiryStepKind.Answered, cancel);
            await privacy.RecordAsync(scope, null, "enquiry.answered", $"enquiry:{row.Id}", answer.Kind.ToString(), cancel);
        }, cancel);
    }

    /// <summary>Makes the secret of a link at the moment its letter is sent; null where the letter has no sense any more.</summary>
    public Task<EnquiryLink?> MakeEnquiryLinkAsync(long enquiry, EnquiryStepKind letter, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<EnquiryRow>(
            $"""
            select {EnquiryRow.Columns} from enquiry e join incident i on i.id = e.incident_id
            where e.id = @enquiry and e.ended_at is null and e.expires_at > @Now and i.fixed_at is null and e.mail <> ''
            """, new { enquiry, Now }, scope.Transaction);
        // Answered meanwhile: nobody is reminded of what they have done.
        if (row is null || letter is not EnquiryStepKind.Asked && row.AnsweredAt >= row.ToldAt) return null;
        var secret = Secret.New();
        await scope.Connection.ExecuteAsync(
            "insert into enquiry_link (enquiry_id, secret_hash, made_at) values (@enquiry, @hash, @Now)",
            new { enquiry, hash = Secret.Fingerprint(secret), Now }, scope.Transaction);
        return new EnquiryLink(
            secret, row.Mail, row.Name, row.Language,
            row.AskedBy is { } by ? (await roster.FindAsync(by, cancel))?.Name ?? "" : "",
            (await roster.WorkspaceAsync(cancel))?.Name ?? "", Stored.Time(row.AnswerBy), row.AsAnswer?.FixOn);
    }, cancel);

    /// <summary>Reminds of answers and promised days, each once, and tells whoever asked.</summary>
    internal async Task RemindAsync(CancellationToken cancel)
    {
        List<long> due;
        await using (var connection = await db.ReadAsync(cancel))
            due = (await connection.QueryAsync<long>(new CommandDefinition(
                "select id from enquiry where remind_at <= @Now order by remind_at", new { Now }, cancellationToken: cancel))).AsList();
        if (due.Count == 0) return;
        var zone = await ZoneAsync(cancel);
        await EachAsync(due, "Reminding of an enquiry", id => db.WriteAsync(async scope =>
        {
            var row = await scope.Connection.QuerySingleOrDefaultAsync<EnquiryRow>(
                $"""
                select {EnquiryRow.Columns} from enquiry e
                where e.id = @id and e.remind_at <= @Now{(scope.Engine is Engine.Postgres ? " for update" : "")}
                """, new { id, Now }, scope.Transaction);
            if (row is null) return;
            // Of what went by while the server stood still only the last counts.
            var (at, kind) = EnquiryMoments.Of(Stored.Time(row.AskedAt), Stored.Time(row.AnswerBy), row.AsAnswer, zone)
                .LastOrDefault(m => m.At.ToUnixTimeMilliseconds() <= Now);
            if (kind == default)
            {
                // The zone of the workspace was moved since: in the morning of the new one.
                await scope.Connection.ExecuteAsync(
                    "update enquiry set remind_at = @next where id = @Id", new { next = NextMoment(row, zone), row.Id },
                    scope.Transaction);
                return;
            }
            row = row with { ToldAt = at.ToUnixTimeMilliseconds() };
            await scope.Connection.ExecuteAsync(
                "update enquiry set told_at = @ToldAt, remind_at = @next where id = @Id",
                new { row.ToldAt, next = NextMoment(row, zone), row.Id }, scope.Transaction);
            if (await scope.Connection.ExecuteScalarAsync<long?>(
                "select fixed_at from incident where id = @IncidentId", row, scope.Transaction) is not null) return;
            await NoteAsync(scope, id, kind, null, null);
            if (kind is not EnquiryStepKind.DateCame)
                await bus.PublishAsync(scope, new EnquiryLetterAsked(id, kind, clock.GetUtcNow()), cancel);
            if (kind is not EnquiryStepKind.Reminded) await TellAsync(scope, row, kind, cancel);
        }, cancel), cancel);
    }

    /// <summary>Whoever asked; while they are away, and where they have left, those who lead as well.</summary>
    private async Task TellAsync(WriteScope scope, EnquiryRow row, EnquiryStepKind kind, CancellationToken cancel)
    {
        var plan = await DutyPlan.ReadAsync(roster, [], clock.GetUtcNow(), cancel);
        var asker = row.AskedBy is { } by && !plan.IsGone(by) ? by : (long?)null;
        IEnumerable<long> told = asker is { } one && !plan.Absent.ContainsKey(one) ? []
            : Leading(plan, await roster.PeopleAsync(cancel));
        foreach (var who in told.Prepend(asker ?? 0).Where(id => id != 0).Distinct())
            await bus.PublishAsync(scope, new EnquiryTold(row.Id, row.IncidentId, kind, who, clock.GetUtcNow()), cancel);
    }

    private static EnquiryAnswer CheckedAnswer(EnquiryAnswer answer, DateOnly today)
    {
        var words = Checked(answer.Words, allowEmpty: answer.Kind is not EnquiryAnswerKind.Words);
        if (words.Length > LongestEnquiryAnswer)
            throw new InboxException(
                InboxRefusal.TextTooLong, $"The text has {words.Length} characters; {LongestEnquiryAnswer} are the most.");
        if (answer.Kind is not EnquiryAnswerKind.FixedOn) return new(answer.Kind, null, words);
        return answer.FixOn is { } day && day >= today && day <= today.AddDays(MostDaysToFix)
            ? new(answer.Kind, day, words)
            : throw new InboxException(InboxRefusal.TimeMissing, "Choose the day; today or later, within two years.");
    }

    private async Task<long?> EnquiryOfAsync(string secret, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select e.id from enquiry_link l join enquiry e on e.id = l.enquiry_id
            where l.secret_hash = @hash and e.ended_at is null and e.expires_at > @Now
            """, new { hash = Secret.Fingerprint(secret), Now }, cancellationToken: cancel));
    }
}
