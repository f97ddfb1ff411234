using Echolot.Alerts;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Play.Worlds;
using Replay = Echolot.Alerts.Replay;

namespace Echolot.Tests.Alerts;

/// <summary>Posts of a long stretch by the minute, and what an alert makes of them.</summary>
internal sealed class Recorded(long first, IReadOnlyList<int> minutes)
{
    private const int AMonth = 30 * 1440;

    private readonly Series _series = new(
        first / 60, minutes.Count / 60,
        minutes.Chunk(60).Select((hour, i) => new PulseCount(first / 60 + i, hour.Sum(), 0)),
        minutes.Select((count, i) => new PulseCount(first + i, count, 0)).Where(m => m.All > 0), first);

    public long End => first + minutes.Count;

    /// <summary>
    /// Nine weeks with the rhythm of day and week in which no more happens than chance: each hour is busier or quieter
    /// than usual by a share that the spread tells (a negative binomial count), and its posts know nothing of each other.
    /// </summary>
    public static Recorded OfNoise(ulong seed, double anHour, double spread)
    {
        var dice = new Dice(seed);
        var start = Minutes.At(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        var minutes = new int[9 * 7 * 1440];
        for (var hour = 0; hour < minutes.Length / 60; hour++)
        {
            var day = 1 + 0.8 * Math.Sin((hour % 24 - 9) * Math.PI / 12);
            var week = hour / 24 % 7 >= 5 ? 0.7 : 1.1;
            var count = dice.Poisson(anHour * day * week * Busy(dice, spread));
            for (var i = 0; i < count; i++) minutes[hour * 60 + dice.Below(60)]++;
        }
        return new(start, minutes);
    }

    /// <summary>The posts about the brand in the world of the demonstration, of those that are wanted.</summary>
    public static Recorded Of(NordlichtWorld world, Predicate<Truth> wanted)
    {
        var first = Minutes.At(world.Start);
        var minutes = new int[NordlichtWorld.Days * 1440];
        var matcher = QuerySet.Build([(1, Query.Parse(NordlichtWorld.Brand))]).NewMatcher();
        foreach (var moment in world.Past().Where(m => wanted(m.Truth)))
        {
            var minute = (int)(Minutes.At(moment.Mention.PublishedAt) - first);
            if (minute < minutes.Length && matcher.Match(AsPost.Of(moment.Mention, null, TimeZoneInfo.Utc)).Length > 0)
                minutes[minute]++;
        }
        return new(first, minutes);
    }

    /// <summary>An alert at a level, as somebody would have saved it at a moment: from the month before.</summary>
    public AlertRule AtLevel(AlertRule rule, Sensitivity level, long moment) =>
        Levels.Of(rule, level, r => Fire(r, moment - AMonth, moment).Count);

    /// <summary>What it fires between two moments.</summary>
    public IReadOnlyList<Episode> Fire(AlertRule rule, long from, long to)
    {
        var episodes = new List<Episode>();
        Replay.Run(rule, _series, from, to, episodes);
        return episodes;
    }

    /// <summary>What it fires in the last month.</summary>
    public IReadOnlyList<Episode> LastMonth(AlertRule rule) => Fire(rule, End - AMonth, End);

    // Gamma with mean 1 by Marsaglia and Tsang (2000); its shape is one over the square of the spread.
    private static double Busy(Dice dice, double spread)
    {
        if (spread == 0) return 1;
        var d = 1 / (spread * spread) - 1.0 / 3;
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - dice.Unit())) * Math.Cos(2 * Math.PI * dice.Unit());
            var v = Math.Pow(1 + normal / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(1 - dice.Unit()) < 0.5 * normal * normal + d - d * v + d * Math.Log(v))
                return d * v * spread * spread;
        }
    }
}
