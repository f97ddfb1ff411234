using Echolot.Mentions;

namespace Echolot.Sources;

public enum DeleteReason { DeletedAtSource, TakenDown, AuthorGone, NotFoundOnRecheck, Erased }

public enum GapReason { CursorTooOld, ConsumerTooSlow, SourceOutage, RateLimited, FeedOverflow }

/// <summary>
/// What a connector reports; at least once, in the order of the source. <paramref name="Cursor"/> is the position after
/// this event and is stored in the same transaction as its effect; null leaves the position as it was.
/// </summary>
public abstract record SourceEvent(string? Cursor, DateTimeOffset ReceivedAt);

/// <summary>An item is there, new or edited.</summary>
public sealed record Upserted(Mention Mention, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt)
{
    /// <summary>It is kept although no monitor wants it; what is never to be collected stays out all the same.</summary>
    public bool Anyway { get; init; }
}

/// <summary>
/// Somebody speaks to us: a direct message, a chat, a comment under what is ours. Becomes part of a conversation, whoever
/// else may want it; what is public comes as <see cref="Upserted"/> besides.
/// </summary>
/// <param name="Message">
/// Known by (connector, id, revision) as every item; its author is the other side, or our own account where somebody
/// answers by the network's own means.
/// </param>
/// <param name="Ours">Written by our account.</param>
public sealed record Addressed(Mention Message, bool Ours, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);

/// <summary>An item is gone; may arrive before the item itself and still wins.</summary>
public sealed record Deleted(ExternalId Id, DeleteReason Why, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);

/// <summary>An author changed name or handle.</summary>
public sealed record AuthorChanged(AuthorRef Author, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);

/// <summary>An author is gone; reversible ones are hidden first. <paramref name="Back"/>: is here again.</summary>
public sealed record AuthorGone(
    ExternalId Author, bool Reversible, bool Back, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);

/// <summary>Something was missed and cannot be read again; shown to the user.</summary>
public sealed record Gap(
    DateTimeOffset From, DateTimeOffset To, GapReason Why, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);

/// <summary>
/// What a source of several things is refused, with the reason of each; the whole of it, in place of what was said
/// before. Empty: all of them are read.
/// </summary>
public sealed record TargetsRefused(
    IReadOnlyDictionary<string, string> Problems, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);

/// <summary>
/// An item that was read says that text and data mining is reserved: an example of what its publisher does, shown on the
/// map of coverage until a newer one comes, or none for <see cref="SourceRunner.ExampleCounts"/>.
/// </summary>
public sealed record ReservationFound(Reservation Reservation, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);

/// <summary>Alive, position moved, nothing to keep.</summary>
public sealed record Progress(string? Cursor, DateTimeOffset ReceivedAt) : SourceEvent(Cursor, ReceivedAt);

/// <summary>One item could not be read; goes to the poison list, the rest goes on.</summary>
public sealed record Unreadable(string Excerpt, string Problem, string? Cursor, DateTimeOffset ReceivedAt)
    : SourceEvent(Cursor, ReceivedAt);
