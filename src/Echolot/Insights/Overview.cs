using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Insights;

/// <summary>What an overview is about.</summary>
/// <param name="Monitors">These monitors together, each mention once; none means everything stored.</param>
/// <param name="From">First day of the workspace's clock.</param>
/// <param name="To">Last day, itself included; at most today.</param>
/// <param name="Rivals">Monitors whose share of voice is compared; none leaves it out.</param>
public sealed record OverviewQuestion(
    IReadOnlyList<long> Monitors, DateOnly From, DateOnly To, IReadOnlyList<long> Rivals);

/// <summary>Width of a column of the course.</summary>
public enum Bucket { Hour, Day, Week, Month }

/// <summary>With what words are compared that stand out.</summary>
public enum TermBasis
{
    /// <summary>Everything stored in the same days.</summary>
    Archive,

    /// <summary>The same scope in the days before.</summary>
    PeriodBefore,

    /// <summary>There is nothing to compare with: the words said most often.</summary>
    Nothing,
}

/// <summary>Counts by sentiment.</summary>
public readonly record struct Tally(long Unknown, long Negative, long Neutral, long Positive)
{
    public long All => Unknown + Negative + Neutral + Positive;

    /// <summary>Share of negative among those whose sentiment is known; null where none is.</summary>
    public double? NegativeShare => All == Unknown ? null : Negative / (double)(All - Unknown);

    public static Tally operator +(Tally a, Tally b) =>
        new(a.Unknown + b.Unknown, a.Negative + b.Negative, a.Neutral + b.Neutral, a.Positive + b.Positive);
}

/// <summary>One column of the course.</summary>
/// <param name="Before">The column at the same place of the period before.</param>
/// <param name="Partial">It has not ended yet.</param>
public sealed record Column(DateTimeOffset From, DateTimeOffset To, Tally Count, long Before, bool Partial);

/// <summary>Mentions of one source, language or monitor.</summary>
public sealed record Part(string Key, long Count);

/// <summary>Mentions of an author.</summary>
public sealed record AuthorPart(KnownAuthor Author, long Count);

/// <summary>A word that stands out.</summary>
/// <param name="Documents">Mentions that contain it.</param>
/// <param name="Expected">How many would, were it as frequent as in the basis.</param>
/// <param name="Strength">Log-likelihood ratio G²; 10.8 is beyond chance once in a thousand.</param>
public sealed record TermPart(string Term, long Documents, double Expected, double Strength);

/// <summary>Mentions of a monitor, now and in the period before.</summary>
public sealed record Voice(long MonitorId, long Count, long Before);

/// <summary>An overview with everything that is needed to make it again.</summary>
public sealed record Overview
{
    public required OverviewQuestion Question { get; init; }
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
    /// <summary>Authors and words are at least as new as this; null where no day of the period has them yet.</summary>
    public required DateTimeOffset? SumsAsOf { get; init; }
    /// <summary>Days whose authors and words have not been counted at all yet.</summary>
    public required int DaysPending { get; init; }
    public required Bucket Bucket { get; init; }
    public required Tally Total { get; init; }
    public required Tally Before { get; init; }
    public required IReadOnlyList<Column> Course { get; init; }
    /// <summary>Mentions by weekday (Monday first) and hour.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Week { get; init; }
    public required IReadOnlyList<Part> Sources { get; init; }
    public required IReadOnlyList<Part> Languages { get; init; }
    /// <summary>The authors who wrote most.</summary>
    public required IReadOnlyList<AuthorPart> Authors { get; init; }
    /// <summary>How many people wrote.</summary>
    public required long AuthorCount { get; init; }
    /// <summary>The same in the period before; null while this one has not ended.</summary>
    public required long? AuthorCountBefore { get; init; }
    public required IReadOnlyList<TermPart> Terms { get; init; }
    public required TermBasis TermBasis { get; init; }
    public required IReadOnlyList<Voice> Voices { get; init; }
    /// <summary>What sources that feed it missed within the period and have not read again, newest first.</summary>
    public required IReadOnlyList<StoredGap> Gaps { get; init; }
    /// <summary>The same of sources that never brought anything to it; its numbers do not suffer.</summary>
    public required IReadOnlyList<StoredGap> OtherGaps { get; init; }
}
