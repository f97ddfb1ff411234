using Dapper;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Why a conversation was taken back from somebody.</summary>
public enum GivenBackBecause
{
    Absent, Unanswered, Left,

    /// <summary>They may not work on conversations any more.</summary>
    MayNotWork,
}

public sealed partial class Inbox
{
    private const int TurnsAtOnce = 200;

    /// <summary>Where nobody can be given it now, it is tried again so much later.</summary>
    private static readonly TimeSpan TriedAgain = TimeSpan.FromSeconds(30);

    /// <summary>So long it waits for others than whoever had it last where the department does not say.</summary>
    private static readonly TimeSpan WaitsForOthers = TimeSpan.FromMinutes(30);

    /// <summary>How far back it is looked when somebody had something to do last.</summary>
    private static readonly TimeSpan BusyWithin = TimeSpan.FromDays(1);

    /// <summary>Gives out what waits for somebody, and takes back what was not answered or whose owner is away.</summary>
    internal async Task TurnAsync(CancellationToken cancel)
    {
        if (await roster.HasBegunAsync(cancel))
            await db.WriteAsync(async scope =>
            {
                foreach (var person in await roster.TakeBegunAsync(scope, cancel)) await TurnAllOfAsync(scope, person);
            }, cancel);
        while (true)
        {
            List<long> due;
            await using (var connection = await db.ReadAsync(cancel))
                due = (await connection.QueryAsync<long>(new CommandDefinition(
                    "select id from conversation where turn_at <= @Now order by turn_at, id limit @TurnsAtOnce",
                    new { Now, TurnsAtOnce }, cancellationToken: cancel))).AsList();
            await EachAsync(
                due, "Giving out a conversation", id => db.WriteAsync(scope => TurnAsync(scope, id, cancel), cancel), cancel,
                id => db.WriteAsync(scope => SetTurnAsync(scope, id, Now + (long)TriedAgain.TotalMilliseconds), cancel));
            if (due.Count < TurnsAtOnce) return;
        }
    }

    /// <summary>Routing looks anew at what a department has: after its people, hours or way of giving out were changed.</summary>
    public Task LookAgainAsync(long department, CancellationToken cancel) => db.WriteAsync(
        scope => TurnAllAsync(scope, "c.department_id = @of", department), cancel);

    /// <summary>Everything on somebody's desk comes to routing at once.</summary>
    private Task TurnAllOfAsync(WriteScope scope, long person) => TurnAllAsync(scope, "c.assignee_id = @of", person);

    private async Task TurnAllAsync(WriteScope scope, string which, long of)
    {
        var all = $"{which} and c.active = 1 and {AtWork}";
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync(
                $"select 1 from conversation c where {all} order by c.id for update", new { of }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            $"update conversation as c set turn_at = @Now where {all}", new { Now, of }, scope.Transaction);
    }

