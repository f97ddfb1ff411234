using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Matching;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Mentions;

/// <summary>Counts by days of the workspace's clock, which may have 23 or 25 hours.</summary>
public sealed partial class Archive
{
    private const long HourWidth = 60 * MinuteWidth;
    private const int DividedAtOnce = 200;
    private static readonly DateOnly FirstDay = new(1970, 1, 1);

    /// <summary>The workspace's day at a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>When a day begins on the workspace's clock; where clocks leap over midnight, that is later.</summary>
    public DateTimeOffset BeginningOf(DateOnly day) =>
        _days.AtStartOfDay(LocalDate.FromDateOnly(day)).ToDateTimeOffset().ToUniversalTime();

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
        counts.GroupBy(c => c.Day).Select(g => (Day: g.Key, Count: g.Sum(c => c.Count))).Where(d => d.Count > 0)
            .ToDictionary(d => d.Day, d => d.Count);

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
        if ((selection.Tallied && selection.Facets.Length == 0 && !filter.Hidden) || selection.Hours is not null)
        {
            var week = selection.Hours is null ? null : ClockOf(filter);
            return Summed((await CountsAsync(
                connection, selection.Monitors, selection.From, selection.To, byDay: true, week))
                .Select(c => (FirstDay.AddDays((int)c.Day), c.Count)));
        }
        var listed = new List<(DateOnly Day, long Count)>();
        if (await new ClockTallies(connection, db.Engine, selection).RangesAsync(long.MaxValue) is { } hours)
            foreach (var (from, before) in hours) await ListAsync(from, before);
        else if (!selection.Tallied) await ListAsync(selection.From, long.MaxValue);
        else
        {
            var (days, edges) = await new Tallies(connection, selection).DaysAsync();
            listed.AddRange(await DividedAsync(connection, selection, days));
            foreach (var (from, before) in edges) await ListAsync(from, before);
        }
        return Summed(listed);

