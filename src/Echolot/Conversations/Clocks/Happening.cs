using NodaTime;

namespace Echolot.Conversations;

/// <summary>Who answers.</summary>
public enum Replier
{
    /// <summary>Somebody of our staff.</summary>
    Person,

    /// <summary>An automatic reply or a bot: the customer still waits for a person.</summary>
    Bot,
}

/// <summary>What happened to a conversation, as far as clocks care.</summary>
/// <param name="At">When.</param>
public abstract record Happening(Instant At);

/// <summary>The customer wrote; also what opens a conversation that the customer began.</summary>
public sealed record CustomerWrote(Instant At) : Happening(At);

/// <summary>An answer went out to the customer, in public or in private. Notes are no answers.</summary>
public sealed record Replied(Instant At, Replier By) : Happening(At);

public sealed record StateChanged(Instant At, ConversationState To) : Happening(At);

/// <summary>Other targets hold: another priority, channel or department, or a crisis began or ended.</summary>
/// <param name="At">When.</param>
/// <param name="Targets">One for each kind at most; a kind without one has no clock.</param>
/// <param name="Afresh">
/// Whether running clocks begin again ("15 minutes from the alarm"); else what has passed counts towards the new target.
/// </param>
/// <param name="Whole">Whether what had passed before running clocks began again counts again.</param>
public sealed record TargetsChanged(
    Instant At, IReadOnlyList<ClockTarget> Targets, bool Afresh = false, bool Whole = false) : Happening(At);

/// <summary>Became part of another conversation, which has clocks of its own.</summary>
public sealed record MergedAway(Instant At) : Happening(At);
