using System.Data.Common;
using Dapper;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Messaging;

/// <summary>Removes facts that every subscriber has taken.</summary>
internal sealed class Pruning(EcholotDb db, TimeProvider clock, ILogger log, IReadOnlyList<string> subscribers)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>A subscriber that no process has run for so long is history and holds nothing back any more.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Every, clock, cancel);
                await PruneAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception wrong) when (wrong is DbException or StorageException or IOException)
            {
                log.LogError(
                    wrong, "Facts that everybody has taken could not be removed; trying again in {Every}", Every);
            }
        }
    }

    /// <summary>Removes at most 10,000 rows, so that writers wait a moment only; returns how many.</summary>
    public Task<int> PruneAsync(CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var now = clock.GetUtcNow();
        var rows = (await scope.Connection.QueryAsync<(string Name, long Position, long ChangedAt)>(
            "select name, position, changed_at from subscriber", transaction: scope.Transaction)).AsList();
        var holds = rows.Where(
            r => subscribers.Contains(r.Name) || r.ChangedAt >= (now - Abandoned).ToUnixTimeMilliseconds()).ToList();
        // A subscriber of ours that has no row yet has taken nothing.
        if (subscribers.Any(s => rows.All(r => r.Name != s))) return 0;
        var until = holds.Count == 0 ? long.MaxValue : holds.Min(r => r.Position);
        return await scope.Connection.ExecuteAsync(
            "delete from outbox where seq in (select seq from outbox where seq <= @until and at < @before order by seq limit 10000)",
            // A minute's grace: screens of other processes read the same rows.
            new { until, before = (now - Every).ToUnixTimeMilliseconds() }, scope.Transaction);
    }, cancel);
}
