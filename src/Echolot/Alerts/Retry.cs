namespace Echolot.Alerts;

/// <summary>How a try to deliver ended.</summary>
internal enum Ended
{
    /// <summary>The other side took it.</summary>
    Accepted,
    /// <summary>The other side will never take it.</summary>
    Refused,
    /// <summary>It surely did not arrive; later may be better.</summary>
    NotArrived,
    /// <summary>It may have arrived: the connection broke after it was handed over.</summary>
    Unclear,
}

/// <summary>Outcome of a try.</summary>
/// <param name="Problem">What the other side said, without personal data.</param>
/// <param name="After">How long the other side asked us to wait.</param>
internal sealed record Outcome(Ended Ended, string? Problem = null, TimeSpan? After = null)
{
    public static Outcome Accepted { get; } = new(Ended.Accepted);

    /// <summary>Status of a refusal by HTTP.</summary>
    public int? Status { get; init; }
}

/// <summary>What becomes of a delivery after a try.</summary>
internal readonly record struct Verdict(DeliveryState State, DateTimeOffset? NextAttemptAt);

/// <summary>When to try again: six tries within about an hour.</summary>
internal static class Retry
{
    private static readonly TimeSpan[] pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(12),
        TimeSpan.FromMinutes(40),
    ];

    /// <summary>Tries before giving up.</summary>
    public static int Most => pauses.Length + 1;

    /// <param name="attempts">Tries so far, this one included.</param>
    public static Verdict After(DeliveryChannel channel, Outcome outcome, int attempts, DateTimeOffset now) =>
        outcome.Ended switch
    {
        Ended.Accepted => new(DeliveryState.Sent, null),
        Ended.Refused => new(DeliveryState.Failed, null),
        // A webhook carries an id, so its receiver can drop a second copy; a person who gets a mail twice cannot.
        Ended.Unclear when channel == DeliveryChannel.Email => new(DeliveryState.Unknown, null),
        _ when attempts >= Most =>
            new(outcome.Ended == Ended.Unclear ? DeliveryState.Unknown : DeliveryState.Failed, null),
        _ => new(DeliveryState.Waiting, now + Pause(outcome.After, attempts)),
    };

    private static TimeSpan Pause(TimeSpan? asked, int attempts)
    {
        var own = pauses[attempts - 1];
        return asked is not { } wait || wait < own ? own : wait > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : wait;
    }
}
