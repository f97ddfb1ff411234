using Echolot.Messaging;
using Echolot.Storage;

namespace Echolot.Sources;

/// <summary>What one batch brought from one source; written in the transaction that took the batch.</summary>
/// <param name="Cursor">Position after the last event; null leaves the stored one.</param>
/// <param name="ContactAt">When the last event was received.</param>
/// <param name="Items">Items seen, wanted or not.</param>
/// <param name="Kept">Items added or revised.</param>
/// <param name="Errors">Events put on the poison list.</param>
/// <param name="Arrivals">Receive and publish times of the items that came live, in order of arrival.</param>
public sealed record LogEntry(
    long SourceId, string? Cursor, DateTimeOffset ContactAt, int Items, int Kept, int Errors, string? LastProblem,
    IReadOnlyList<Arrival> Arrivals, IReadOnlyList<KnownGap> Gaps);

/// <summary>When a live item was published and when we received it.</summary>
/// <param name="ClockSuspect">The publish time is not to be believed, so the item says nothing about lag.</param>
public readonly record struct Arrival(DateTimeOffset ReceivedAt, DateTimeOffset PublishedAt, bool ClockSuspect);

/// <summary>A source began or ceased to run, to fail or to be silent.</summary>
public sealed record SourceStateChanged(long SourceId, SourceState State, SourceState Before, DateTimeOffset At) : IFact;

/// <summary>Positions and health of every source.</summary>
public sealed class Logbook
{
    /// <summary>Stores position, counters, lags, pauses and gaps inside the transaction of the events themselves.</summary>
    public Task WriteAsync(WriteScope scope, IReadOnlyList<LogEntry> entries, CancellationToken cancel) =>
        throw new NotImplementedException();
}
