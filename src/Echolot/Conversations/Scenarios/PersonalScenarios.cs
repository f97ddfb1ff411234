using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What people outside answered a bot, and which colleague changed a scenario.</summary>
internal sealed class PersonalScenarios(EcholotDb db) : IHoldsPersonalData
{
    private const string Theirs =
        """
        (select id from conversation where identity_id in
            (select id from identity where connector = @Connector and external_id = @Id))
        """;

    public IReadOnlyList<string> Tables { get; } = ["scenario", "scenario_run"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        var values = new { subject.StaffId, Connector = subject.Connector ?? "", subject.Id };
        var touched = 0;
        foreach (var sql in subject.StaffId is not null
            ? (string[])[
                "update scenario set changed_by = null where changed_by = @StaffId",
                "update scenario_run set keeper_id = null where keeper_id = @StaffId"]
            : [$"update scenario_run set answers = '[]' where conversation_id in {Theirs}"])
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, values, scope.Transaction, cancellationToken: cancel));
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.Connector is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<ScenarioRunRow>(new CommandDefinition(
            $"select {ScenarioRunRow.Columns} from scenario_run where conversation_id in {Theirs} order by id", subject,
            cancellationToken: cancel)))
            yield return new("scenario_run", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["conversation"] = row.ConversationId, ["started_at"] = Stored.Time(row.StartedAt), ["answers"] = row.Answers,
            });
    }

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from scenario_run where started_at < @before and state <> 'Running'",
            new { before = before.ToUnixTimeMilliseconds() }, scope.Transaction, cancellationToken: cancel));
}
