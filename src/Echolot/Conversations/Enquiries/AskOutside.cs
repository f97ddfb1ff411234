using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most days to wait for an answer.</summary>
    public const int MostEnquiryDays = 60;

    /// <summary>Open enquiries of one incident; more are a mailing list.</summary>
    public const int MostEnquiries = 20;

    private const int MostExamples = 3;

    /// <summary>A link lives so long after the day on which something is wanted of it.</summary>
    private static readonly TimeSpan LinkAfterwards = TimeSpan.FromDays(14);

    /// <summary>Asks somebody without an account about an incident: they get a mail with a link.</summary>
    /// <exception cref="InboxException">The incident is gone or fixed, something is missing, or whoever asks may not send.</exception>
    public async Task<long> AskOutsideAsync(long incident, EnquiryDraft draft, Sight sight, CancellationToken cancel)
    {
        if (!sight.MaySend)
            throw new InboxException(InboxRefusal.ApprovalNeeded, "Whoever may not send does not write to people outside.");
        var about = await KnownIncidentAsync(incident, sight, cancel);
        var name = WellFormed.Of(draft.Name.Trim());
        if (name.Length is 0 or > LongestName)
            throw new InboxException(InboxRefusal.PersonNameMissing, $"Say who it is, in 1 to {LongestName} characters.");
        var mail = MailOf(draft.Mail) ?? throw new InboxException(InboxRefusal.MailInvalid, "Write the e-mail address.");
        if (draft.Days is < 1 or > MostEnquiryDays)
            throw new InboxException(InboxRefusal.TimeMissing, $"An answer is wanted within 1 to {MostEnquiryDays} days.");
        if (about.FixedAt is not null)
            throw new InboxException(InboxRefusal.TooLate, "This incident is fixed; there is nothing to ask any more.");
        var answerBy = clock.GetUtcNow().AddDays(draft.Days);
        var row = new EnquiryRow
        {
            IncidentId = incident, Name = name, Mail = mail, Language = draft.Language is "en" ? "en" : "de",
            Question = Checked(draft.Question), Cause = draft.WithCause ? about.Cause : null,
            Customers = draft.WithCount ? await ConcernedAsync(incident, sight, cancel) : null,
            Examples = Checked(draft.Examples, allowEmpty: true), AskedAt = Now, AskedBy = sight.PersonId, ToldAt = Now,
            AnswerBy = answerBy.ToUnixTimeMilliseconds(), ExpiresAt = (answerBy + LinkAfterwards).ToUnixTimeMilliseconds(),
        };
        row = row with { RemindAt = NextMoment(row, await ZoneAsync(cancel)) };
        return await db.WriteAsync(async scope =>
        {
            await WorkedOnAsync(scope, incident);
            var open = await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from enquiry where incident_id = @incident and ended_at is null", new { incident }, scope.Transaction);
            if (open >= MostEnquiries)
                throw new InboxException(
                    InboxRefusal.FieldWrong, $"{MostEnquiries} people are asked already; end what is answered.", $"≤ {MostEnquiries}");
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into enquiry (incident_id, name, mail, language, question, cause, customers, examples, asked_at, asked_by,
                    answer_by, words, told_at, remind_at, expires_at)
                values (@IncidentId, @Name, @Mail, @Language, @Question, @Cause, @Customers, @Examples, @AskedAt, @AskedBy,
                    @AnswerBy, @Words, @ToldAt, @RemindAt, @ExpiresAt)
                returning id
                """, row, scope.Transaction);
            await NoteAsync(scope, id, EnquiryStepKind.Asked, sight.PersonId, null);
            await bus.PublishAsync(scope, new EnquiryLetterAsked(id, EnquiryStepKind.Asked, clock.GetUtcNow()), cancel);
            await privacy.RecordAsync(scope, sight.PersonId, "enquiry.asked", $"enquiry:{id}", $"incident:{incident}", cancel);
            return id;
        }, cancel);
    }

    /// <summary>Ends an enquiry: its links lead nowhere from now on, and nobody is reminded.</summary>
    /// <exception cref="InboxException">There is none, it is over, or these eyes do not see its incident.</exception>
    public async Task EndEnquiryAsync(long incident, long enquiry, Sight sight, CancellationToken cancel)
    {
        await KnownIncidentAsync(incident, sight, cancel);
        await db.WriteAsync(scope => EndAsync(scope, incident, enquiry, sight, cancel), cancel);
    }

    private async Task EndAsync(WriteScope scope, long incident, long enquiry, Sight sight, CancellationToken cancel)
    {
        if (await scope.Connection.ExecuteAsync(
            """
            update enquiry set ended_at = @Now, remind_at = null where id = @enquiry and incident_id = @incident and ended_at is null
            """, new { Now, enquiry, incident }, scope.Transaction) == 0)
            throw new InboxException(InboxRefusal.NotFound, "This enquiry is over already.");
        await scope.Connection.ExecuteAsync(
            "delete from enquiry_link where enquiry_id = @enquiry", new { enquiry }, scope.Transaction);
        await NoteAsync(scope, enquiry, EnquiryStepKind.Ended, sight.PersonId, null);
        await privacy.RecordAsync(scope, sight.PersonId, "enquiry.ended", $"enquiry:{enquiry}", null, cancel);
    }

    /// <summary>What was asked about an incident, the newest first.</summary>
    /// <remarks>Numbers and words of conversations that whoever looks may not see are left out.</remarks>
    public async Task<IReadOnlyList<Enquiry>> EnquiriesAsync(long incident, Sight sight, CancellationToken cancel)
    {
        if (await IncidentAsync(incident, sight, cancel) is null) return [];
        var all = await EnquiriesAsync("e.incident_id = @incident", new { incident }, cancel);
        return sight.Departments is null ? all
            : [.. all.Select(e => e.AskedBy == sight.PersonId ? e : e with { Customers = null, Examples = "" })];
    }

    /// <summary>Whom was asked before, the last ones first: to choose the same again.</summary>
    public async Task<IReadOnlyList<(string Name, string Mail)>> AskedBeforeAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(string, string)>(new CommandDefinition(
            "select name, mail from enquiry where mail <> '' group by name, mail order by max(id) desc limit 50",
            cancellationToken: cancel))).AsList();
    }

    /// <summary>
    /// What a few customers of an incident say, without addresses, numbers, names and accounts: proposed to whoever asks,
    /// who reads it before it goes out.
    /// </summary>
    public async Task<string> ExamplesAsync(long incident, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { incident, most = MostExamples });
        sight.Bind(values, db.Engine);
        var own = await CheckSettingsAsync(cancel);
        await using var connection = await db.ReadAsync(cancel);
        var said = (await connection.QueryAsync<(long Conversation, long Identity, string Text)>(new CommandDefinition(
            $"""
            select c.id, c.identity_id, m.text from conversation c join message m on m.id = (
                select n.id from message n where n.conversation_id = c.id and n.direction = {(int)Direction.Theirs}
                    and n.deleted_at is null and n.text <> '' order by n.at, n.id limit 1)
            where {InIncident} and {sight.Condition(db.Engine)}
            order by c.id desc limit @most
            """, values, cancellationToken: cancel))).AsList();
        var identities = await contacts.IdentitiesAsync(said.Select(s => s.Identity), cancel);
        return string.Join("\n\n", said.Select(s => Masking.Of(
            SnippetOf(s.Text), identities.TryGetValue(s.Identity, out var who) ? [who.Name ?? "", who.Handle ?? "", who.Display] : [],
            own.OrderPatterns)));
    }

    /// <summary>Different customers of an incident, as far as these eyes see; whoever is ignored is none.</summary>
    private async Task<long> ConcernedAsync(long incident, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { incident });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(distinct c.contact_id) from conversation c where {InIncident} and {sight.Condition(db.Engine)}",
            values, cancellationToken: cancel));
    }

    private async Task<IReadOnlyList<Enquiry>> EnquiriesAsync(string condition, object values, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var rows = (await connection.QueryAsync<EnquiryRow>(new CommandDefinition(
            $"select {EnquiryRow.Columns} from enquiry e where {condition} order by e.id desc", values, cancellationToken: cancel))).AsList();
        var steps = rows.Count == 0 ? null : (await connection.QueryAsync<EnquiryStepRow>(new CommandDefinition(
            $"select {EnquiryStepRow.Columns} from enquiry_step where {Sql.In(db.Engine, "enquiry_id", "ids")} order by id",
            new { ids = Sql.List(db.Engine, rows.Select(r => r.Id)) }, cancellationToken: cancel))).ToLookup(s => s.EnquiryId);
        return [.. rows.Select(r => r.AsEnquiry(steps![r.Id]))];
    }

    private Task NoteAsync(WriteScope scope, long enquiry, EnquiryStepKind kind, long? by, EnquiryAnswer? answer) =>
        scope.Connection.ExecuteAsync(
            """
            insert into enquiry_step (enquiry_id, at, kind, person_id, answer, fix_on, words)
            values (@enquiry, @Now, @kind, @by, @answer, @day, @words)
            """, new
            {
                enquiry, Now, kind = (long)kind, by, answer = (long?)answer?.Kind,
                day = answer?.FixOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                words = answer?.Words ?? "",
            }, scope.Transaction);

    private static long? NextMoment(EnquiryRow row, DateTimeZone zone) => EnquiryMoments.Of(
        Stored.Time(row.AskedAt), Stored.Time(row.AnswerBy), row.AsAnswer, zone)
        .Select(m => m.At.ToUnixTimeMilliseconds()).Where(at => at > row.ToldAt).Select(at => (long?)at).FirstOrDefault();

    private async Task<DateTimeZone> ZoneAsync(CancellationToken cancel) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull((await roster.WorkspaceAsync(cancel))?.TimeZone ?? "") ?? DateTimeZone.Utc;
}
