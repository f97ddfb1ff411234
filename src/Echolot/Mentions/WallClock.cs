using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Mentions;

/// <summary>Which hours of the week a filter asks for.</summary>
/// <param name="Listings">Condition on listings <c>l</c>.</param>
/// <param name="Hours">The same on hours of UTC <c>t.hour</c>; null where the clock is no whole hours beside it.</param>
/// <param name="Touched">Condition on hours of UTC <c>t.hour</c> in which something that is asked for may lie.</param>
internal sealed record HoursOfWeek(string Listings, string? Hours, string Touched);

/// <summary>The workspace's clock as SQL, for what is stored by moments of UTC.</summary>
internal static class WallClock
{
    private const int Week = 168;

    // The first of January 1970 was a Thursday; weeks begin on Monday.
    private const int Thursday = 3 * 24;

    /// <summary>
    /// Conditions on what was published in the hours of the week that a filter asks for; null where it asks for none.
    /// </summary>
    /// <param name="now">Nothing is later: clocks that change after it play no part.</param>
    public static HoursOfWeek? Condition(MentionFilter filter, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (filter.Weekdays.Count + filter.Hours.Count == 0) return null;
        var days = filter.Weekdays.Count == 0 ? Enumerable.Range(0, 7) : filter.Weekdays.Select(d => ((int)d + 6) % 7);
        var hours = filter.Hours.Count == 0 ? Enumerable.Range(0, 24) : filter.Hours.Where(h => h is >= 0 and < 24);
        var wanted = days.SelectMany(d => hours.Select(h => (d * 24) + h)).Distinct().Order().ToList();
        if (wanted.Count == 0) return new("1 = 0", "1 = 0", "1 = 0");
        var to = filter.To < now ? filter.To.Value : now;
        var ahead = Ahead(
            zone, filter.From, to, at => string.Create(CultureInfo.InvariantCulture, $"l.mention_id >= {MentionIds.From(at)}"));
        var ofHours = OfHours(zone, filter.From, to);
        var (first, last) = (Wanted(ofHours.First, ""), Wanted(ofHours.Last, ""));
        return new(
            Wanted(MentionIds.Seconds("l.mention_id"), " + " + ahead.Sql),
            ofHours.WholeHours ? first : null, ofHours.WholeHours ? first : $"({first} or {last})");

        string Wanted(string seconds, string offset) => string.Create(
            CultureInfo.InvariantCulture,
            $"((({seconds}{offset}) / 3600) + {Thursday}) % {Week} in ({string.Join(',', wanted)})");
    }

    /// <summary>The day of the clock, counted from 1970.</summary>
    /// <param name="seconds">Seconds since 1970.</param>
    /// <param name="ahead">As <see cref="Ahead"/> says it.</param>
    public static string Day(string seconds, string ahead) => $"(({seconds} + {ahead}) / 86400)";

    /// <summary>
    /// The clock, in seconds counted from 1970, in the first and the last second of an hour of UTC <c>t.hour</c>; both say the
    /// same hour of the clock where it is whole hours beside UTC.
    /// </summary>
    public static (string First, string Last, bool WholeHours) OfHours(TimeZoneInfo zone, DateTimeOffset? from, DateTimeOffset to)
    {
        var (first, whole) = Ahead(zone, from, to, at => Since((at.ToUnixTimeSeconds() + 3599) / 3600));
        var (last, _) = Ahead(zone, from, to, at => Since(at.ToUnixTimeSeconds() / 3600));
        return ($"t.hour * 3600 + {first}", $"t.hour * 3600 + 3599 + {last}", whole);

        static string Since(long hour) => string.Create(CultureInfo.InvariantCulture, $"t.hour >= {hour}");
    }

    /// <summary>How many seconds the clock is ahead of UTC.</summary>
    /// <param name="from">Nothing is earlier; null: no bound is known.</param>
    /// <param name="since">Condition of a row that it is not before a moment at which the clock changes.</param>
    /// <returns>And whether it is whole hours beside UTC all the time, so that hours of UTC are hours of the clock.</returns>
    public static (string Sql, bool WholeHours) Ahead(
        TimeZoneInfo zone, DateTimeOffset? from, DateTimeOffset to, Func<DateTimeOffset, string> since)
    {
        var begin = from ?? DateTimeOffset.UnixEpoch;
        // The newest first, because most of what is stored is new.
        var intervals = BclDateTimeZone.FromTimeZoneInfo(zone)
            .GetZoneIntervals(
                Instant.FromDateTimeOffset(begin), Instant.FromDateTimeOffset(to > begin ? to : begin.AddMilliseconds(1)))
            .Reverse().ToList();
        var whole = intervals.TrueForAll(i => i.WallOffset.Seconds % 3600 == 0);
        if (intervals.Count == 1) return (Seconds(intervals[0]), whole);
        var sql = new StringBuilder("case");
        foreach (var interval in intervals.SkipLast(1))
            sql.Append(" when ").Append(since(interval.Start.ToDateTimeOffset())).Append(" then ").Append(Seconds(interval));
        return (sql.Append(" else ").Append(Seconds(intervals[^1])).Append(" end").ToString(), whole);
    }

    private static string Seconds(ZoneInterval interval) =>
        interval.WallOffset.Seconds.ToString(CultureInfo.InvariantCulture);
}
