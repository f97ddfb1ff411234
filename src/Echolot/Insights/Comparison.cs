using Echolot.Sources;

namespace Echolot.Insights;

/// <summary>Monitors side by side over one period, with what is needed to make it again.</summary>
public sealed record Comparison
{
    /// <summary>In the order in which they were asked for.</summary>
    public required IReadOnlyList<Compared> Monitors { get; init; }
    public required TimeZoneInfo Zone { get; init; }
    /// <summary>First moment of the period.</summary>
    public required DateTimeOffset From { get; init; }
    /// <summary>End of the period, or now where it has not ended.</summary>
    public required DateTimeOffset To { get; init; }
    /// <summary>First moment of the period before, which is as long.</summary>
    public required DateTimeOffset FromBefore { get; init; }
    /// <summary>End of the period before; where this one has not ended, the same time of its last day.</summary>
    public required DateTimeOffset ToBefore { get; init; }
    /// <summary>The period has not ended yet.</summary>
    public required bool Partial { get; init; }
    /// <summary>State of the mentions that were counted.</summary>
    public required DateTimeOffset AsOf { get; init; }
    public required Bucket Bucket { get; init; }
    /// <summary>What sources that feed it missed within the period and have not read again, newest first.</summary>
    public required IReadOnlyList<StoredGap> Gaps { get; init; }
    /// <summary>The same of sources that never brought anything to it; its numbers do not suffer.</summary>
    public required IReadOnlyList<StoredGap> OtherGaps { get; init; }

    /// <summary>
    /// Mentions of all monitors added up: what two of them want counts for both, as shares of voice have it.
    /// </summary>
    public long Sum => Monitors.Sum(m => m.Total.All);

    /// <summary>The same in the period before.</summary>
    public long SumBefore => Monitors.Sum(m => m.Before.All);

    /// <summary>Share of voice of a monitor; 0 where nobody was mentioned.</summary>
    public double ShareOf(Compared one) => one.Total.All / (double)Math.Max(1, Sum);

    /// <summary>The same in the period before; null where nobody was mentioned then.</summary>
    public double? ShareBeforeOf(Compared one) => SumBefore == 0 ? null : one.Before.All / (double)SumBefore;
}

/// <summary>One of the monitors compared, with the numbers of its own overview.</summary>
/// <param name="AuthorCount">How many people wrote; null where no day of the period has been counted yet.</param>
/// <param name="Terms">Words that stand out, the strongest first.</param>
/// <param name="SumsAsOf">Authors and words are at least as new as this.</param>
public sealed record Compared(
    long MonitorId, Tally Total, Tally Before, IReadOnlyList<Column> Course, IReadOnlyList<Part> Sources,
    long? AuthorCount, IReadOnlyList<TermPart> Terms, DateTimeOffset? SumsAsOf);
