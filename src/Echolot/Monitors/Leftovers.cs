using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Microsoft.Extensions.Logging;

namespace Echolot.Monitors;

public sealed partial class BackfillDesk
{
    /// <summary>Mentions moved in one transaction: each is written one by one, and intake waits for it.</summary>
    private const int MostMoved = 200;

    /// <summary>
    /// Takes what the present version no longer finds from under the monitor, in the background. It stays stored, and
    /// can be put back until the monitor has another version that finds it again. False where the past is not judged yet.
    /// </summary>
    public Task<bool> TakeOutAsync(long monitorId, long? by, CancellationToken cancel) =>
        MoveAsync(monitorId, LeftoverWork.TakingOut, "monitor.leftovers.taken_out", by, cancel);

    /// <summary>Puts back what was taken out, as it was. False where the past is not judged yet.</summary>
    public Task<bool> PutBackAsync(long monitorId, long? by, CancellationToken cancel) =>
        MoveAsync(monitorId, LeftoverWork.PuttingBack, "monitor.leftovers.put_back", by, cancel);

    private Task<bool> MoveAsync(
        long monitorId, LeftoverWork work, string what, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var begun = await scope.Connection.ExecuteAsync(
            """
            update backfill set moving = @work, changed_at = @now
            where monitor_id = @monitorId and state = 'Done' and judged = 0 and moving = 0
                and version = (select version from monitor where id = @monitorId)
            """, new { work = (long)work, now = Now, monitorId }, scope.Transaction) > 0;
        if (!begun) return false;
        await privacy.RecordAsync(scope, by, what, FormattableString.Invariant($"monitor:{monitorId}"), null, cancel);
        scope.AfterCommit(() => _work.Writer.TryWrite(monitorId));
        return true;
    }, cancel);

    private static bool Unfinished(BackfillRow row) => row.Current && (row.Judged != 0 || row.Moving != 0);

    /// <summary>One portion; false where it failed and is tried again.</summary>
    private async Task<bool> TryMoveAsync(BackfillRow row, CancellationToken cancel)
    {
        try
        {
            if (!Query.TryParse(row.QueryText, row.Options, out var query, out var errors))
            {
                await FailAsync(row, errors[0].Message, cancel);
                return true;
            }
            if (row.Judged != 0) await JudgeAsync(row, query, cancel);
            else await MoveAsync(row, query, cancel);
            return true;
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            log.LogError(wrong, "Looking for what monitor {MonitorId} no longer finds failed", row.MonitorId);
            return false;
        }
    }

    private async Task JudgeAsync(BackfillRow row, Query query, CancellationToken cancel)
    {
        var (left, reached) = await archive.JudgeAsync(
            row.MonitorId, (int)row.Version, query, row.Judged, MostMatches, cancel);
        await db.WriteAsync(async scope =>
        {
            var still = await scope.Connection.ExecuteAsync(
                """
                update backfill set judged = @reached
                where monitor_id = @MonitorId and version = @Version and asked_at = @AskedAt and state = 'Done'
                """, new { reached, row.MonitorId, row.Version, row.AskedAt }, scope.Transaction);
            if (still > 0) await Archive.KeepLeftoversAsync(scope, row.MonitorId, left);
        }, cancel);
    }

    private async Task MoveAsync(BackfillRow row, Query query, CancellationToken cancel)
    {
        var takingOut = (LeftoverWork)row.Moving is LeftoverWork.TakingOut;
        var ids = await archive.LeftoverIdsAsync(row.MonitorId, takenOut: !takingOut, MostMoved, cancel);
        IReadOnlySet<long> found = takingOut
            ? (await archive.SpansAsync(query, ids, cancel)).Select(m => m.Id).ToHashSet()
            : new HashSet<long>();
        await db.WriteAsync(async scope =>
        {
            // Another version came, or somebody asked for the past once more, while this portion was read.
            var still = await scope.Connection.ExecuteAsync(
                """
                update backfill set moving = @next, changed_at = @now
                where monitor_id = @MonitorId and version = @Version and asked_at = @AskedAt and moving = @Moving
                """,
                new
                {
                    next = ids.Count < MostMoved ? 0 : row.Moving, now = Now, row.MonitorId, row.Version, row.AskedAt,
                    row.Moving,
                }, scope.Transaction);
            if (still == 0) return;
            if (takingOut) await archive.TakeOutAsync(scope, row.MonitorId, (int)row.Version, ids, found, cancel);
            else await archive.PutBackAsync(scope, row.MonitorId, ids, cancel);
        }, cancel);
    }
}
