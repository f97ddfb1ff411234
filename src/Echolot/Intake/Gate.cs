using System.Threading.Channels;
using Echolot.Enrichment;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Intake;

/// <summary>
/// The one way in: known? → match → keep or forget. Batches events of all sources into transactions that store
/// mentions, cursors, health and facts together; a full queue makes callers wait.
/// </summary>
/// <remarks>
/// Two stages work at once: while one batch is committed, the next one is matched on all cores. Batches follow each
/// other strictly, so events of one source keep their order. A batch grows by itself while the disk is busy (group
/// commit): alone, an event is stored at once; under load, hundreds share one transaction. Thread-safe.
/// </remarks>
public sealed class Gate : ITakesEvents
{
    // 64 events are a small part of a transaction, so sources take turns; 512 parts wait in about 80 MB.
    internal const int PartSize = 64;
    internal const int PartsWaiting = 512;
    internal const int MostInTransaction = 8192;

    // Shorter than a commit to disk: callers that come together share one.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(2);

    private readonly Channel<Part> _waiting = Channel.CreateBounded<Part>(
        new BoundedChannelOptions(PartsWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Archive _archive;
    private readonly Watchlist _watchlist;
    private readonly Preparation _preparation;
    private readonly Keeping _keeping;
    private readonly PoisonList _poison;
    private readonly Arrivals _arrivals;
    private readonly TimeProvider _time;
    private readonly ILogger<Gate> _log;
    private bool _crowded;
    private long _moved;

    public Gate(
        EcholotDb db, Archive archive, Watchlist watchlist, Enrichers enrichers, Logbook logbook, Arrivals arrivals,
        TimeProvider time, ILogger<Gate> log)
    {
        (_archive, _watchlist, _arrivals, _time, _log) = (archive, watchlist, arrivals, time, log);
        _poison = new PoisonList(db);
        _preparation = new Preparation(archive, watchlist, enrichers);
        _keeping = new Keeping(db, archive, logbook, _poison, arrivals, time, log);
        Measures.Watch(this);
    }

    /// <summary>Parts of calls that wait for their batch.</summary>
    internal int Waiting => _waiting.Reader.Count;

    /// <summary>Whether events wait although no batch has ended for a minute; for health checks.</summary>
    public bool IsStuck => Waiting > 0 && _time.GetElapsedTime(Volatile.Read(ref _moved)) > TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    /// <remarks>
    /// When this throws, a first part of the events may be stored already, never a later one without the earlier: send
    /// them again, what is known is left alone. Cancelling stops the waiting, not what was accepted.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Intake has stopped because the server goes down.</exception>
    public async Task<IReadOnlyList<Taken>> TakeAsync(
        SourceConfig source, IReadOnlyList<SourceEvent> events, CancellationToken cancel)
    {
        if (events.Count == 0) return [];
        var call = new Call(source, events);
        // After a quiet hour the minute begins with the first who waits.
        if (Waiting == 0) Volatile.Write(ref _moved, _time.GetTimestamp());
        try
        {
            for (var from = 0; from < events.Count; from += PartSize)
                await _waiting.Writer.WriteAsync(
                    new Part(call, from, Math.Min(PartSize, events.Count - from), _time.GetTimestamp()), cancel);
        }
        catch (ChannelClosedException closed)
        {
            throw new InvalidOperationException(
                "Intake has stopped with the server; send the events again after it has started.", closed);
        }
        return await call.Done.WaitAsync(cancel);
    }

    /// <summary>Events that could not be taken, newest first; <paramref name="beforeId"/> continues a page.</summary>
    public Task<IReadOnlyList<PoisonItem>> PoisonAsync(
        long? sourceId, long? beforeId, int limit, CancellationToken cancel) =>
        _poison.ListAsync(sourceId, beforeId, limit, cancel);

    /// <summary>Works until cancelled, then finishes what was accepted.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        // Not cancelled: what callers handed over before the start is finished even if the stop comes right behind it.
        await _watchlist.LoadAsync(CancellationToken.None);
        await _archive.LoadExclusionsAsync(CancellationToken.None);
        await _archive.LoadClassesAsync(CancellationToken.None);
        await _arrivals.LoadAsync(CancellationToken.None);
        await using var closing = cancel.Register(() => _waiting.Writer.TryComplete());
        var ready = Channel.CreateBounded<IReadOnlyList<Arrived>>(
            new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        var preparing = Task.Run(() => PrepareAllAsync(ready.Writer), CancellationToken.None);
        var remembering = Task.Run(() => KeepKeysAsync(cancel), CancellationToken.None);
        await foreach (var batch in ready.Reader.ReadAllAsync(CancellationToken.None))
        {
            await _keeping.TakeAsync(batch);
            Volatile.Write(ref _moved, _time.GetTimestamp());
        }
        await preparing;
        await remembering;
        _log.LogInformation("Intake has finished what it had accepted");
    }

    private async Task KeepKeysAsync(CancellationToken cancel)
    {
        try
        {
            await _archive.KeepKeysAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception wrong)
        {
            _log.LogWarning(wrong, "What is stored could not be read; every post is looked up in the database");
        }
    }

    private async Task PrepareAllAsync(ChannelWriter<IReadOnlyList<Arrived>> ready)
    {
        while (await NextAsync() is { } batch)
        {
            try
            {
                await _preparation.PrepareAsync(batch);
            }
            catch (Exception wrong)
            {
                // The archive does not answer: nobody is to blame, so the callers keep their events and come again.
                _log.LogError(
                    wrong, "{Events} events could not be looked up in the archive; their sources will send them again",
                    batch.Count);
                foreach (var arrived in batch) arrived.Call.Fail(wrong);
                continue;
            }
            await ready.WriteAsync(batch);
        }
        ready.Complete();
    }

    private async Task<IReadOnlyList<Arrived>?> NextAsync()
    {
        if (!await _waiting.Reader.WaitToReadAsync()) return null;
        var batch = new List<Arrived>();
        Gather(batch);
        if (_crowded && batch.Count < MostInTransaction)
        {
            await Task.Delay(Linger, _time);
            Gather(batch);
        }
        _crowded = batch.Count > 0 && batch[0].Call != batch[^1].Call;
        return batch;
    }

    private void Gather(List<Arrived> batch)
    {
        while (batch.Count + PartSize <= MostInTransaction && _waiting.Reader.TryRead(out var part))
        {
            Measures.Waited(_time.GetElapsedTime(part.Since));
            batch.AddRange(part.Arrivals());
        }
    }
}

/// <summary>An event put aside, with the reason.</summary>
public sealed record PoisonItem(long Id, long SourceId, string Problem, string Excerpt, DateTimeOffset At);
