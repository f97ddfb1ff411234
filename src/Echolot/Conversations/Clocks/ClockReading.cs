using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

public enum ClockOutcome
{
    /// <summary>Time counts, or will when the calendar opens.</summary>
    Running,

    /// <summary>Stands still because of the state of the conversation.</summary>
    Paused,

    /// <summary>Over the target and not over yet.</summary>
    Overdue,

    /// <summary>Done in time.</summary>
    Met,

    /// <summary>Done too late.</summary>
    Missed,

    /// <summary>Ended without a result: ignored, merged, closed without an answer, or there is no target any more.</summary>
    Dropped,
}

/// <summary>A piece of the time of a clock, and why it counts or not.</summary>
/// <param name="From">First moment.</param>
/// <param name="To">The moment after the last one.</param>
/// <param name="Pause">The state in which the clock stood still; null: the calendar decides.</param>
/// <param name="Closed">Why the calendar was closed; null with no pause either: the time counts.</param>
/// <param name="Holiday">The holiday that it was closed for.</param>
/// <param name="Note">Note of the special day that it was closed for.</param>
public sealed record ClockStretch(
    Instant From, Instant To, ConversationState? Pause, ClosedBecause? Closed, Holiday? Holiday, string? Note)
{
    public bool Counts => Pause is null && Closed is null;

    public Duration Length => To - From;
}

/// <summary>What a clock shows at a moment.</summary>
/// <param name="Kind">What it measures.</param>
/// <param name="StartedAt">When it began, or began afresh.</param>
/// <param name="Target">By which target it is measured now.</param>
/// <param name="Elapsed">Time that counted so far, or until it ended.</param>
/// <param name="DueAt">
/// When the target is or was used up; null while it stands still, where the calendar does not open any more, and where
/// it ended before.
/// </param>
/// <param name="WarnAt">When to warn; null where that is not asked for or <paramref name="DueAt"/> is not known.</param>
/// <param name="EndedAt">When it ended; null: not yet.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="Stretches">All its time with the reasons, in order and without a hole.</param>
public sealed record ClockReading(
    ClockKind Kind, Instant StartedAt, ClockTarget Target, Duration Elapsed, Instant? DueAt, Instant? WarnAt,
    Instant? EndedAt, ClockOutcome Outcome, IReadOnlyList<ClockStretch> Stretches);
