using System.Data.Common;
using Dapper;
using Echolot.Messaging;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Teams;

/// <summary>Somebody on call is to be told, by every way on which they can be reached.</summary>
/// <param name="Place">How many were told before; unlike for each step of a call.</param>
/// <param name="Minutes">After so many the next one is told.</param>
public sealed record DutyCalled(
    long CallId, int Place, long PersonId, DutySubject Subject, long SubjectId, int Minutes) : IFact;

/// <summary>Somebody on call took it on.</summary>
public sealed record DutyAcknowledged(long CallId, DutySubject Subject, long SubjectId, long PersonId) : IFact;

/// <summary>Nobody on call answered; <paramref name="People"/> look after the care desk.</summary>
/// <param name="Told">How often somebody was told; 0: nobody is on call.</param>
public sealed record DutyUnanswered(
    long CallId, DutySubject Subject, long SubjectId, IReadOnlyList<long> People, int Told = 1) : IFact;

/// <summary>A bot handed a conversation over: these people are told on screen and by push.</summary>
/// <param name="Occasion">Unlike any other: told twice, it is sent once.</param>
public sealed record HandedToPeople(IReadOnlyList<long> PersonIds, long ConversationId, string Occasion) : IFact;

public sealed partial class RotaDesk
{
    /// <summary>Calls that are open or were opened within the last week, newest first.</summary>
    public Task<IReadOnlyList<DutyCall>> CallsAsync(CancellationToken cancel) => CallsAsync(
        "state = 'Open' or opened_at >= @since", new { since = Now - (long)TimeSpan.FromDays(7).TotalMilliseconds }, cancel);

    /// <summary>Calls about one thing, newest first.</summary>
    public Task<IReadOnlyList<DutyCall>> CallsAsync(DutySubject subject, long id, CancellationToken cancel) => CallsAsync(
        "subject = @subject and subject_id = @id", new { subject = subject.ToString(), id }, cancel);

    private async Task<IReadOnlyList<DutyCall>> CallsAsync(string which, object values, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var rows = (await read.QueryAsync<DutyCallRow>(new CommandDefinition(
            $"select {DutyCallRow.Columns} from rota_call where {which} order by opened_at desc, id desc", values,
            cancellationToken: cancel))).AsList();
        var steps = (await read.QueryAsync<DutyStepRow>(new CommandDefinition(
            $"""
            select call_id, place, person_id, at from rota_step where call_id in (select id from rota_call where {which})
            order by place
            """, values, cancellationToken: cancel))).ToLookup(s => s.CallId);
        return [.. rows.Select(r => r.AsCall(StepsOf(r, [.. steps[r.Id]])))];
    }

    private static IReadOnlyList<DutyStep> StepsOf(DutyCallRow call, IReadOnlyList<DutyStepRow> steps) =>
    [
        .. steps.Select((step, at) => new DutyStep(
            (int)step.Place, step.PersonId, step.At.At(),
            at == 0 && step.At == call.OpenedAt ? null
                : TimeSpan.FromMilliseconds(step.At - (at == 0 ? call.OpenedAt : steps[at - 1].At)))),
    ];

    /// <summary>
    /// Tells the first one on call of something, unless it is business hours. Of a conversation while there is a hole in the rota those who look
    /// after the care desk are told.
    /// </summary>
    /// <returns>Whether somebody is told; false also where they have been told of it in this shift.</returns>
    public async Task<bool> CallAsync(DutySubject subject, long id, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await ShiftToCallAsync(subject, now, cancel) is { } shift && await OpenAsync(subject, id, shift, now, null, cancel);
    }

    /// <summary>The same of many; of those that were told of before in this shift nothing is written.</summary>
    public async Task CallAsync(DutySubject subject, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (ids.Count == 0 || await ShiftToCallAsync(subject, now, cancel) is not { } shift) return;
        HashSet<long> called;
        await using (var read = await db.ReadAsync(cancel))
            called = [.. await read.QueryAsync<long>(new CommandDefinition(
                $"select subject_id from rota_call where subject = @subject and shift_id = @shift and {Sql.In(db.Engine, "subject_id", "ids")}",
                new { subject = subject.ToString(), shift, ids = Sql.List(db.Engine, ids) }, cancellationToken: cancel))];
        foreach (var id in ids.Where(id => !called.Contains(id))) await OpenAsync(subject, id, shift, now, null, cancel);
    }