    private async Task TurnAsync(WriteScope scope, long id, CancellationToken cancel)
    {
        if (await RecordIfThereAsync(scope, id, cancel) is not { } recording
            || recording.Row.TurnAt is not { } turn || turn > Now) return;
        var plan = recording.Plan;
        long? notTo = null;
        if (recording.Row.AssigneeId is { } owner)
        {
            notTo = owner;
            var away = plan.Absent.GetValueOrDefault(owner);
            var why = plan.IsGone(owner) ? GivenBackBecause.Left
                : !plan.MayHave(owner) ? GivenBackBecause.MayNotWork
                : away is not null && recording.Row.AssignedAt < away.From.ToUnixTimeMilliseconds() ? GivenBackBecause.Absent
                : GivenBackBecause.Unanswered;
            // Answered meanwhile, or the department waits longer now: what it says of itself decides, and that is written.
            if (why is GivenBackBecause.Unanswered && await recording.NextTurnAsync(await Recording.EventsAsync(scope, id, cancel), cancel) is var next && (next is null || next > Now))
            {
                await SetTurnAsync(scope, id, next);
                return;
            }
            await recording.NoteAsync(
                ConversationEventKind.GivenBack, Now, before: Recording.Number(owner), after: why.ToString());
            var stands = why is GivenBackBecause.Absent && away!.SubstituteId is { } other
                && !plan.Absent.ContainsKey(other) && plan.MayHave(other) ? away.SubstituteId : null;
            await recording.AssignAsync(stands, Now, null);
            if (stands is not null)
            {
                await recording.FinishAsync(cancel);
                return;
            }
        }
        if (plan.Departments.Find(recording.Row.DepartmentId) is not { Distribution.IsAutomatic: true } department)
        {
            await recording.FinishAsync(cancel);
            if (recording.Row.AssigneeId is null) await SetTurnAsync(scope, id, null);
            return;
        }
        var weights = await WeightsAsync(scope, cancel);
        var wanted = await WantedAsync(scope, recording.Row, weights, notTo, department.Distribution.ReturnAfter, cancel);
        var choice = Routing.Choose(
            department.Distribution.Strategy, department.Distribution.Otherwise, wanted,
            await CandidatesAsync(scope, department, plan, weights, cancel));
        await NoteChoiceAsync(recording, choice);
        if (choice.PersonId is { } person)
        {
            await recording.AssignAsync(person, Now, null);
            await scope.Connection.ExecuteAsync(
                """
                insert into given (department_id, person_id, at) values (@DepartmentId, @PersonId, @At)
                on conflict (department_id, person_id) do update set at = excluded.at
                """, new GivenRow(department.Id, person, Now), scope.Transaction);
        }
        await recording.FinishAsync(cancel);
        if (choice.PersonId is null) await SetTurnAsync(scope, id, Now + (long)TriedAgain.TotalMilliseconds);
    }

    /// <summary>Beside the recording: that routing looks again is no news for anybody.</summary>
    private static Task SetTurnAsync(WriteScope scope, long id, long? at) => scope.Connection.ExecuteAsync(
        "update conversation set turn_at = @at where id = @id", new { id, at }, scope.Transaction);

    /// <summary>That nobody was free is written once and not with every try.</summary>
    private async Task NoteChoiceAsync(Recording recording, Choice choice)
    {
        var written = Stored.Write(choice);
        if (choice.PersonId is null && written == await recording.Scope.Connection.ExecuteScalarAsync<string>(
            "select after from conversation_event where conversation_id = @Id and kind = @kind order by id desc limit 1",
            new { recording.Row.Id, kind = (long)ConversationEventKind.Routed }, recording.Scope.Transaction)) return;
        await recording.NoteAsync(ConversationEventKind.Routed, Now, after: written);
    }

    private async Task<Wanted> WantedAsync(
        WriteScope scope, ConversationRow row, IReadOnlyDictionary<string, int> weights, long? notTo, int? returnAfter,
        CancellationToken cancel)
    {
        var again = false;
        // Whoever had it taken back before does not get it again in between two others' turns either.
        if (notTo is null)
        {
            var (before, since, why) = await scope.Connection.QueryFirstOrDefaultAsync<(string?, long, string?)>(new CommandDefinition(
                $"""
                select e.before, e.at, (select g.after from conversation_event g where g.conversation_id = e.conversation_id
                    and g.kind = {(int)ConversationEventKind.GivenBack} and g.revision = e.revision order by g.id desc limit 1)
                from conversation_event e
                where e.conversation_id = @Id and e.kind = {(int)ConversationEventKind.Assigned} order by e.id desc limit 1
                """, new { row.Id }, scope.Transaction, cancellationToken: cancel));
            if (long.TryParse(before, System.Globalization.CultureInfo.InvariantCulture, out var had)) notTo = had;
            // They were only away, or it has waited for somebody else as long as it had waited for them.
            again = why is nameof(GivenBackBecause.Absent) or nameof(GivenBackBecause.Left) or nameof(GivenBackBecause.MayNotWork)
                || Now - since >= (returnAfter is { } minutes ? TimeSpan.FromMinutes(minutes) : WaitsForOthers).TotalMilliseconds;
        }
        var said = await scope.Connection.QueryAsync<string>(new CommandDefinition(
            """
            select text from message where conversation_id = @Id and direction = @theirs and deleted_at is null
            order by at desc, id desc limit 3
            """, new { row.Id, theirs = (long)Direction.Theirs }, scope.Transaction, cancellationToken: cancel));
        return new(
            weights.GetValueOrDefault(row.Connector, 1), row.Language, WordsOf([row.Subject, .. said]),
            await LastAgentAsync(scope, row.ContactId, Now, cancel), notTo) { Again = again };
    }

