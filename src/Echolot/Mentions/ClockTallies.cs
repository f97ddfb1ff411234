using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Counts under a filter by hours of the week, which fit a tenth of what is looked at or less.</summary>
internal sealed class ClockTallies(DbConnection connection, Engine engine, Selection selection)
{
    private const long HourWidth = 3_600_000L << 21;

    // A day of ten million mentions a year is read in some milliseconds.
    private const long FirstWidth = 24 * HourWidth;

    /// <summary>Counts by monitor from the tallies of hours, and from the lists at both ends of the period.</summary>
    public async Task<Dictionary<long, long>> ByMonitorAsync(IReadOnlyCollection<long> monitors)
    {
        var (first, end) = (selection.From / HourWidth, selection.To / HourWidth);
        if (selection.From > first * HourWidth) first++;
        var sums = new Dictionary<long, long>();
        if (first >= end)
        {
            await ListAsync(selection.From, selection.To);
            return sums;
        }
        Add(await connection.QueryAsync<(long, long)>(
            $"""
            select t.monitor_id, cast(sum(t.count) as bigint) from tally_hour t
            where {Sql.In(engine, "t.monitor_id", "monitors")} and t.hour >= @first and t.hour < @end and {selection.Hours} group by 1
            """, new { monitors = Sql.List(engine, monitors), first, end }));
        await ListAsync(selection.From, first * HourWidth);
        if (selection.To < long.MaxValue) await ListAsync(end * HourWidth, selection.To);
        return sums;

        async Task ListAsync(long from, long before)
        {
            if (from >= before) return;
            foreach (var monitor in monitors)
                Add([(monitor, await connection.ExecuteScalarAsync<long>(
                    $"select count(*) from ({selection.Select(monitor, "l.mention_id")}) x", selection.Range(from, before)))]);
        }

        void Add(IEnumerable<(long Monitor, long Count)> counts)
        {
            foreach (var (monitor, count) in counts) sums[monitor] = sums.GetValueOrDefault(monitor) + count;
        }
    }

    /// <summary>
    /// Ranges of ids outside of which nothing fits, the newest first: of the hours that are asked for, those in which anything
    /// is listed, on days on which the tallies know of some with the other properties. Null: they cannot tell.
    /// </summary>
    public async Task<IReadOnlyList<(long From, long Before)>?> RangesAsync(long before)
    {
        if (selection.Touched is not { } touched) return null;
        var to = Math.Min(before, selection.To);
        var values = new DynamicParameters(selection.Values);
        values.Add("monitors", Sql.List(engine, selection.Monitors));
        values.Add("first", selection.From / HourWidth);
        values.Add("last", to / HourWidth);
        var days = selection.Facets.Length == 0 ? ""
            : $" and t.hour / 24 in (select l.day from tally l where {Sql.In(engine, "l.monitor_id", "monitors")}{selection.Facets})";
        var ranges = new List<(long From, long Before)>();
        foreach (var hour in await connection.QueryAsync<long>(
            $"""
            select distinct t.hour from tally_hour t
            where {Sql.In(engine, "t.monitor_id", "monitors")} and t.hour >= @first and t.hour <= @last and {touched}{days}
            order by t.hour desc
            """, values))
        {
            var (begin, end) = (Math.Max(hour * HourWidth, selection.From), Math.Min((hour + 1) * HourWidth, to));
            if (begin >= end) continue;
            // Hours side by side are walked in one go.
            if (ranges.Count > 0 && ranges[^1].From == end) ranges[^1] = (begin, ranges[^1].Before);
            else ranges.Add((begin, end));
        }
        return ranges;
    }

    /// <summary>Reads one stretch of ids after the other, the newest first, until the time is over.</summary>
    /// <returns>Whether that was all.</returns>
    public async Task<bool> NewestFirstAsync(TimeSpan time, TimeProvider clock, Func<long, long, Task> readAsync)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            await readAsync(selection.From, selection.To);
            return true;
        }
        var (oldest, newest) = await connection.QuerySingleAsync<(long? Oldest, long? Newest)>(
            """
            select (select min(mention_id) from listing where monitor_id = @All), (select max(mention_id) from listing where monitor_id = @All)
            """, new { selection.All });
        if (oldest is null || newest is null) return true;
        var (from, before) = (Math.Max(selection.From, oldest.Value), Math.Min(selection.To, newest.Value + 1));
        var (started, width) = (clock.GetTimestamp(), FirstWidth);
        while (from < before)
        {
            var (begin, at) = (Math.Max(from, before - width), clock.GetTimestamp());
            await readAsync(begin, before);
            before = begin;
            if (clock.GetElapsedTime(started) >= time) break;
            if (clock.GetElapsedTime(at) < time / 8) width *= 2;
        }
        return from >= before;
    }
}
