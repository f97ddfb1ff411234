using Dapper;
using Echolot.Teams;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const int MovedAtOnce = 200;

    /// <summary>Hands it to a department, or to none; whoever had it and does not work there has it no longer.</summary>
    /// <exception cref="InboxException">The department is gone, or these eyes see no such conversation.</exception>
    public Task MoveAsync(long conversation, long? department, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, recording =>
        {
            if (department is { } id && recording.Plan.Departments.Find(id) is null)
                throw new InboxException(
                    InboxRefusal.DepartmentMissing, $"There is no department {id}; choose another one.");
            return recording.MoveAsync(department, Now, sight.PersonId);
        }, cancel);

    /// <summary>What a department had that is gone goes on to the one above.</summary>
    internal async Task LeaveAsync(DepartmentRemoved fact, CancellationToken cancel)
    {
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "delete from given where department_id = @Id", new { fact.Id }, scope.Transaction), cancel);
        // At the top of the tree nobody but leads has it then: it is not for everybody by that.
        if (fact.Into is { } above)
            await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                "update macro set department_id = @above where department_id = @Id", new { above, fact.Id }, scope.Transaction), cancel);
        while (true)
        {
            List<(long Id, long Active)> left;
            await using (var connection = await db.ReadAsync(cancel))
                left = (await connection.QueryAsync<(long, long)>(new CommandDefinition(
                    "select id, active from conversation where department_id = @Id limit @MovedAtOnce",
                    new { fact.Id, MovedAtOnce }, cancellationToken: cancel))).AsList();
            if (left.Count == 0) return;
            await db.WriteAsync(async scope =>
            {
                await LockAsync(scope, [.. left.Select(l => l.Id)]);
                foreach (var (id, active) in left)
                {
                    // What is over keeps its clocks and tells nobody.
                    if (active == 0)
                    {
                        await scope.Connection.ExecuteAsync(
                            "update conversation set department_id = @Into where id = @id and department_id = @Id2",
                            new { fact.Into, id, Id2 = fact.Id }, scope.Transaction);
                        continue;
                    }
                    var recording = await RecordAsync(scope, id, cancel);
                    if (recording.Row.DepartmentId != fact.Id) continue;
                    await recording.MoveAsync(fact.Into, Now, null);
                    await recording.FinishAsync(cancel);
                }
            }, cancel);
        }
    }

    /// <summary>What somebody had who does not work here any more, or not on conversations, is looked at at once.</summary>
    internal async Task LeaveAsync(PersonChanged fact, CancellationToken cancel)
    {
        if (fact.What is not (PersonEvent.Deactivated or PersonEvent.Erased or PersonEvent.RoleChanged)
            || fact.What is PersonEvent.RoleChanged
                && (await roster.PeopleAsync(cancel)).Any(p => p.Id == fact.PersonId && CanHave(p))) return;
        await db.WriteAsync(scope => TurnAllOfAsync(scope, fact.PersonId), cancel);
    }
}
