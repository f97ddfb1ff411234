namespace Echolot.Sources;

/// <summary>Pauses of one day between arrivals of a source, as histogram.</summary>
internal sealed record PausesOfDay(DateOnly Day, IReadOnlyList<(int Bucket, long Count)> Pauses)
{
    /// <summary>Zero on a day on which items came in one single burst.</summary>
    public TimeSpan Longest => Pauses.Count == 0 ? TimeSpan.Zero : Histogram.MiddleOf(Pauses.Max(p => p.Bucket));
}

/// <summary>
/// When no news is news. A source is silent when nothing came for longer than
/// <c>max(1 h, 5 × p95 of its pauses, 1.5 × the longest pause of a usual week)</c> over the last 28 days.
/// </summary>
/// <remarks>
/// p95 alone calls every night an outage: a source with a post every ten minutes by day has one long pause among
/// eighty. The longest pause of a usual week is the weekly one: of the daily longest pauses the one that one day in
/// seven reaches, so a weekend that comes each week counts and a single outage in the past does not.
/// </remarks>
internal static class Silence
{
    /// <summary>Items closer together than this came in one delivery, a poll or a burst: that is no pause.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    /// <summary>How far back pauses count: four weekends.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(28);

    /// <summary>Patience with a source about whose rhythm nothing is known yet.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromHours(24);

    /// <summary>Shortest time that is ever called silence.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromHours(1);

    private const int FewPauses = 5;

    /// <summary>After how long without an item the source is silent.</summary>
    public static TimeSpan After(IReadOnlyList<PausesOfDay> days)
    {
        var all = days.SelectMany(d => d.Pauses).ToList();
        if (all.Sum(p => p.Count) < FewPauses)
            return Max(Unknown, 5 * Histogram.Percentile(all, 1).GetValueOrDefault());
        var longest = days.Select(d => d.Longest).Order().ToList();
        var weekly = longest[Math.Min(longest.Count - 1, longest.Count * 6 / 7)];
        return Max(Least, Max(5 * Histogram.Percentile(all, 0.95).GetValueOrDefault(), 1.5 * weekly));
    }

    /// <summary>Whether it is silent now. A source that never brought a live item waits from its creation on.</summary>
    public static bool Is(DateTimeOffset now, DateTimeOffset? lastLiveItem, DateTimeOffset created, TimeSpan after) =>
        now - (lastLiveItem ?? created) > after;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
