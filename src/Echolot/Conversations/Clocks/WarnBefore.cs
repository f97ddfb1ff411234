using Dapper;
using Echolot.Messaging;

namespace Echolot.Conversations;

/// <summary>Targets of conversations of somebody are nearly used up; told once for each clock.</summary>
/// <param name="Occasion">Unlike any other: told twice, it is shown once.</param>
public sealed record TargetsRunOut(long PersonId, IReadOnlyList<long> Conversations, string Occasion) : IFact;

public sealed partial class Inbox
{
    // More of them come with the next round.
    private const int MostWarned = 500;

    /// <summary>
    /// Warns before a target is missed, as long before as it says: whoever has the conversation, else those of its
    /// department who are there; where nobody of them is, those who lead. Each person is told once a round, however many
    /// run out.
    /// </summary>
    internal async Task WarnAsync(CancellationToken cancel)
    {
        const string Nearly = "active = 1 and warn_at <= @Now and due_at > @Now and (warned_for is null or warned_for <> due_at)";
        List<long> ids;
        await using (var connection = await db.ReadAsync(cancel))
            ids = (await connection.QueryAsync<long>(new CommandDefinition(
                $"select id from conversation where {Nearly} order by warn_at limit @MostWarned", new { Now, MostWarned },
                cancellationToken: cancel))).AsList();
        if (ids.Count == 0) return;
        var everybody = await roster.PeopleAsync(cancel);
        var plan = await DutyPlan.ReadAsync(roster, [], clock.GetUtcNow(), cancel);
        await db.WriteAsync(async scope =>
        {
            var concerned = new Dictionary<long, List<long>>();
            // In the order in which everybody locks them.
            foreach (var id in ids.Order())
            {
                if (await scope.Connection.QuerySingleOrDefaultAsync<ConversationRow>(
                    $"""
                    update conversation set warned_for = due_at where id = @id and {Nearly}
                    returning id, assignee_id, department_id, due_at
                    """, new { id, Now }, scope.Transaction) is not { } row) continue;
                var staff = row is { AssigneeId: null, DepartmentId: { } department }
                    ? plan.Departments.StaffOf(department).Where(p => !plan.IsGone(p) && !plan.Absent.ContainsKey(p)).ToList()
                    : [];
                foreach (var person in staff.Count > 0 ? staff : Answerable(plan, row, null, everybody))
                {
                    if (!concerned.TryGetValue(person, out var theirs)) concerned.Add(person, theirs = []);
                    theirs.Add(id);
                }
            }
            foreach (var (person, theirs) in concerned)
                await bus.PublishAsync(
                    scope, new TargetsRunOut(person, theirs, string.Create(
                        System.Globalization.CultureInfo.InvariantCulture, $"due-{Now}")), cancel);
        }, cancel);
    }
}
