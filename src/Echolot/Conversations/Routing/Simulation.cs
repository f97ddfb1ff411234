using Dapper;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>A conversation as it came on a day of the past.</summary>
/// <param name="LeftAt">When it was really answered or closed first; null: not on that day.</param>
public sealed record Arrival(long Id, DateTimeOffset At, DateTimeOffset? LeftAt, string Who, Wanted Wanted);

/// <summary>What a strategy would have done with one conversation.</summary>
/// <param name="At">When somebody would have got it; null: not on that day.</param>
public sealed record SimulatedTurn(Arrival Arrival, DateTimeOffset? At, Choice Choice);

/// <summary>What somebody would have got.</summary>
/// <param name="Most">Most points on the desk at a time.</param>
public sealed record SimulatedDesk(long PersonId, int Given, int Most);

/// <summary>A day under a strategy.</summary>
/// <param name="Waited">How many had to wait because nobody was free, or were left over.</param>
/// <param name="LongestWait">Of those that somebody got.</param>
public sealed record SimulatedDay(
    Distribution Distribution, IReadOnlyList<SimulatedTurn> Turns, IReadOnlyList<SimulatedDesk> Desks, int Waited,
    TimeSpan LongestWait);

/// <summary>Plays a day that has passed under a strategy, with the function that decides live. Pure.</summary>
public static class Simulation
{
    /// <param name="staff">Who is there, with empty desks.</param>
    /// <param name="end">The end of the day.</param>
    public static SimulatedDay Run(
        Distribution distribution, IReadOnlyList<Candidate> staff, IReadOnlyList<Absence> absences,
        IReadOnlyList<Arrival> arrivals, DateTimeOffset end)
    {
        var desks = staff.ToDictionary(s => s.PersonId);
        var most = staff.ToDictionary(s => s.PersonId, _ => 0);
        var given = staff.ToDictionary(s => s.PersonId, _ => 0);
        var (waiting, turns) = (new List<Arrival>(), new List<SimulatedTurn>());
        // What leaves a desk at the same moment as something comes makes room for it.
        var leaving = new PriorityQueue<(long Person, int Weight), DateTimeOffset>();
        var longest = TimeSpan.Zero;
        var late = 0;
        foreach (var arrival in arrivals.OrderBy(a => a.At).ThenBy(a => a.Id))
        {
            Leave(arrival.At);
            waiting.Add(arrival);
            Give(arrival.At);
            if (waiting.Contains(arrival)) late++;
        }
        Leave(end);
        foreach (var left in waiting) turns.Add(new(left, null, Choose(left, end)));
        return new(
            distribution, [.. turns.OrderBy(t => t.Arrival.At).ThenBy(t => t.Arrival.Id)],
            [.. staff.Select(s => new SimulatedDesk(s.PersonId, given[s.PersonId], most[s.PersonId]))], late, longest);

        void Leave(DateTimeOffset until)
        {
            while (leaving.TryPeek(out var left, out var at) && at <= until)
            {
                leaving.Dequeue();
                desks[left.Person] = desks[left.Person] with { Load = desks[left.Person].Load - left.Weight, BusyAt = at };
                Give(at);
            }
        }

        void Give(DateTimeOffset at)
        {
            foreach (var arrival in waiting.ToList())
            {
                var choice = Choose(arrival, at);
                if (choice.PersonId is not { } person) continue;
                waiting.Remove(arrival);
                turns.Add(new(arrival, at, choice));
                given[person]++;
                if (at - arrival.At > longest) longest = at - arrival.At;
                // Answered before anybody could have got it: it takes no room.
                if (arrival.LeftAt <= at) continue;
                var desk = desks[person];
                desks[person] = desk with { Load = desk.Load + arrival.Wanted.Weight, GivenAt = at, BusyAt = at };
                most[person] = Math.Max(most[person], desks[person].Load);
                if (arrival.LeftAt is { } leaves) leaving.Enqueue((person, arrival.Wanted.Weight), leaves);
            }
        }

        Choice Choose(Arrival arrival, DateTimeOffset at) => Routing.Choose(
            distribution.Strategy, distribution.Otherwise, arrival.Wanted,
            [.. desks.Values.Select(d => d with
            {
                AbsentUntil = absences.FirstOrDefault(a => a.PersonId == d.PersonId && a.From <= at && at < a.Until)?.Until,
            })]);
    }
}

