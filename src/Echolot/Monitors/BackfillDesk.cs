using System.Collections.Concurrent;
using System.Threading.Channels;
using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Monitors;

/// <summary>
/// Matches new queries against what is stored already, newest first, in the background: with the compiled query and the
/// full-text index as first sieve, as a search does, so that the past and the stream give the same set.
/// </summary>
/// <remarks>
/// How far it came is stored in the transaction that lists what was found: after a crash it goes on there, and what was
/// listed twice is listed once. Old mentions notify nobody. One monitor after the other. Thread-safe.
/// </remarks>
public sealed partial class BackfillDesk(
    EcholotDb db, Archive archive, Bus bus, PrivacyOffice privacy, TimeProvider time, ILogger<BackfillDesk> log)
{
    // With the number of a monitor in its lower half: far from every other lock in the database.
    private const long RunLock = 0x4563_4C6F_0000_0000;

    /// <summary>After so long what failed is tried once more; each further time takes as much longer.</summary>
    internal TimeSpan AnotherTry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Texts read at most for one transaction: a twentieth of a second, after which it can be cancelled.</summary>
    private const int MostTexts = 10_000;

    /// <summary>
    /// Matches written at most in one transaction: some tens of milliseconds, so that intake never waits for long.
    /// </summary>
    private const int MostMatches = 1000;

    /// <summary>
    /// A new query is in force for what comes in next. What was matched with the old one is stored by then, so that
    /// nothing falls between the stream and the past; other processes have heard of the query by then as well.
    /// </summary>
    internal TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>So many times that long at most.</summary>
    private const int MostWaits = 30;

    // How often each has failed since it last went on.
    private readonly ConcurrentDictionary<long, int> _failed = new();

    /// <summary>Monitors whose last look failed; each is tried again after a while.</summary>
    internal int Failed => _failed.Count;

    private readonly Channel<long> _work = Channel.CreateUnbounded<long>();

    /// <summary>How far a monitor is; null where it was never asked for.</summary>
    public async Task<Backfill?> FindAsync(long monitorId, CancellationToken cancel)
    {
        if (await RowAsync(monitorId, cancel) is not { } row) return null;
        var total = await archive.CountAsync(new MentionFilter(), cancel);
        var looked = row.Reached == 0 ? total
            : row.Reached == long.MaxValue ? 0
            : await archive.CountAsync(new MentionFilter { From = MentionIds.TimeOf(row.Reached) }, cancel);
        return row.AsBackfill(looked, total) with
        {
            LeftOver = row is { Current: true, Judged: 0 } ? await archive.LeftoversAsync(monitorId, cancel) : null,
            Outdated = row is { Open: false, Current: false } && row.Version != row.MonitorVersion,
        };
    }

    /// <summary>Matches the monitor against the whole archive once more.</summary>
    /// <exception cref="KeyNotFoundException">There is no such monitor.</exception>
    public async Task StartAsync(long monitorId, CancellationToken cancel)
    {
        await db.WriteAsync(async scope =>
        {
            var version = await scope.Connection.ExecuteScalarAsync<long?>(
                "select version from monitor where id = @monitorId", new { monitorId }, scope.Transaction)
                ?? throw new KeyNotFoundException(
                    $"There is no monitor {monitorId}. It was removed meanwhile; add it again.");
            await AskAsync(scope, monitorId, version);
        }, cancel);
    }

    /// <summary>Stops looking; what was found stays. False where it has ended already.</summary>
    public async Task<bool> CancelAsync(long monitorId, CancellationToken cancel) =>
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            update backfill set state = 'Cancelled', changed_at = @now
            where monitor_id = @monitorId and state in ('Waiting', 'Running')
            """, new { monitorId, now = Now }, scope.Transaction), cancel) > 0;

    /// <summary>Asks for the archive to be looked through as part of saving a monitor.</summary>
    internal async Task AskAsync(WriteScope scope, long monitorId, long version)
    {
        await scope.Connection.ExecuteAsync(
            """
            insert into backfill (monitor_id, version, state, reached, found, problem, asked_at, changed_at, judged, moving)
            values (@MonitorId, @Version, @State, @Reached, 0, null, @AskedAt, @ChangedAt, @Judged, 0)
            on conflict (monitor_id) do update set version = excluded.version, state = excluded.state,
                reached = excluded.reached, found = 0, problem = null, asked_at = excluded.asked_at,
                changed_at = excluded.changed_at, judged = excluded.judged, moving = 0
            """,
            new BackfillRow { MonitorId = monitorId, Version = version, AskedAt = Now, ChangedAt = Now },
            scope.Transaction);
        await Archive.ForgetLeftoversAsync(scope, monitorId);
        scope.AfterCommit(() => _work.Writer.TryWrite(monitorId));
    }

    /// <summary>
    /// Another version of a monitor that stands still: what the one before had begun ends here, and nothing is left over of it.
    /// </summary>
    internal static async Task SetAsideAsync(WriteScope scope, long monitorId)
    {
        await scope.Connection.ExecuteAsync(
            """
            update backfill set moving = 0, state = case when state in ('Waiting', 'Running') then 'Cancelled' else state end
            where monitor_id = @monitorId
            """, new { monitorId }, scope.Transaction);
        await Archive.ForgetLeftoversAsync(scope, monitorId);
    }

    /// <summary>Works through what was asked for, unfinished work of an earlier run first, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var id in await OpenAsync(cancel)) _work.Writer.TryWrite(id);
            await foreach (var id in _work.Reader.ReadAllAsync(cancel))
            {
                try
                {
                    await using var turn = await db.HoldAsync(RunLock ^ id, cancel);
                    // Another process is at work on it, or died a moment ago and has not let go yet.
                    if (turn is not null) await WorkAsync(id, cancel);
                    else if (await RowAsync(id, cancel) is { } row && (row.Open || Unfinished(row)))
                        _ = LaterAsync(id, AnotherTry, cancel);
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    log.LogError(wrong, "Backfilling monitor {MonitorId} was interrupted", id);
                    _ = LaterAsync(id, PatienceWith(id), cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.LogDebug("Backfilling has stopped; the next start goes on where it was");
        }
    }

    private async Task WorkAsync(long monitorId, CancellationToken cancel)
    {
        while (await RowAsync(monitorId, cancel) is { } row && (row.Open || Unfinished(row)))
        {
            if (!row.Open)
            {
                if (await TryMoveAsync(row, cancel))
                {
                    _failed.TryRemove(monitorId, out _);
                    continue;
                }
                // Others go on meanwhile; the page of the monitor waits for it, so it does not end here.
                _ = LaterAsync(monitorId, PatienceWith(monitorId), cancel);
                return;
            }
            var wait = Settle - (time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.AskedAt));
            if (wait > TimeSpan.Zero)
            {
                // No longer than that, also where the clock was set back.
                await Task.Delay(wait < Settle ? wait : Settle, time, cancel);
                if (wait <= Settle) continue;
            }
            try
            {
                if (!Query.TryParse(row.QueryText, row.Options, out var query, out var errors))
                {
                    await FailAsync(row, errors[0].Message, cancel);
                    break;
                }
                await LookAsync(row, query, cancel);
            }
            catch (Exception wrong) when (!cancel.IsCancellationRequested)
            {
                log.LogError(wrong, "Backfilling monitor {MonitorId} failed", monitorId);
                await FailAsync(row, wrong.GetType().Name, cancel);
                break;
            }
        }
        _failed.TryRemove(monitorId, out _);
    }

    /// <summary>Longer each time it fails.</summary>
    private TimeSpan PatienceWith(long monitorId) =>
        AnotherTry * Math.Min(_failed.AddOrUpdate(monitorId, 1, (_, times) => times + 1), MostWaits);

    /// <summary>Has its turn again after a while, in which the others have theirs.</summary>
    private async Task LaterAsync(long monitorId, TimeSpan wait, CancellationToken cancel)
    {
        await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancel.IsCancellationRequested) _work.Writer.TryWrite(monitorId);
    }

    private async Task LookAsync(BackfillRow row, Query query, CancellationToken cancel)
    {
        var portion = await archive.MatchAsync(query, row.Reached, MostTexts, MostMatches, cancel);
        await db.WriteAsync(async scope =>
        {
            // Cancelled, or asked for anew with another query, while this portion was read.
            var still = await scope.Connection.ExecuteScalarAsync<long>(
                """
                select count(*) from backfill where monitor_id = @MonitorId and version = @Version
                    and asked_at = @AskedAt and state in ('Waiting', 'Running')
                """, row, scope.Transaction);
            if (still == 0) return;
            var found = row.Found + await archive.AddMatchesAsync(
                scope, row.MonitorId, (int)row.Version, portion.Found, cancel);
            var state = portion.Reached == 0 ? BackfillState.Done : BackfillState.Running;
            await scope.Connection.ExecuteAsync(
                """
                update backfill set state = @state, reached = @Reached, found = @found, changed_at = @now
                where monitor_id = @MonitorId
                """,
                new { state = state.ToString(), portion.Reached, found, now = Now, row.MonitorId }, scope.Transaction);
            if (state is BackfillState.Done)
                await bus.PublishAsync(scope, new MonitorBackfilled(row.MonitorId, (int)row.Version, found), cancel);
        }, cancel);
    }

    private Task FailAsync(BackfillRow row, string problem, CancellationToken cancel) =>
        db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update backfill set state = 'Failed', problem = @problem, changed_at = @now where monitor_id = @MonitorId",
            new { problem, now = Now, row.MonitorId }, scope.Transaction), cancel);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<BackfillRow?> RowAsync(long monitorId, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<BackfillRow>(
            $"{BackfillRow.Select} where b.monitor_id = @monitorId", new { monitorId });
    }

    private async Task<IReadOnlyList<long>> OpenAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(
            """
            select monitor_id from backfill
            where state in ('Waiting', 'Running') or state = 'Done' and (judged <> 0 or moving <> 0)
            order by asked_at, monitor_id
            """)).AsList();
    }
}
