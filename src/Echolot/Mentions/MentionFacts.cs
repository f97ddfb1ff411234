using Echolot.Messaging;

namespace Echolot.Mentions;

/// <summary>An older text of a mention that was edited.</summary>
public sealed record MentionRevision(string Revision, DateTimeOffset SeenAt, string? Title, string Text);

/// <summary>What became of a mention offered to the archive.</summary>
/// <remarks><see cref="NotWanted"/>: it came without matches and is not stored yet, so it is left out.</remarks>
public enum KeepOutcome { Added, Revised, AlreadyKnown, DeletedBefore, NotWanted }

public sealed record Kept(long Id, KeepOutcome Outcome);

/// <summary>A stored mention as intake needs it. <paramref name="Revision"/> is the newest one stored.</summary>
public readonly record struct KnownMention(long Id, string Revision);

/// <summary>Mentions were added or revised in one transaction (ids in the order they came).</summary>
public sealed record MentionsKept(IReadOnlyList<KeptMention> Items) : IFact;

public sealed record KeptMention(
    long Id, bool Revised, IReadOnlyList<long> Monitors, DateTimeOffset PublishedAt, DateTimeOffset SeenAt);

/// <summary>A rule says that mentions are to be answered; <paramref name="SourceId"/> in whose name, null: to be chosen.</summary>
public sealed record AnswersWanted(IReadOnlyList<long> MentionIds, long? SourceId, long RuleId) : IFact;

/// <summary>Mentions vanished: deleted at the source, erased or expired.</summary>
public sealed record MentionsForgotten(IReadOnlyList<long> Ids, string Reason) : IFact;
