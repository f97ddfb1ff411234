using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Ids of mentions that fit a filter, newest first, a portion at a time.</summary>
internal abstract class Walk : IAsyncDisposable
{
    /// <summary>Next ids below the last ones; empty at the end.</summary>
    public abstract Task<IReadOnlyList<long>> NextAsync(int count, CancellationToken cancel);

    /// <summary>How far down the walk has looked; everything above was seen.</summary>
    public abstract long Reached { get; }

    /// <summary>The walk ended because it may not look at more, not because there is no more.</summary>
    public virtual bool StoppedEarly => false;

    /// <summary>Ends what is still being read; before the connection is closed.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Walks through the listings.</summary>
/// <remarks>
/// Where channel, language, sentiment or kind are given, the tallies tell the days that hold what is looked for, so the
/// walk leaves out the others. Where even those days hold mostly other things, it follows the index of a rare source or
/// language. Where hours of the week are asked for, it goes through those hours that hold anything.
/// </remarks>
internal sealed class ListingWalk(DbConnection connection, Engine engine, Selection selection, long before) : Walk
{
    // A narrow row costs about 0.1 µs to pass by, a row found through another index about 2 µs.
    private const long RowsWorthAnIndex = 60_000;

    private Queue<(long From, long Before)>? _ranges;
    private string? _lead;
    private long _before = Math.Min(before, selection.To);

    public override long Reached => _before;

    public override async Task<IReadOnlyList<long>> NextAsync(int count, CancellationToken cancel)
    {
        if (selection.Nothing) return [];
        _ranges ??= new Queue<(long, long)>(await PlanAsync(count));
        var ids = new List<long>(count);
        while (ids.Count < count && _ranges.TryPeek(out var range))
        {
            cancel.ThrowIfCancellationRequested();
            var top = Math.Min(_before, range.Before);
            var wanted = count - ids.Count;
            var found = await ReadAsync(range.From, top, wanted);
            ids.AddRange(found);
            if (found.Count < wanted) (_before, _) = (range.From, _ranges.Dequeue());
            else _before = found[^1];
        }
        return ids;
    }

    private async Task<IReadOnlyList<long>> ReadAsync(long from, long top, int count)
    {
        const string tail = " order by mention_id desc limit @limit";
        var sql = _lead is null
            ? selection is { Narrow: true, Monitors: [var only] }
                // In the order of what leads, so that an index that has it can be followed to the end of the page.
                ? selection.Select(only, "l.mention_id") + " order by d.id desc limit @limit"
                : selection.Select("l.mention_id", tail)
            : selection.Select(selection.Monitors[0], "l.mention_id", _lead) + " order by d.id desc limit @limit";
        return (await connection.QueryAsync<long>(sql, selection.Range(from, top, count))).AsList();
    }

    private async Task<IEnumerable<(long From, long Before)>> PlanAsync(int count)
    {
        (long, long)[] whole = [(selection.From, _before)];
        if (await new ClockTallies(connection, engine, selection).RangesAsync(_before) is { } hours) return hours;
        if (!selection.Tallied || selection.Facets.Length == 0) return whole;
        // Listings and hits a day: what a walk passes by, and what it finds.
        var days = (await connection.QueryAsync<(long Day, long Rows, long Hits)>(
            $"""
            select l.day, cast(sum(l.count) as bigint), cast(sum(case when 1 = 1 {selection.Facets} then l.count else 0 end) as bigint)
            from tally l where l.monitor_id = @monitor and l.day between @first and @last group by l.day order by l.day desc
            """, DayRange())).AsList();
        var (rows, hits) = (0L, 0L);
        foreach (var day in days.TakeWhile(_ => hits < count))
            if (day.Hits > 0) (rows, hits) = (rows + day.Rows, hits + day.Hits);
        if (rows > RowsWorthAnIndex) _lead = await LeadAsync(rows);
        if (_lead is not null) return whole;
        // Days side by side are walked in one go.
        var ranges = new List<(long From, long Before)>();
        foreach (var (day, _, found) in days)
        {
            if (found == 0) continue;
            var (from, to) = (MentionIds.FirstOfDay(day), MentionIds.FirstOfDay(day + 1));
            if (ranges.Count > 0 && ranges[^1].From == to) ranges[^1] = (from, ranges[^1].Before);
            else ranges.Add((from, to));
        }
        return ranges;
    }

    private DynamicParameters DayRange()
    {
        var values = new DynamicParameters(selection.Values);
        values.Add("monitor", selection.Monitors[0]);
        values.Add("first", MentionIds.DayOf(selection.From));
        values.Add("last", MentionIds.DayOf(_before));
        return values;
    }

    // PostgreSQL chooses for itself.
    private async Task<string?> LeadAsync(long rows)
    {
        if (engine is not Engine.Sqlite) return null;
        var names = selection.Values.ParameterNames.ToHashSet(StringComparer.Ordinal);
        var leads = new List<(long Rows, string Lead)>();
        if (names.Contains("channels"))
            leads.Add((await SumAsync(Sql.In(engine, "channel_id", "channels")),
                $"(select id from mention indexed by mention_channel where {Sql.In(engine, "channel_id", "channels")} and id >= @from and id < @before) d"));
        if (names.Contains("languages"))
            leads.Add((await SumAsync(Sql.In(engine, "language", "languages")) + await SumAsync($"language in ('de', 'en') and {Sql.In(engine, "language", "languages")}") * 1000,
                $"(select id from mention indexed by mention_language where language not in ('de', 'en') and {Sql.In(engine, "language", "languages")} and id >= @from and id < @before) d"));
        var best = leads.OrderBy(l => l.Rows).FirstOrDefault();
        return best.Lead is not null && best.Rows * 20 < rows ? best.Lead : null;
    }

    private Task<long> SumAsync(string condition) => connection.ExecuteScalarAsync<long>(
        $"select coalesce(sum(count), 0) from tally where monitor_id = {selection.All} and day between @first and @last and {condition}",
        DayRange());
}
