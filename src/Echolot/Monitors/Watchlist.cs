using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

public enum Purpose { Brand, Product, Service, Industry, Competitor, Supplier, PurchaseIntent, Risk }

/// <summary>A named query with owner and purpose. Renaming never changes its identity.</summary>
/// <param name="Color">Name of a colour token of the design system, one of <see cref="Palette.Names"/>.</param>
public sealed record Monitor(
    long Id, string Name, string QueryText, Purpose Purpose, long? OwnerId, string? Folder, bool Paused, int Version, string Color,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt);

public sealed record MonitorDraft(string Name, string QueryText, Purpose Purpose, long? OwnerId = null, string? Folder = null, bool Paused = false, string? Color = null);

public sealed record MonitorVersion(int Version, string QueryText, DateTimeOffset ChangedAt, long? ChangedBy, string? Note);

/// <summary>Saved, or the errors of the query.</summary>
public sealed record MonitorSaved(Monitor? Monitor, IReadOnlyList<QueryError> Errors);

/// <summary>What a query would bring, over what is stored.</summary>
/// <param name="Scanned">How many stored mentions were looked at; <paramref name="Complete"/> tells whether that was all of the range.</param>
public sealed record Preview(
    IReadOnlyList<(StoredMention Mention, IReadOnlyList<MatchSpan> Spans)> Hits, long Count, IReadOnlyList<(DateOnly Day, long Count)> Daily,
    long Scanned, bool Complete, TimeSpan Took);

public sealed record MonitorChanged(long Id, int Version) : Messaging.IFact;

/// <summary>The named queries, compiled into one set that is swapped atomically.</summary>
public sealed class Watchlist
{
    public Task<IReadOnlyList<Monitor>> ListAsync(CancellationToken cancel) => throw new NotImplementedException();

    public Task<Monitor?> FindAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    public Task<MonitorSaved> AddAsync(MonitorDraft draft, long? by, CancellationToken cancel) => throw new NotImplementedException();

    public Task<MonitorSaved> ChangeAsync(long id, MonitorDraft draft, long? by, string? note, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task RemoveAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<MonitorVersion>> VersionsAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Runs the compiled query over the archive, newest first.</summary>
    public Task<Preview> PreviewAsync(string queryText, int hits, TimeSpan range, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Reads the queries and compiles them; intake does so before it takes the first event.</summary>
    public Task LoadAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Which monitors want these items, and why. Thread-safe.</summary>
    /// <param name="languages">Language per item, as enrichment found it.</param>
    public IReadOnlyList<IReadOnlyList<MonitorMatch>> Match(IReadOnlyList<Mention> items, IReadOnlyList<string> languages) =>
        throw new NotImplementedException();
}
