using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Adds up the tallies of whole UTC days; the listings of the hours before the first and after the last of them are
/// counted one by one, so the sums are exact for any range.
/// </summary>
internal sealed class Tallies(DbConnection connection, Selection selection)
{
    private const long DayWidth = 86_400_000L << 21;
    private const string Columns = "l.channel_id, l.language, l.sentiment, l.kind";

    /// <summary>Counts by a column of tallies and listings, under every condition of the selection.</summary>
    /// <param name="monitors">Condition on <c>l.monitor_id</c>.</param>
    public async Task<Dictionary<T, long>> ByAsync<T>(
        string tallyColumn, string listingColumn, string monitors) where T : notnull
    {
        var sums = new Dictionary<T, long>();
        var conditions = selection.Facets;
        var table = conditions.Length == 0 ? "tally_total" : "tally";
        var (first, end, edges) = Ranges();
        if (first < end)
            Add(await connection.QueryAsync<(T Key, long Count)>(
                $"select {tallyColumn}, cast(sum(l.count) as bigint) from {table} l where {monitors} and l.day >= @first and l.day < @end {conditions} group by {tallyColumn}",
                Days(first, end)));
        foreach (var (from, before) in edges)
            Add(await connection.QueryAsync<(T Key, long Count)>(
                $"select {listingColumn}, count(*) from listing l where {monitors} and l.mention_id >= @from and l.mention_id < @before {conditions} group by {listingColumn}",
                selection.Range(from, before)));
        return sums;

        void Add(IEnumerable<(T Key, long Count)> rows)
        {
            foreach (var (key, count) in rows) sums[key] = sums.GetValueOrDefault(key) + count;
        }
    }

    /// <summary>Counts by whole days of UTC, and the ranges of ids that are left over.</summary>
    public async Task<(IReadOnlyList<(long Day, long Count)> Days, IReadOnlyList<(long From, long Before)> Edges)> DaysAsync()
    {
        var (first, end, edges) = Ranges();
        if (first >= end) return ([], edges);
        var table = selection.Facets.Length == 0 ? "tally_total" : "tally";
        return ((await connection.QueryAsync<(long, long)>(
            $"select l.day, cast(sum(l.count) as bigint) from {table} l where l.monitor_id = {selection.Monitors[0]} and l.day >= @first and l.day < @end {selection.Facets} group by l.day",
            Days(first, end))).AsList(), edges);
    }

    /// <summary>
    /// Every combination of properties with its count, without the conditions on them. A mention that several monitors
    /// want is counted under the first of them: whole days of the largest by its tallies, the others one by one.
    /// </summary>
    public async Task<List<Combination>> CombinationsAsync(IReadOnlyDictionary<long, ChannelRow> channels)
    {
        var monitors = await BySizeAsync();
        var rows = await CombinationsOfAsync(monitors[0]);
        for (var i = 1; i < monitors.Count; i++) rows.AddRange(await RestAsync(monitors[i], monitors.Take(i)));
        return [.. rows.Select(r => new Combination(channels[r.ChannelId], r.Language, r.Sentiment, r.Kind, r.Count))];
    }

    private async Task<IReadOnlyList<long>> BySizeAsync()
    {
        if (selection.Monitors.Count == 1) return selection.Monitors;
        var (first, end, _) = Ranges();
        var sizes = (await connection.QueryAsync<(long Monitor, long Count)>(
            $"select monitor_id, cast(sum(count) as bigint) from tally_total where monitor_id in ({string.Join(',', selection.Monitors)}) and day >= @first and day < @end group by monitor_id",
            new { first, end })).ToDictionary(m => m.Monitor, m => m.Count);
        return [.. selection.Monitors.OrderByDescending(m => sizes.GetValueOrDefault(m))];
    }

    private async Task<IEnumerable<TallyRow>> RestAsync(long monitor, IEnumerable<long> counted)
    {
        var others = string.Concat(counted.Select(
            m =>
                $" and not exists (select 1 from listing x where x.monitor_id = {m} and x.mention_id = l.mention_id)"));
        return await connection.QueryAsync<TallyRow>(
            $"select {Columns}, count(*) as count from listing l where l.monitor_id = {monitor} and l.mention_id >= @from and l.mention_id < @before{others} group by {Columns}",
            selection.Range(selection.From, selection.To));
    }

    private async Task<List<TallyRow>> CombinationsOfAsync(long number)
    {
        var monitor = $"l.monitor_id = {number}";
        var (first, end, edges) = Ranges();
        var rows = new List<TallyRow>();
        if (first < end)
            rows.AddRange(await connection.QueryAsync<TallyRow>(
                $"select {Columns}, cast(sum(l.count) as bigint) as count from tally l where {monitor} and l.day >= @first and l.day < @end group by {Columns}",
                Days(first, end)));
        foreach (var (from, before) in edges)
            rows.AddRange(await connection.QueryAsync<TallyRow>(
                $"select {Columns}, count(*) as count from listing l where {monitor} and l.mention_id >= @from and l.mention_id < @before group by {Columns}",
                selection.Range(from, before)));
        return rows;
    }

    private DynamicParameters Days(long first, long end)
    {
        var values = new DynamicParameters(selection.Values);
        values.Add("first", first);
        values.Add("end", end);
        return values;
    }

    /// <summary>Whole days, and what is left over on both sides.</summary>
    private (long First, long End, IReadOnlyList<(long From, long Before)> Edges) Ranges()
    {
        var first = (selection.From + DayWidth - 1) / DayWidth;
        var end = selection.To / DayWidth;
        if (selection.To == long.MaxValue) end++;
        if (first > end) return (first, end, [(selection.From, selection.To)]);
        var edges = new List<(long, long)>();
        if (selection.From < first * DayWidth) edges.Add((selection.From, Math.Min(first * DayWidth, selection.To)));
        if (selection.To != long.MaxValue && end * DayWidth < selection.To) edges.Add((end * DayWidth, selection.To));
        return (first, end, edges);
    }
}