        async Task ListAsync(long from, long before)
        {
            var ahead = WallClock.Ahead(
                Zone, from == 0 ? null : MentionIds.TimeOf(from), Latest(before == long.MaxValue ? filter.To : MentionIds.TimeOf(before)),
                at => $"x.mention_id >= {Number(MentionIds.From(at))}");
            listed.AddRange((await connection.QueryAsync<(long Day, long Count)>(
                $"""
                select day, count(*) from (
                    select {WallClock.Day(MentionIds.Seconds("x.mention_id"), ahead.Sql)} as day
                    from ({selection.Select("l.mention_id")}) x) y group by day
                """,
                selection.Range(from, before))).Select(d => (FirstDay.AddDays((int)d.Day), d.Count)));
        }
    }

    /// <summary>
    /// Counts of days of UTC as counts of days of the clock: the smaller part, before or behind its midnight, is counted
    /// one by one and taken from the other.
    /// </summary>
    private async Task<List<(DateOnly Day, long Count)>> DividedAsync(
        DbConnection connection, Selection selection, IReadOnlyList<(long Day, long Count)> days)
    {
        var divided = new List<(DateOnly Day, long Count)>();
        var parts = new List<(DateOnly Larger, DateOnly Smaller, long From, long Before)>();
        foreach (var (day, count) in days)
        {
            var begin = DateTimeOffset.UnixEpoch.AddDays(day);
            var end = begin.AddDays(1);
            var (first, last) = (DayOf(begin), DayOf(end.AddMilliseconds(-1)));
            var midnight = BeginningOf(last);
            var early = midnight - begin < end - midnight;
            divided.Add((early ? last : first, count));
            if (first == last) continue;
            parts.Add(early
                ? (last, first, MentionIds.From(begin), MentionIds.From(midnight))
                : (first, last, MentionIds.From(midnight), MentionIds.From(end)));
        }
        foreach (var some in parts.Chunk(DividedAtOnce))
            foreach (var (place, count) in await connection.QueryAsync<(long Place, long Count)>(
                $"""
                with d(place, first_id, end_id) as (values {string.Join(',', some.Select(
                    (p, i) => $"({Number(i)}, {Number(p.From)}, {Number(p.Before)})"))})
                select cast(d.place as bigint), count(*)
                from d {(db.Engine is Engine.Sqlite ? "cross" : "")} join listing l
                    on l.monitor_id = {Number(selection.Monitors[0])} and l.mention_id >= d.first_id and l.mention_id < d.end_id
                where 1 = 1{selection.Facets} group by d.place
                """, selection.Values))
            {
                divided.Add((some[place].Larger, -count));
                divided.Add((some[place].Smaller, count));
            }
        return divided;
    }

    /// <summary>
    /// Visible mentions of monitors between two ids: whole hours from the tallies, what is left of the first and the
    /// last one from the lists, as the hours in which a day of the clock ends where it is no whole hours beside UTC.
    /// </summary>
    /// <param name="week">Only what is published in these hours of the week, which are whole hours of UTC.</param>
    private async Task<List<(long Monitor, long Day, long Count)>> CountsAsync(
        DbConnection connection, IReadOnlyCollection<long> monitors, long from, long to, bool byDay, HoursOfWeek? week = null)
    {
        if (monitors.Count == 0 || from >= to) return [];
        DateTimeOffset? since = from == 0 ? null : MentionIds.TimeOf(from);
        var ofHours = WallClock.OfHours(Zone, since, Latest(MentionIds.TimeOf(to)));
        var (first, end) = (from / HourWidth, to / HourWidth);
        if (from > (first * HourWidth)) first++;
        var counts = new List<(long, long, long)>();
        if (first >= end)
        {
            await AddAsync(from, to);
            return counts;
        }
        var (day, lastDay) = ($"(({ofHours.First}) / 86400)", $"(({ofHours.Last}) / 86400)");
        var mixed = byDay && !ofHours.WholeHours;
        var inRange = $"{Sql.In(db.Engine, "t.monitor_id", "monitors")} and t.hour >= @first and t.hour < @end";
        var range = new { monitors = Sql.List(db.Engine, monitors), first, end };
        counts.AddRange(await connection.QueryAsync<(long, long, long)>(
            $"""
            select t.monitor_id, {(byDay ? day : "cast(0 as bigint)")} as day, cast(sum(t.count) as bigint)
            from tally_hour t
            where {inRange}{(mixed ? $" and {day} = {lastDay}" : "")}{(week is null ? "" : $" and {week.Hours}")} group by 1, 2
            """, range));
        if (mixed)
            await DivideAsync((await connection.QueryAsync<long>(
                $"select distinct t.hour from tally_hour t where {inRange} and {day} <> {lastDay}", range)).AsList());
        await AddAsync(from, first * HourWidth);
        if (to < long.MaxValue) await AddAsync(end * HourWidth, to);
        return counts;

        async Task DivideAsync(List<long> hours)
        {
            var ahead = WallClock.Ahead(
                Zone, since, Latest(MentionIds.TimeOf(to)), at => $"l.mention_id >= {Number(MentionIds.From(at))}");
            foreach (var some in hours.Chunk(DividedAtOnce))
                counts.AddRange(await connection.QueryAsync<(long, long, long)>(
                    $"""
                    with d(first_id, end_id) as (values {string.Join(',', some.Select(
                        h => $"({Number(h * HourWidth)}, {Number((h + 1) * HourWidth)})"))})
                    select l.monitor_id, {WallClock.Day(MentionIds.Seconds("l.mention_id"), ahead.Sql)} as day, count(*)
                    from d {(db.Engine is Engine.Sqlite ? "cross" : "")} join listing l
                        on {Sql.In(db.Engine, "l.monitor_id", "monitors")} and l.mention_id >= d.first_id and l.mention_id < d.end_id
                    group by 1, 2
                    """, range));
        }

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
                    {(week is null ? "" : $"and {week.Listings}")} group by 1, 2
                """, new { monitors = Sql.List(db.Engine, monitors), begin, before }));
        }
    }

    // Nothing is published later than it arrived; a day covers clocks of others that run ahead.
    private DateTimeOffset Latest(DateTimeOffset? to) =>
        clock.GetUtcNow().AddDays(1) is var tomorrow && to < tomorrow ? to.Value : tomorrow;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