public sealed partial class Inbox
{
    /// <summary>The longest time on which strategies are tried.</summary>
    public static readonly TimeSpan MostSimulated = TimeSpan.FromDays(31);

    /// <summary>What each of these strategies would have done with what came to a department in a time of the past.</summary>
    /// <exception cref="InboxException">The department is gone, or the time is none or longer than <see cref="MostSimulated"/>.</exception>
    public async Task<IReadOnlyList<SimulatedDay>> SimulateAsync(
        long department, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Distribution> strategies,
        CancellationToken cancel)
    {
        // A month in which the clocks are set back is an hour longer.
        if (to <= from || to - from > MostSimulated + TimeSpan.FromHours(1))
            throw new InboxException(
                InboxRefusal.TimeTooLong, $"Strategies are tried on {MostSimulated.Days} days at most, from an earlier time to a later one.");
        var plan = await DutyPlan.ReadAsync(roster, [], clock.GetUtcNow(), cancel);
        if (plan.Departments.Find(department) is null)
            throw new InboxException(InboxRefusal.DepartmentMissing, $"There is no department {department}.");
        var seats = await roster.SeatsAsync(cancel);
        var staff = plan.Departments.StaffOf(department).Where(plan.MayHave).Select(p =>
        {
            var seat = seats.GetValueOrDefault(p) ?? Seat.Of(p);
            return new Candidate(p, 0, seat.Capacity, null, null, null, seat.Skills, seat.Languages);
        }).ToList();
        var arrivals = await ArrivalsAsync(department, from, to, cancel);
        var absences = await roster.AbsencesAsync(from, to, cancel);
        return [.. strategies.Select(s => Simulation.Run(s, staff, absences, arrivals, to))];
    }

    private async Task<IReadOnlyList<Arrival>> ArrivalsAsync(
        long department, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var weights = await WeightsAsync(cancel);
        var values = new
        {
            department, from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds(),
            theirs = (long)Direction.Theirs, ours = (long)Direction.Ours, note = (long)MessageKind.Note,
            replied = (long)ConversationEventKind.Replied,
        };
        // A conversation was never said anything in before it began, so the index of its newest words finds all.
        const string Came =
            "c.department_id = @department and c.last_at >= @from and c.opened_at >= @from and c.opened_at < @to";
        await using var connection = await db.ReadAsync(cancel);
        var all = (await connection.QueryAsync<ArrivalRow>(new CommandDefinition(
            $"""
            select c.id, c.connector, c.language, c.subject, c.identity_id, c.opened_at, c.closed_at,
                (select min(e.at) from conversation_event e where e.conversation_id = c.id and e.kind = @replied) as replied_at,
                (select m.person_id from conversation o join message m on m.conversation_id = o.id
                    where o.contact_id = c.contact_id and m.direction = @ours and m.leg <> @note and m.person_id is not null
                        and m.at < c.opened_at order by m.at desc, m.id desc limit 1) as agent,
                (select m.text from message m where m.conversation_id = c.id and m.direction = @theirs order by m.at, m.id limit 1) as text
            from conversation c where {Came} order by c.opened_at, c.id
            """, values, cancellationToken: cancel))).AsList();
        var identities = await contacts.IdentitiesAsync(all.Select(r => r.IdentityId), cancel);
        return [.. all.Select(r => new Arrival(
            r.Id, Stored.Time(r.OpenedAt), Earliest(r.RepliedAt, r.ClosedAt),
            identities.GetValueOrDefault(r.IdentityId)?.Display ?? "",
            new Wanted(
                weights.GetValueOrDefault(r.Connector, 1), r.Language, WordsOf([r.Subject, r.Text ?? ""]), r.Agent, null)))];

        static DateTimeOffset? Earliest(long? one, long? other) =>
            one is null && other is null ? null : Stored.Time(Math.Min(one ?? long.MaxValue, other ?? long.MaxValue));
    }

    private sealed record ArrivalRow
    {
        public long Id { get; init; }
        public string Connector { get; init; } = "";
        public string Language { get; init; } = "";
        public string Subject { get; init; } = "";
        public long IdentityId { get; init; }
        public long OpenedAt { get; init; }
        public long? ClosedAt { get; init; }
        public long? RepliedAt { get; init; }
        public long? Agent { get; init; }
        public string? Text { get; init; }
    }
}
