using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>What is measured.</summary>
public enum ClockKind
{
    /// <summary>From the customer's first word to the first answer of a person.</summary>
    FirstResponse,

    /// <summary>From the first word the customer wrote after our last answer to our next one.</summary>
    NextResponse,

    /// <summary>From our last answer to our next one while it is not the customer's turn.</summary>
    Update,

    /// <summary>From the beginning until done; what passes between done and opened again does not count.</summary>
    Resolution,
}

/// <summary>Within which open time something has to happen.</summary>
/// <param name="Kind">What.</param>
/// <param name="Within">Open time by the calendar, greater than zero.</param>
/// <param name="Calendar">When time counts.</param>
/// <param name="WarnBefore">How much open time before the end to warn; null: no warning.</param>
public sealed record ClockTarget(ClockKind Kind, Duration Within, BusinessCalendar Calendar, Duration? WarnBefore = null)
{
    /// <summary>States in which the clock stands still.</summary>
    public IReadOnlySet<ConversationState> PausedIn { get; init; } = Pauses;

    private static readonly HashSet<ConversationState> Pauses =
        [ConversationState.WaitingForCustomer, ConversationState.Snoozed];
}
