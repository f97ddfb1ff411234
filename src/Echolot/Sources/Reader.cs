using Dapper;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources;

/// <summary>
/// Reads one source from its stored position and hands on what comes, again and again after failures.
/// </summary>
internal sealed class Reader
{
    // Enough to fill a transaction while the last one commits; small enough that nothing waits long in memory.
    private const int MostAtOnce = 256;
    private const int LongestProblem = 500;

    private readonly long _sourceId;
    private readonly IReadsMentions _connector;
    private readonly SourceRunner _runner;
    private readonly EcholotDb _db;
    private readonly ITakesEvents _gate;
    private readonly Logbook _logbook;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private Reader(
        long sourceId, IReadsMentions connector, SourceRunner runner, EcholotDb db, ITakesEvents gate, Logbook logbook,
        TimeProvider time, ILogger log) =>
        (_sourceId, _connector, _runner, _db, _gate, _logbook, _time, _log) = (
            sourceId, connector, runner, db, gate, logbook, time, log);

    public static Reader Start(
        long sourceId, IReadsMentions connector, SourceRunner runner, EcholotDb db, ITakesEvents gate, Logbook logbook,
        TimeProvider time, ILogger log)
    {
        var reader = new Reader(sourceId, connector, runner, db, gate, logbook, time, log);
        reader._running = Task.Run(reader.RunAsync);
        return reader;
    }

    /// <summary>Returns when nothing of this source is under way any more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var cancel = _stop.Token;
        var failures = 0;
        while (!cancel.IsCancellationRequested)
        {
            var took = 0L;
            try
            {
                await ReadAsync(n => took += n, cancel);
                if (cancel.IsCancellationRequested) return;
                await NoteAsync(
                    "The source has ended and is not read any more. Resume or change it to read it again.", null);
                _log.LogWarning("Source {SourceId} has ended", _sourceId);
                return;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (SourceTrouble trouble) when (trouble.Final)
            {
                await NoteAsync(trouble.Message, null);
                _log.LogWarning("Source {SourceId} is not read any more until it is changed or resumed", _sourceId);
                return;
            }
            catch (Exception wrong)
            {
                failures = took > 0 ? 1 : failures + 1;
                var pause = Pause(failures, Random.Shared.NextDouble());
                if (wrong is SourceTrouble { Wait: { } wish } && wish > pause) pause = wish;
                // The message may quote what the network sent, so the log names its type only; screens show the
                // message.
                _log.LogWarning(
                    "Reading source {SourceId} failed {Failures} times in a row with {Problem}; again in {Seconds} s",
                    _sourceId, failures, wrong.GetType().Name, (int)pause.TotalSeconds);
                await NoteAsync(wrong.Message, _time.GetUtcNow() + pause);
                try
                {
                    await Task.Delay(pause, _time, cancel);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    /// <summary>
    /// Waits 2 s after the first failure and twice as long after each further one, at most 15 minutes; half of it is
    /// jitter, so that sources of one network that failed together do not come back together.
    /// </summary>
    /// <param name="jitter">0 to 1.</param>
    internal static TimeSpan Pause(int failures, double jitter)
    {
        var longest = Math.Min(900, 2 * Math.Pow(2, Math.Clamp(failures - 1, 0, 20)));
        return TimeSpan.FromSeconds(longest * (0.5 + jitter / 2));
    }

    private async Task ReadAsync(Action<int> took, CancellationToken cancel)
    {
        var source = await _runner.ConfigAsync(_sourceId, cancel);
        var cursor = await CursorAsync(cancel);
        var waiting = new List<SourceEvent>();
        // One hand-over at a time: if one fails, no later one may have moved the cursor past it.
        Task underWay = Task.CompletedTask;
        var events = _connector.ReadAsync(source, cursor, cancel).GetAsyncEnumerator(cancel);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (underWay.IsCompleted) await underWay;
                if (waiting.Count > 0 && (underWay.IsCompleted && !next.IsCompleted || waiting.Count >= MostAtOnce))
                {
                    await underWay;
                    underWay = HandOverAsync(source, waiting, took, cancel);
                    waiting = [];
                }
                if (!next.IsCompleted)
                {
                    await Task.WhenAny(underWay.IsCompleted ? [next] : [next, underWay]);
                    continue;
                }
                if (!next.IsCompletedSuccessfully || !await next) break;
                waiting.Add(events.Current);
                next = events.MoveNextAsync().AsTask();
            }
            await underWay;
            underWay = Task.CompletedTask;
            // What came before the trouble is there: a source without a cursor would not give it again.
            if (waiting.Count > 0) await HandOverAsync(source, waiting, took, cancel);
            await next;
        }
        finally
        {
            await SettleAsync(underWay);
            await SettleAsync(next);
            await events.DisposeAsync();
        }
    }

    private async Task HandOverAsync(
        SourceConfig source, List<SourceEvent> events, Action<int> took, CancellationToken cancel)
    {
        await _gate.TakeAsync(source, events, cancel);
        took(events.Count);
    }

    // Its outcome is known or does not matter any more; it only has to be over before the enumerator is disposed.
    private static async Task SettleAsync(Task task) =>
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<string?> CursorAsync(CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select cursor from source_state where source_id = @id", new { id = _sourceId },
            cancellationToken: cancel));
    }

    private async Task NoteAsync(string problem, DateTimeOffset? next)
    {
        try
        {
            var bounded = problem.Length <= LongestProblem ? problem : problem[..LongestProblem];
            await _db.WriteAsync(
                scope =>
                    _logbook.FailedAsync(scope, _sourceId, bounded, _time.GetUtcNow(), next, CancellationToken.None),
                        CancellationToken.None);
        }
        catch (Exception wrong)
        {
            _log.LogError(wrong, "The failure of source {SourceId} could not be stored", _sourceId);
        }
    }
}
