namespace Echolot.Insights.Rollups;

/// <summary>What sums are made of: every mention, those of a monitor, or those of a set of monitors, each once.</summary>
internal sealed record Scope(long Number, IReadOnlyList<long> Monitors)
{
    /// <summary>Goes up when sums are packed otherwise: all of them are then made anew.</summary>
    private const long Layout = 2;

    public static Scope Everything { get; } = new(0, []);

    /// <summary>The scope of these monitors; none means everything.</summary>
    /// <remarks>
    /// The number of a set comes of its members, so a folder that changes is another scope, and two sets that are the
    /// same share their sums. Of a million sets two share a number with a probability of about 1 in 10 million.
    /// </remarks>
    public static Scope Of(IEnumerable<long> monitors)
    {
        var members = monitors.Distinct().Order().ToList();
        if (members.Count == 0) return Everything;
        if (members.Count == 1) return new(members[0], members);
        var hash = members.Aggregate(Mixing.Begin, Mixing.Mix);
        return new(-1 - (hash & long.MaxValue >> 1), members);
    }

    /// <summary>Monitors whose listings make it up; 0 stands for all mentions.</summary>
    public IReadOnlyList<long> Listings => Monitors.Count == 0 ? [0] : Monitors;

    /// <summary>
    /// Stamp of the listings of a local day: another one after every change of any of them, and for another clock. 0
    /// where there is nothing.
    /// </summary>
    /// <param name="stamps">Stamps by monitor and UTC day.</param>
    public long StampOf(long day, LocalDays days, IReadOnlyDictionary<(long Monitor, long Day), long> stamps)
    {
        var hash = Mixing.Mix(Mixing.Begin, Layout);
        var any = false;
        foreach (var monitor in Listings)
            foreach (var utc in days.UtcDays(day))
                if (stamps.TryGetValue((monitor, utc), out var stamp))
                {
                    any = true;
                    hash = Mixing.Mix(Mixing.Mix(Mixing.Mix(hash, monitor), utc), stamp);
                }
        return any ? Mixing.Mix(hash, days.Start(day).ToUnixTimeMilliseconds()) | 1 : 0;
    }
}

/// <summary>Mixes numbers into one (SplitMix64).</summary>
internal static class Mixing
{
    public const long Begin = 0x4563686F6C6F74;

    public static long Mix(long hash, long value)
    {
        var mixed = unchecked((ulong)(hash ^ value) + 0x9E3779B97F4A7C15UL);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return unchecked((long)(mixed ^ (mixed >> 31)));
    }
}
