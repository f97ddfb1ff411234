using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Monitors;

/// <summary>
/// Staff members as owners and authors of queries. The queries themselves belong to the firm and stay.
/// </summary>
internal sealed class PersonalMonitors(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["monitor", "monitor_version", "monitor_verdict"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } id) return 0;
        return await scope.Connection.ExecuteAsync(
            "update monitor set owner_id = null where owner_id = @id", new { id }, scope.Transaction)
            // The lock stays: administrators may still open it.
            + await scope.Connection.ExecuteAsync(
                "update monitor set locked_by = null where locked_by = @id", new { id }, scope.Transaction)
            + await scope.Connection.ExecuteAsync(
                "update monitor_version set changed_by = null where changed_by = @id", new { id }, scope.Transaction)
            + await scope.Connection.ExecuteAsync(
                "update monitor_verdict set judged_by = null where judged_by = @id", new { id }, scope.Transaction);
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is not { } id) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<MonitorRow>(
            $"{MonitorRow.Select} where owner_id = @id order by id", new { id }))
            yield return new("monitor", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["name"] = row.Name, ["role"] = "owner", ["created_at"] = row.AsMonitor().CreatedAt,
            });
        foreach (var row in await connection.QueryAsync<MonitorRow>(
            $"{MonitorRow.Select} where locked_by = @id order by id", new { id }))
            yield return new("monitor", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["name"] = row.Name, ["role"] = "locked by", ["locked_at"] = row.AsMonitor().Lock!.At,
            });
        foreach (var (monitor, version, at) in await connection.QueryAsync<(long, long, long)>(
            "select monitor_id, version, changed_at from monitor_version where changed_by = @id order by 1, 2",
            new { id }))
            yield return new("monitor_version", string.Create(CultureInfo.InvariantCulture, $"{monitor}/{version}"),
                new Dictionary<string, object?>
            {
                ["role"] = "changed by", ["changed_at"] = DateTimeOffset.FromUnixTimeMilliseconds(at),
            });
        foreach (var (monitor, mention, relevant, at) in await connection.QueryAsync<(long, long, long, long)>(
            """
            select monitor_id, mention_id, relevant, judged_at from monitor_verdict where judged_by = @id order by 1, 2
            """, new { id }))
            yield return new("monitor_verdict", string.Create(CultureInfo.InvariantCulture, $"{monitor}/{mention}"),
                new Dictionary<string, object?>
            {
                ["role"] = "judged by", ["relevant"] = relevant != 0,
                ["judged_at"] = DateTimeOffset.FromUnixTimeMilliseconds(at),
            });
    }

    // Versions explain why a mention matched; they live as long as the monitor. Verdicts go with their mentions.
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        Task.FromResult(0);
}
