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
public sealed record DutyUnanswered(
    long CallId, DutySubject Subject, long SubjectId, IReadOnlyList<long> People) : IFact;

/// <summary>A bot handed a conversation over: these people are told on screen and by push.</summary>
/// <param name="Occasion">Unlike any other: told twice, it is sent once.</param>
public sealed record HandedToPeople(IReadOnlyList<long> PersonIds, long ConversationId, string Occasion) : IFact;

public sealed partial class RotaDesk
{
    /// <summary>Calls that are open or were opened within the last week, newest first.</summary>
    public async Task<IReadOnlyList<DutyCall>> CallsAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var since = new { since = Now - (long)TimeSpan.FromDays(7).TotalMilliseconds };
        var rows = (await read.QueryAsync<DutyCallRow>(new CommandDefinition(
            $"""
            select {DutyCallRow.Columns} from rota_call where state = 'Open' or opened_at >= @since order by opened_at desc, id desc
            """, since, cancellationToken: cancel))).AsList();
        var steps = (await read.QueryAsync<DutyStepRow>(new CommandDefinition(
            """
            select call_id, place, person_id, at from rota_step
            where call_id in (select id from rota_call where state = 'Open' or opened_at >= @since) order by place
            """, since, cancellationToken: cancel)))
            .ToLookup(s => s.CallId, s => new DutyStep((int)s.Place, s.PersonId, s.At.At()));
        return [.. rows.Select(r => r.AsCall([.. steps[r.Id]]))];
    }

    /// <summary>Tells the first one on call of something, unless it is business hours or nobody is on call.</summary>
    /// <returns>Whether somebody is told; false also where they have been told of it in this shift.</returns>
    public async Task<bool> CallAsync(DutySubject subject, long id, CancellationToken cancel)
    {
        var (calendar, _) = await HoursAsync(cancel);
        if (calendar is not null && OpenTime.At(calendar, Instant.FromDateTimeOffset(clock.GetUtcNow())).IsOpen) return false;
        if (await OnCallAsync(cancel) is not { } shift) return false;
        var settings = await SettingsAsync(cancel);
        return await db.WriteAsync(async scope =>
        {
            var call = await scope.Connection.QuerySingleOrDefaultAsync<DutyCallRow>(
                $"""
                insert into rota_call (subject, subject_id, shift_id, opened_at, state, next_at, place)
                values (@subject, @id, @shift, @Now, 'Open', @Now, 0)
                on conflict (subject, subject_id, shift_id) do nothing returning {DutyCallRow.Columns}
                """, new { subject = subject.ToString(), id, shift = shift.Id, Now }, scope.Transaction);
            if (call is null) return false;
            await StepAsync(scope, call, settings, cancel);
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
                if (call is not null) await StepAsync(scope, call, settings, cancel);
            }, cancel);
    }

    private async Task StepAsync(WriteScope scope, DutyCallRow call, RotaSettings settings, CancellationToken cancel)
    {
        // Whoever is on it now, after a swap as well.
        var listed = await scope.Connection.ExecuteScalarAsync<string>(
            "select people from rota_shift where id = @ShiftId", call, scope.Transaction) ?? "";
        var all = (await roster.PeopleAsync(cancel)).Where(p => p.Active).ToList();
        var people = ShiftRow.Ids(listed).Where(id => all.Any(p => p.Id == id)).ToList();
        var subject = Enum.Parse<DutySubject>(call.Subject);
        if (call.Place >= people.Count * settings.Rounds)
        {
            await EndAsync(scope, "id = @Id", new { call.Id }, DutyState.Unanswered, null, "'Open'");
            await bus.PublishAsync(scope, new DutyUnanswered(
                call.Id, subject, call.SubjectId,
                [.. all.Where(p => p.Permissions.HasFlag(Permission.EditCare)).Select(p => p.Id)]), cancel);
            return;
        }
        var person = people[(int)(call.Place % people.Count)];
        await scope.Connection.ExecuteAsync(
            "insert into rota_step (call_id, place, person_id, at) values (@Id, @Place, @person, @Now)",
            new { call.Id, call.Place, person, Now }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update rota_call set place = place + 1, next_at = @next where id = @Id",
            new { call.Id, next = Now + (long)TimeSpan.FromMinutes(settings.Minutes).TotalMilliseconds }, scope.Transaction);
        await bus.PublishAsync(
            scope, new DutyCalled(call.Id, (int)call.Place, person, subject, call.SubjectId, settings.Minutes), cancel);
    }

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
