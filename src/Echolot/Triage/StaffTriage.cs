using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Triage;

/// <summary>What the triage desk knows about our own staff: who changed rules, asked for runs, made views.</summary>
internal sealed class StaffTriage(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["run", "rule", "rule_version", "saved_view"];

    /// <summary>Rules and shared views stay, without the name; views of one's own go.</summary>
    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) return 0;
        var touched = 0;
        foreach (var sql in new[]
        {
            "update run set person_id = null where person_id = @person",
            "update rule set changed_by = null where changed_by = @person",
            "update rule_version set changed_by = null where changed_by = @person",
            "delete from saved_view where person_id = @person and shared = 0",
            "update saved_view set person_id = null where person_id = @person",
        })
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, new { person }, scope.Transaction, cancellationToken: cancel));
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) yield break;
        await using var connection = await db.ReadAsync(cancel);
        (string Table, string Sql)[] own =
        [
            ("run", "select id, kind, changed, asked_at from run where person_id = @person order by id"),
            ("rule", "select id, name, changed_at from rule where changed_by = @person order by id"),
            ("rule_version", "select rule_id as id, version, name, changed_at from rule_version where changed_by = @person order by rule_id, version"),
            ("saved_view", "select id, name, filters, shared from saved_view where person_id = @person order by id"),
        ];
        foreach (var (table, sql) in own)
            foreach (var row in (await connection.QueryAsync(sql, new { person })).Cast<IDictionary<string, object?>>())
            {
                cancel.ThrowIfCancellationRequested();
                yield return new(
                    table, Convert.ToString(row["id"], CultureInfo.InvariantCulture)!,
                    new Dictionary<string, object?>(row));
            }
    }

    /// <summary>Runs go; what they did stays, and can no longer be taken back.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(
            "delete from run where asked_at < @before and state not in ('Waiting', 'Running')",
            new { before = before.ToUnixTimeMilliseconds() }, scope.Transaction);
}