    internal static string WordsOf(IEnumerable<string> texts) =>
        $" {string.Join(' ', texts.Select(Matching.Folding.Words))} ";

    /// <summary>Who of us answered this person last before a moment.</summary>
    private static Task<long?> LastAgentAsync(WriteScope scope, long contact, long before, CancellationToken cancel) =>
        scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select m.person_id from conversation c join message m on m.conversation_id = c.id
            where c.contact_id = @contact and m.direction = @ours and m.leg <> @note and m.person_id is not null
                and m.at < @before
            order by m.at desc, m.id desc limit 1
            """,
            new { contact, ours = (long)Direction.Ours, note = (long)MessageKind.Note, before }, scope.Transaction,
            cancellationToken: cancel));

    private async Task<IReadOnlyList<Candidate>> CandidatesAsync(
        WriteScope scope, Department department, DutyPlan plan, IReadOnlyDictionary<string, int> weights,
        CancellationToken cancel)
    {
        var staff = plan.Departments.StaffOf(department.Id).Where(plan.MayHave).ToList();
        var seats = await roster.SeatsAsync(cancel);
        var values = new
        {
            staff = Sql.List(scope.Engine, staff), department = department.Id,
            since = Now - (long)BusyWithin.TotalMilliseconds,
        };
        var whose = Sql.In(scope.Engine, "assignee_id", "staff");
        var open = (await scope.Connection.QueryAsync<(long Person, string Connector, long Count)>(new CommandDefinition(
            $"""
            select c.assignee_id, c.connector, count(*) from conversation c
            where {Sql.In(scope.Engine, "c.assignee_id", "staff")} and c.active = 1 and {AtWork}
            group by c.assignee_id, c.connector
            """, values, scope.Transaction, cancellationToken: cancel)))
            .GroupBy(o => o.Person).ToDictionary(o => o.Key, o => o.Sum(c => (int)c.Count * weights.GetValueOrDefault(c.Connector, 1)));
        var busy = (await scope.Connection.QueryAsync<(long Person, long Given, long Out)>(new CommandDefinition(
            $"""
            select assignee_id, max(coalesce(assigned_at, 0)), max(coalesce(last_out_at, 0)) from conversation
            where {whose} and active in (0, 1) and last_at >= @since group by assignee_id
            """, values, scope.Transaction, cancellationToken: cancel))).ToDictionary(b => b.Person, b => Math.Max(b.Given, b.Out));
        var given = (await scope.Connection.QueryAsync<GivenRow>(new CommandDefinition(
            "select department_id, person_id, at from given where department_id = @department", values, scope.Transaction,
            cancellationToken: cancel))).ToDictionary(g => g.PersonId, g => g.At);
        return [.. staff.Select(person =>
        {
            var seat = seats.GetValueOrDefault(person) ?? Seat.Of(person);
            return new Candidate(
                person, open.GetValueOrDefault(person), seat.Capacity, At(given, person), At(busy, person),
                plan.Absent.GetValueOrDefault(person)?.Until, seat.Skills, seat.Languages);
        })];

        static DateTimeOffset? At(Dictionary<long, long> times, long person) =>
            times.TryGetValue(person, out var at) && at > 0 ? Stored.Time(at) : null;
    }
}

/// <summary>When routing gave somebody something last.</summary>
[Personal("given")]
internal sealed record GivenRow(long DepartmentId, long PersonId, long At);
