using Echolot.Mentions;

namespace Echolot.Sources;

/// <summary>Where events go: the one way in. Implemented by the intake.</summary>
public interface ITakesEvents
{
    /// <summary>
    /// Takes events of one source durably; returns after the commit. Blocks while intake is full (back-pressure).
    /// The result has one entry per event, in order.
    /// </summary>
    Task<IReadOnlyList<Taken>> TakeAsync(SourceConfig source, IReadOnlyList<SourceEvent> events, CancellationToken cancel);
}

public enum TakenAs { Kept, Revised, AlreadyKnown, NotWanted, Removed, Refused, Noted }

/// <summary>What became of an event. <paramref name="MentionId"/> where one was kept or known.</summary>
public sealed record Taken(TakenAs As, long? MentionId = null, string? Problem = null);

public enum SourceState { Running, Paused, Silent, Failing, Stopped }

/// <summary>A source as screens show it.</summary>
public sealed record Source(
    long Id, SourceKey Key, string Name, IReadOnlyDictionary<string, string> Settings, bool Paused, DateTimeOffset CreatedAt);

/// <summary>How a source is doing. Lags are seen minus published over the last 24 hours.</summary>
public sealed record SourceHealth(
    long SourceId, SourceState State, DateTimeOffset? LastItemAt, DateTimeOffset? LastContactAt,
    TimeSpan? LagP50, TimeSpan? LagP95, long Items24h, long Kept24h, int Errors24h, string? LastError, DateTimeOffset? LastErrorAt,
    IReadOnlyList<KnownGap> Gaps, DateTimeOffset? NextContactAt);

public sealed record KnownGap(DateTimeOffset From, DateTimeOffset To, GapReason Why);

/// <summary>Runs every source, keeps cursors, health and secrets, and restarts what fails with growing pauses.</summary>
public sealed class SourceRunner
{
    public IReadOnlyList<IConnector> Connectors => throw new NotImplementedException();

    /// <summary>Checks the settings with the connector and stores the source; problems by field when it is refused.</summary>
    public Task<(Source? Source, SourceCheck Check)> AddAsync(
        string connector, string? name, IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<(Source? Source, SourceCheck Check)> ChangeAsync(
        long id, string name, IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task PauseAsync(long id, bool paused, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Stops reading and removes the source; its mentions stay.</summary>
    public Task RemoveAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<Source>> ListAsync(CancellationToken cancel) => throw new NotImplementedException();

    public Task<Source?> FindAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Finds a source by its key or its name in an address (<c>/ingest/{source}</c>).</summary>
    public Task<Source?> FindAsync(string connector, string name, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Settings with secrets, for the connector only.</summary>
    public Task<SourceConfig> ConfigAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<SourceHealth>> HealthAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Starts reading all sources; returns when cancelled and every reader has stopped.</summary>
    public Task RunAsync(CancellationToken cancel) => throw new NotImplementedException();
}