    /// <summary>Shift whose people may be told at a moment, or a hole in the rota; null where nobody is to be disturbed.</summary>
    private async Task<long?> ShiftToCallAsync(DutySubject subject, DateTimeOffset now, CancellationToken cancel)
    {
        var (calendar, _) = await HoursAsync(cancel);
        if (IsOpen(calendar, now)) return null;
        if (await OnCallAsync(now, cancel) is { } shift) return shift.Id;
        // Without hours of business nobody can tell a hole from the working day.
        return subject is DutySubject.Conversation && calendar is not null && await HasShiftsAsync(now, cancel)
            ? DutyCallRow.HoleOf(now) : null;
    }

    /// <summary>Whether there is a rota at all: somebody was on call within a month, or will be, though their shift was cancelled.</summary>
    private async Task<bool> HasShiftsAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return await read.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select 1 from rota_shift where to_at > @since limit 1", new { since = now.AddDays(-31).ToUnixTimeMilliseconds() },
            cancellationToken: cancel)) is not null;
    }

    /// <summary>
    /// Tells people on call of something one after the other, in business hours as well: it names them itself. Whoever is
    /// on call at each step counts, so a shift that ends hands over to the next one.
    /// </summary>
    /// <param name="first">When the first one is told; past: at once.</param>
    /// <param name="minutes">After so many without an answer the next one is told.</param>
    /// <returns>Whether that is new; the same thing is called for once.</returns>
    public Task<bool> CallChainAsync(DutySubject subject, long id, DateTimeOffset first, int minutes, CancellationToken cancel) =>
        OpenAsync(subject, id, DutyCallRow.AnyShift, first, minutes, cancel);

    /// <summary>Opens a call, with its first step where that is due; false where it was opened before.</summary>
    private async Task<bool> OpenAsync(
        DutySubject subject, long id, long shift, DateTimeOffset first, long? minutes, CancellationToken cancel)
    {
        var settings = await SettingsAsync(cancel);
        return await db.WriteAsync(async scope =>
        {
            var now = Now;
            var call = await scope.Connection.QuerySingleOrDefaultAsync<DutyCallRow>(
                $"""
                insert into rota_call (subject, subject_id, shift_id, opened_at, state, next_at, place, minutes)
                values (@subject, @id, @shift, @now, 'Open', @first, 0, @minutes)
                on conflict (subject, subject_id, shift_id) do nothing returning {DutyCallRow.Columns}
                """,
                new { subject = subject.ToString(), id, shift, now, first = first.ToUnixTimeMilliseconds(), minutes }, scope.Transaction);
            if (call is null) return false;
            if (call.NextAt <= now) await StepAsync(scope, call, settings, now, cancel);
            return true;
        }, cancel);
    }

    /// <summary>Whoever was told, or anybody else, takes it on; nobody more is told.</summary>
    /// <returns>Whether it was open; the first one counts.</returns>
    public Task<bool> AcknowledgeCallAsync(long call, long person, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var row = await EndAsync(scope, "id = @call", new { call }, DutyState.Acknowledged, person, "'Open', 'Unanswered'");
        if (row is null) return false;
        await bus.PublishAsync(
            scope, new DutyAcknowledged(call, Enum.Parse<DutySubject>(row.Subject), row.SubjectId, person), cancel);
        return true;
    }, cancel);

    /// <summary>It was dealt with elsewhere: whoever took it on there counts.</summary>
    /// <param name="person">Null: it is over by itself.</param>
    public async Task EndCallsAsync(DutySubject subject, long id, long? person, CancellationToken cancel)
    {
        await using (var read = await db.ReadAsync(cancel))
            if (await read.ExecuteScalarAsync<long>(
                "select count(*) from rota_call where subject = @subject and subject_id = @id and state = 'Open'",
                new { subject = subject.ToString(), id }) == 0) return;
        await db.WriteAsync(scope => EndAsync(
            scope, "subject = @subject and subject_id = @id", new { subject = subject.ToString(), id },
            person is null ? DutyState.Over : DutyState.Acknowledged, person, "'Open'"), cancel);
    }

    /// <summary>Tells the next ones where nobody has answered in time.</summary>
    internal async Task EscalateAsync(CancellationToken cancel)
    {
        IReadOnlyList<long> due;
        await using (var read = await db.ReadAsync(cancel))
            due = [.. await read.QueryAsync<long>(new CommandDefinition(
                "select id from rota_call where state = 'Open' and next_at <= @Now order by id", new { Now },
                cancellationToken: cancel))];
        if (due.Count == 0) return;
        var settings = await SettingsAsync(cancel);
        foreach (var id in due)
            await db.WriteAsync(async scope =>
            {
                // The update is the lock, and the condition is repeated: somebody may answer at this very moment.
                var call = await scope.Connection.QuerySingleOrDefaultAsync<DutyCallRow>(
                    $"""
                    update rota_call set place = place where id = @id and state = 'Open' and next_at <= @Now
                    returning {DutyCallRow.Columns}
                    """, new { id, Now }, scope.Transaction);
                if (call is not null) await StepAsync(scope, call, settings, Now, cancel);
            }, cancel);
    }

    /// <param name="now">Of the call where it has just been opened: a first step at its very moment waited for nobody.</param>
    private async Task StepAsync(
        WriteScope scope, DutyCallRow call, RotaSettings settings, long now, CancellationToken cancel)
    {
        // Whoever is on it now, after a swap as well.
        var all = (await roster.PeopleAsync(cancel)).Where(p => p.Active).ToList();
        var away = (await scope.Connection.QueryAsync<long>(
            "select person_id from absence where from_at <= @now and until_at > @now", new { now }, scope.Transaction)).ToHashSet();
        var people = await OnShiftAsync(
            scope.Connection, scope.Transaction, call.ShiftId, now, [.. all.Where(p => !away.Contains(p.Id))]);
        var subject = Enum.Parse<DutySubject>(call.Subject);
        var told = (await scope.Connection.QueryAsync<(long? Person, long Times)>(
            "select person_id, count(*) from rota_step where call_id = @Id group by person_id", new { call.Id },
            scope.Transaction)).Where(t => t.Person is not null).ToDictionary(t => t.Person!.Value, t => t.Times);
        if (NextOf(people, told, settings.Rounds) is not { } person)
        {
            await EndAsync(scope, "id = @Id", new { call.Id }, DutyState.Unanswered, null, "'Open'");
            await bus.PublishAsync(scope, new DutyUnanswered(
                call.Id, subject, call.SubjectId,
                [.. all.Where(p => p.Permissions.HasFlag(Permission.EditCare)).Select(p => p.Id)], (int)call.Place), cancel);
            return;
        }
        var minutes = (int)(call.Minutes ?? settings.Minutes);
        await scope.Connection.ExecuteAsync(
            "insert into rota_step (call_id, place, person_id, at) values (@Id, @Place, @person, @now)",
            new { call.Id, call.Place, person, now }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update rota_call set place = place + 1, next_at = @next where id = @Id",
            new { call.Id, next = now + (long)TimeSpan.FromMinutes(minutes).TotalMilliseconds }, scope.Transaction);
        await bus.PublishAsync(
            scope, new DutyCalled(call.Id, (int)call.Place, person, subject, call.SubjectId, minutes), cancel);
    }

    private static bool IsOpen(BusinessCalendar? calendar, DateTimeOffset at) =>
        calendar is not null && OpenTime.At(calendar, Instant.FromDateTimeOffset(at)).IsOpen;

    /// <summary>Who is on a shift and there, the first one first.</summary>
    /// <param name="shift"><see cref="DutyCallRow.AnyShift"/> or a hole: that of the moment.</param>
    private static async Task<IReadOnlyList<long>> OnShiftAsync(
        DbConnection connection, DbTransaction? transaction, long shift, long now, IReadOnlyList<Person> active)
    {
        var listed = await connection.ExecuteScalarAsync<string>(
            shift > DutyCallRow.AnyShift ? "select people from rota_shift where id = @shift"
                : """
                select people from rota_shift where from_at <= @now and to_at > @now and cancelled = 0
                order by from_at desc, id desc limit 1
                """, new { shift, now }, transaction) ?? "";
        return [.. ShiftRow.Ids(listed).Where(id => active.Any(p => p.Id == id))];
    }

    /// <summary>
    /// Who is told next: round by round, and first of all whoever came by a swap or with the next shift. Null: everybody
    /// was told as often as is settled.
    /// </summary>
    private static long? NextOf(IReadOnlyList<long> people, IReadOnlyDictionary<long, long> told, int rounds) =>
        people.Where(p => told.GetValueOrDefault(p) < rounds).Select(p => (long?)p)
            .MinBy(p => told.GetValueOrDefault(p!.Value));

    private Task<DutyCallRow?> EndAsync(
        WriteScope scope, string which, object values, DutyState state, long? person, string from)
    {
        var all = new DynamicParameters(values);
        all.AddDynamicParams(new { state = state.ToString(), person, Now });
        return scope.Connection.QueryFirstOrDefaultAsync<DutyCallRow>(
            $"""
            update rota_call set state = @state, by_person = @person, ended_at = @Now, next_at = null
            where {which} and state in ({from}) returning {DutyCallRow.Columns}
            """, all, scope.Transaction)!;
    }
}
