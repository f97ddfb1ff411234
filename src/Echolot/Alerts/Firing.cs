namespace Echolot.Alerts;

/// <summary>What somebody said about a firing afterwards; counted as precision.</summary>
public enum FiringVerdict { Justified, FalseAlarm }

/// <summary>An alert found what it looks for in a window.</summary>
/// <param name="From">Start of the window.</param>
/// <param name="To">End of the window, the moment it fired for.</param>
/// <param name="Until">Up to when it held.</param>
/// <param name="At">When that was noticed.</param>
/// <param name="Measurement">Observed, expected, spread and bound, as they were.</param>
/// <param name="MentionIds">
/// The up to ten mentions of the window that weighed most, the heaviest first; of a share only negative ones.
/// </param>
/// <param name="CauseId">The firing that told of the same cause before; this one then told nobody.</param>
public sealed record Firing(
    long Id, long RuleId, long? MonitorId, long? SourceId, AlertKind Kind, DateTimeOffset From, DateTimeOffset To,
    DateTimeOffset Until, DateTimeOffset At, Measurement Measurement, IReadOnlyList<long> MentionIds, long? CauseId)
{
    /// <summary>Somebody was told; not while the alert was muted, nor of a cause already told.</summary>
    public bool Told { get; init; }

    public long? AcknowledgedBy { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When somebody else is told unless it is acknowledged before; null: nobody, or it has happened.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    public long? EscalatedTo { get; init; }
    public FiringVerdict? Verdict { get; init; }
    public long? VerdictBy { get; init; }
    public DateTimeOffset? VerdictAt { get; init; }

    /// <summary>Version of the alert under which it fired; null: before versions were kept.</summary>
    public int? Version { get; init; }

    /// <summary>
    /// Of the window only so many of its newest posts were weighed to find <see cref="MentionIds"/>; null: all of them.
    /// </summary>
    public long? WeighedNewest { get; init; }

    /// <summary>Hours left out of what was usual, because of a gap or a pause; the latest if they are many.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> LeftOut { get; init; } = [];
}

/// <summary>How an alert is doing.</summary>
public enum AlertState
{
    Normal,
    /// <summary>At least four fifths of what it takes.</summary>
    Near,
    /// <summary>It holds right now.</summary>
    Firing,
    /// <summary>Switched off or muted for a while.</summary>
    Muted,
    /// <summary>A source that feeds it brings nothing, so its quiet says nothing.</summary>
    SourceSilent,
    /// <summary>It compares with the past and knows too little of it.</summary>
    Learning,
    /// <summary>The monitor or source that it watches is paused, so nothing is expected.</summary>
    Paused,
}

/// <summary>An alert as the alert centre lists it.</summary>
/// <param name="Last">Its latest firing.</param>
/// <param name="Justified">Verdicts so far.</param>
/// <param name="Open">Firings that somebody was told of and nobody has acknowledged.</param>
public sealed record AlertStanding(
    AlertRule Rule, AlertState State, Firing? Last, int Justified, int FalseAlarms, int Open)
{
    /// <summary>Share of the judged firings that were justified; null before the first verdict.</summary>
    public double? Precision =>
        Justified + FalseAlarms == 0 ? null : Justified / (double)(Justified + FalseAlarms);
}

/// <summary>Minutes counted from 1970, as alerts are judged by.</summary>
internal static class Minutes
{
    public static long At(DateTimeOffset moment) => Math.DivRem(moment.ToUnixTimeSeconds(), 60).Quotient;

    public static DateTimeOffset Of(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
