using Echolot.Messaging;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>A kept mention as lists and pages show it.</summary>
public sealed record StoredMention(
    long Id,
    string Connector,
    string Source,
    string ExternalId,
    string Revision,
    int RevisionCount,
    ItemKind Kind,
    Visibility Visibility,
    DateTimeOffset PublishedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset StoredAt,
    bool ClockSuspect,
    string? Title,
    string Text,
    string? Url,
    string? Site,
    string AuthorId,
    string? AuthorHandle,
    string? AuthorName,
    string? AuthorProfile,
    long? AuthorFollowers,
    Engagement? Engagement,
    decimal? Rating,
    Findings Findings,
    IReadOnlyList<MonitorMatch> Matches,
    IReadOnlyList<string> Tags,
    long DuplicateGroup,
    int DuplicateCount);

/// <summary>What a list shows. Null or empty means no restriction; lists within one field are OR-ed, fields are AND-ed.</summary>
public sealed record MentionFilter
{
    /// <summary>Only these mentions, such as those that have just arrived; null means all.</summary>
    public IReadOnlyList<long>? Ids { get; init; }
    public IReadOnlyList<long> Monitors { get; init; } = [];
    public IReadOnlyList<string> Connectors { get; init; } = [];
    public IReadOnlyList<string> Sources { get; init; } = [];
    public IReadOnlyList<string> Languages { get; init; } = [];
    public IReadOnlyList<Sentiment> Sentiments { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<ItemKind> Kinds { get; init; } = [];
    public string? AuthorId { get; init; }
    public string? Site { get; init; }
    public long? DuplicateGroup { get; init; }
    /// <summary>Published at or after.</summary>
    public DateTimeOffset? From { get; init; }
    /// <summary>Published before.</summary>
    public DateTimeOffset? To { get; init; }
    /// <summary>Text in the query language; parsed by the archive, a bad one throws <c>QueryException</c>.</summary>
    public string? Search { get; init; }
    /// <summary>Show one mention per duplicate group.</summary>
    public bool GroupDuplicates { get; init; }
}

/// <summary>One page, newest first. <see cref="Next"/> is an opaque cursor, null on the last page.</summary>
public sealed record MentionPage(IReadOnlyList<StoredMention> Items, string? Next);

/// <summary>Counts of one field under a filter (the field's own restriction lifted).</summary>
public sealed record Facet(string Field, IReadOnlyList<FacetValue> Values);

public sealed record FacetValue(string Value, long Count);

/// <summary>An older text of a mention that was edited.</summary>
public sealed record MentionRevision(string Revision, DateTimeOffset SeenAt, string? Title, string Text);

/// <summary>What became of a mention offered to the archive.</summary>
public enum KeepOutcome { Added, Revised, AlreadyKnown, DeletedBefore }

public sealed record Kept(long Id, KeepOutcome Outcome);

/// <summary>A stored mention as intake needs it. <paramref name="Revision"/> is the newest one stored.</summary>
public readonly record struct KnownMention(long Id, string Revision);

/// <summary>Mentions were added or revised in one transaction (ids in the order they came).</summary>
public sealed record MentionsKept(IReadOnlyList<KeptMention> Items) : IFact;

public sealed record KeptMention(long Id, bool Revised, IReadOnlyList<long> Monitors, DateTimeOffset PublishedAt, DateTimeOffset SeenAt);

/// <summary>Mentions vanished: deleted at the source, erased or expired.</summary>
public sealed record MentionsForgotten(IReadOnlyList<long> Ids, string Reason) : IFact;

/// <summary>Everything we keep: mentions, authors, revisions, duplicates, full text.</summary>
public sealed class Archive
{
    /// <summary>Keeps a batch inside the caller's transaction; publishes <see cref="MentionsKept"/>. Idempotent by (connector, id, revision).</summary>
    /// <remarks>
    /// The same id may come twice in a batch and is taken in order. A revision without matches (an edit that no query
    /// wants any more) is stored all the same and keeps the monitors it had: somebody may have acted on the first text.
    /// </remarks>
    public Task<IReadOnlyList<Kept>> KeepAsync(WriteScope scope, IReadOnlyList<Keep> batch, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Deletes mentions everywhere and leaves a tombstone, so that a post that comes later stays away.</summary>
    public Task<int> ForgetAsync(
        WriteScope scope, string connector, IReadOnlyList<ExternalId> ids, string reason, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Hides (reversible) or forgets everything of an author; <paramref name="hide"/> null means show again.</summary>
    public Task<int> AuthorGoneAsync(
        WriteScope scope, string connector, ExternalId author, bool? hide, string reason, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Which of these items are stored, in whatever revision, hidden ones too: they need no matching again.</summary>
    public Task<IReadOnlyDictionary<ExternalId, KnownMention>> KnownAsync(
        string connector, IReadOnlyList<ExternalId> ids, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Takes over a new name, handle, profile or follower count of an author we know; returns rows changed.</summary>
    public Task<int> AuthorChangedAsync(WriteScope scope, string connector, AuthorRef author, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<MentionPage> ListAsync(MentionFilter filter, string? cursor, int size, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>How many mentions are newer than the given id under the filter.</summary>
    public Task<long> CountNewerAsync(MentionFilter filter, long afterId, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<IReadOnlyList<Facet>> FacetsAsync(MentionFilter filter, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Exact count under the filter.</summary>
    public Task<long> CountAsync(MentionFilter filter, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Mentions a day (UTC days) under the filter, oldest first, empty days included.</summary>
    public Task<IReadOnlyList<(DateOnly Day, long Count)>> DailyAsync(MentionFilter filter, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<StoredMention?> FindAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<StoredMention>> FindAsync(IReadOnlyList<long> ids, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<IReadOnlyList<MentionRevision>> RevisionsAsync(long id, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task TagAsync(IReadOnlyList<long> ids, string tag, CancellationToken cancel) => throw new NotImplementedException();

    public Task UntagAsync(IReadOnlyList<long> ids, string tag, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Tags in use, most used first.</summary>
    public Task<IReadOnlyList<FacetValue>> TagsAsync(CancellationToken cancel) => throw new NotImplementedException();
}
