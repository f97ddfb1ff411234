namespace Echolot.Sources;

/// <summary>Where events go: the one way in. Implemented by the intake.</summary>
public interface ITakesEvents
{
    /// <summary>
    /// Takes events of one source durably; returns after the commit. Blocks while intake is full (back-pressure).
    /// The result has one entry per event, in order.
    /// </summary>
    Task<IReadOnlyList<Taken>> TakeAsync(
        SourceConfig source, IReadOnlyList<SourceEvent> events, CancellationToken cancel);
}

public enum TakenAs { Kept, Revised, AlreadyKnown, NotWanted, Removed, Refused, Noted }

/// <summary>What became of an event. <paramref name="MentionId"/> where one was kept or known.</summary>
public sealed record Taken(TakenAs As, long? MentionId = null, string? Problem = null);
