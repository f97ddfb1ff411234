using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Matching;
using Echolot.Storage;
using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Mentions;

/// <summary>Counts by days of the workspace's clock, which may have 23 or 25 hours.</summary>
public sealed partial class Archive
{
    private const long HourWidth = 60 * MinuteWidth;
    private static readonly DateOnly FirstDay = new(1970, 1, 1);

    /// <summary>The workspace's day at a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>When a day begins on the workspace's clock; where clocks leap over midnight, that is later.</summary>
    public DateTimeOffset BeginningOf(DateOnly day) =>
        BclDateTimeZone.FromTimeZoneInfo(Zone).AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();

    /// <summary>Mentions a day of the workspace under the filter, oldest first, empty days included.</summary>
    /// <remarks>From the first day with a mention, or the filter's, to today, or the filter's last day.</remarks>
    public async Task<IReadOnlyList<(DateOnly Day, long Count)>> DailyAsync(
        MentionFilter filter, CancellationToken cancel)
    {
        filter = StateTerms.Read(filter);
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = await SelectionAsync(connection, filter, channels);
        var days = await DaysAsync(connection, filter, selection, channels, cancel);
        if (filter.From is null && days.Count == 0) return [];
        var today = DayOf(clock.GetUtcNow());
        return Filled(
            days, filter.From is { } from ? DayOf(from) : days.Keys.Min(),
            filter.To is { } to ? DayOf(to.AddMilliseconds(-1)) : days.Keys.Append(today).Max());
    }

    /// <summary>
    /// As <see cref="DailyAsync(MentionFilter, CancellationToken)"/> for each of several monitors, to today, together.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<(DateOnly Day, long Count)>>> DailyAsync(
        IReadOnlyCollection<long> monitors, DateTimeOffset from, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var counts = (await CountsAsync(connection, monitors, MentionIds.From(from), long.MaxValue, byDay: true))
            .ToLookup(c => c.Monitor);
        var today = DayOf(clock.GetUtcNow());
        return monitors.Distinct().ToDictionary(
            m => m,
            m =>
            {
                var days = Summed(counts[m].Select(c => (FirstDay.AddDays((int)c.Day), c.Count)));
                return Filled(days, DayOf(from), days.Keys.Append(today).Max());
            });
    }

    /// <summary>How many mentions each of several monitors has since a moment; those without any are left out.</summary>
    public async Task<IReadOnlyDictionary<long, long>> CountsSinceAsync(
        IReadOnlyCollection<long> monitors, DateTimeOffset from, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await CountsAsync(connection, monitors, MentionIds.From(from), long.MaxValue, byDay: false))
            .GroupBy(c => c.Monitor).ToDictionary(g => g.Key, g => g.Sum(c => c.Count));
    }

    private static IReadOnlyList<(DateOnly Day, long Count)> Filled(
        Dictionary<DateOnly, long> days, DateOnly first, DateOnly last) =>
        [.. Enumerable.Range(0, Math.Max(0, last.DayNumber - first.DayNumber + 1)).Select(first.AddDays)
            .Select(day => (day, days.GetValueOrDefault(day)))];

    private static Dictionary<DateOnly, long> Summed(IEnumerable<(DateOnly Day, long Count)> counts) =>
        counts.GroupBy(c => c.Day).ToDictionary(g => g.Key, g => g.Sum(c => c.Count));

    private async Task<Dictionary<DateOnly, long>> DaysAsync(
        DbConnection connection, MentionFilter filter, Selection selection, IReadOnlyList<ChannelRow> channels,
        CancellationToken cancel)
    {
        if (selection.Nothing) return [];
        if (QueryOf(filter) is { } query)
        {
            var (ids, _) = await HitsAsync(connection, selection, query, channels, Timeout.InfiniteTimeSpan, cancel);
            return ids.CountBy(id => DayOf(MentionIds.TimeOf(id))).ToDictionary(d => d.Key, d => (long)d.Value);
        }
        if (selection.Tallied && selection.Facets.Length == 0 && !filter.Hidden)
            return Summed((await CountsAsync(connection, selection.Monitors, selection.From, selection.To, byDay: true))
                .Select(c => (FirstDay.AddDays((int)c.Day), c.Count)));
        var ahead = WallClock.Ahead(Zone, filter.From, Latest(filter.To), at => $"x.mention_id >= {Number(MentionIds.From(at))}");
        return (await connection.QueryAsync<(long Day, long Count)>(
            $"""
            select day, count(*) from (
                select {WallClock.Day(MentionIds.Seconds("x.mention_id"), ahead.Sql)} as day
                from ({selection.Select("l.mention_id")}) x) y group by day
            """,
            selection.Range(selection.From, long.MaxValue))).ToDictionary(d => FirstDay.AddDays((int)d.Day), d => d.Count);
    }

    /// <summary>
    /// Visible mentions of monitors between two ids: whole hours from the tallies, what is left of the first and the
    /// last one from the lists. Where the clock is no whole hours beside UTC, all of it comes from the lists.
    /// </summary>
    private async Task<List<(long Monitor, long Day, long Count)>> CountsAsync(
        DbConnection connection, IReadOnlyCollection<long> monitors, long from, long to, bool byDay)
    {
        if (monitors.Count == 0 || from >= to) return [];
        DateTimeOffset? since = from == 0 ? null : MentionIds.TimeOf(from);
        var ofHours = WallClock.Ahead(Zone, since, Latest(MentionIds.TimeOf(to)), at => $"t.hour >= {Number(at.ToUnixTimeSeconds() / 3600)}");
        var (first, end) = ofHours.WholeHours || !byDay ? (from / HourWidth, to / HourWidth) : (0L, 0L);
        if (from > (first * HourWidth)) first++;
        var counts = new List<(long, long, long)>();
        if (first >= end)
        {
            await AddAsync(from, to);
            return counts;
        }
        counts.AddRange(await connection.QueryAsync<(long, long, long)>(
            $"""
            select t.monitor_id, {(byDay ? WallClock.Day("(t.hour * 3600)", ofHours.Sql) : "cast(0 as bigint)")} as day, cast(sum(t.count) as bigint)
            from tally_hour t
            where {Sql.In(db.Engine, "t.monitor_id", "monitors")} and t.hour >= @first and t.hour < @end group by 1, 2
            """, new { monitors = Sql.List(db.Engine, monitors), first, end }));
        await AddAsync(from, first * HourWidth);
        if (to < long.MaxValue) await AddAsync(end * HourWidth, to);
        return counts;

        async Task AddAsync(long begin, long before)
        {
            if (begin >= before) return;
            var ahead = WallClock.Ahead(
                Zone, MentionIds.TimeOf(begin), Latest(MentionIds.TimeOf(before)), at => $"l.mention_id >= {Number(MentionIds.From(at))}");
            counts.AddRange(await connection.QueryAsync<(long, long, long)>(
                $"""
                select l.monitor_id, {(byDay ? WallClock.Day(MentionIds.Seconds("l.mention_id"), ahead.Sql) : "cast(0 as bigint)")} as day, count(*)
                from listing l
                where {Sql.In(db.Engine, "l.monitor_id", "monitors")} and l.mention_id >= @begin and l.mention_id < @before
                group by 1, 2
                """, new { monitors = Sql.List(db.Engine, monitors), begin, before }));
        }
    }

    // Nothing is published later than it arrived; a day covers clocks of others that run ahead.
    private DateTimeOffset Latest(DateTimeOffset? to) =>
        clock.GetUtcNow().AddDays(1) is var tomorrow && to < tomorrow ? to.Value : tomorrow;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
