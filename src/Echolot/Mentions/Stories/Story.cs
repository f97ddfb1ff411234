namespace Echolot.Mentions;

/// <summary>Why a mention belongs to a story; the numbers are stored.</summary>
public enum StoryReason
{
    /// <summary>The story began with it.</summary>
    First,
    /// <summary>It says the same, word for word.</summary>
    SameWords,
    /// <summary>Much of its text stands in another one as well.</summary>
    SimilarText,
    /// <summary>It leads to the same page, or is that page.</summary>
    SameLink,
    /// <summary>It answers, quotes or passes on another one, or what another one answers as well.</summary>
    Thread,
}

/// <summary>The story that a mention tells together with others.</summary>
/// <param name="Id">Id of the mention that the story began with.</param>
/// <param name="Count">Visible mentions of the story, this one included.</param>
/// <param name="With">Mention that it was joined by; null for the first.</param>
/// <param name="Share">Share of what both texts say, 0 to 1; null where texts did not decide.</param>
public sealed record StoryPlace(long Id, int Count, StoryReason Reason, long? With, double? Share);

/// <summary>What a list shows as one.</summary>
public enum Grouping
{
    /// <summary>Every mention for itself.</summary>
    None,
    /// <summary>Mentions with the same words, once: the newest that fits.</summary>
    Duplicates,
    /// <summary>Mentions that tell the same story, once: the newest that fits.</summary>
    Stories,
}
