using Echolot.Sources;

namespace Echolot.Intake;

/// <summary>
/// The one way in: known? → match → keep or forget. Batches events of all sources into transactions that store
/// mentions, cursors, health and facts together; a full queue makes callers wait.
/// </summary>
public sealed class Gate : ITakesEvents
{
    public Task<IReadOnlyList<Taken>> TakeAsync(SourceConfig source, IReadOnlyList<SourceEvent> events, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Events that could not be taken, newest first.</summary>
    public Task<IReadOnlyList<PoisonItem>> PoisonAsync(long? sourceId, int limit, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Works until cancelled, then finishes what was accepted.</summary>
    public Task RunAsync(CancellationToken cancel) => throw new NotImplementedException();
}

/// <summary>An event put aside, with the reason.</summary>
public sealed record PoisonItem(long Id, long SourceId, string Problem, string Excerpt, DateTimeOffset At);
