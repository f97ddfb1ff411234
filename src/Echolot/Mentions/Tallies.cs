using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Adds up the tallies of whole UTC days; the listings of the hours before the first and after the last of them are counted
/// one by one, so the sums are exact for any range.
/// </summary>
internal sealed class Tallies(DbConnection connection, Selection selection)
{
    private const long DayWidth = 86_400_000L << 21;

    /// <summary>SQL of a listing's UTC day counted from 1970; whole-number division in both engines.</summary>
    public static string DayOf(string id) => $"{id} / {DayWidth}";

    /// <summary>Counts by a column of tallies and listings, under every condition of the selection.</summary>
    /// <param name="monitors">Condition on <c>l.monitor_id</c>.</param>
    public async Task<Dictionary<T, long>> ByAsync<T>(string tallyColumn, string listingColumn, string monitors, bool facets = true)
        where T : notnull
    {
        var sums = new Dictionary<T, long>();
        var conditions = facets ? selection.Facets : "";
        var (first, end, edges) = Ranges();
        if (first < end)
            Add(await connection.QueryAsync<(T Key, long Count)>(
                $"select {tallyColumn}, cast(sum(l.count) as bigint) from tally l where {monitors} and l.day >= @first and l.day < @end {conditions} group by {tallyColumn}",
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

    /// <summary>Every combination of properties with its count, without the conditions on them.</summary>
    public async Task<List<Combination>> CombinationsAsync(IReadOnlyDictionary<long, ChannelRow> channels)
    {
        var monitor = $"l.monitor_id = {selection.Monitors[0]}";
        var (first, end, edges) = Ranges();
        var rows = new List<TallyRow>();
        const string columns = "l.channel_id, l.language, l.sentiment, l.kind";
        if (first < end)
            rows.AddRange(await connection.QueryAsync<TallyRow>(
                $"select {columns}, cast(sum(l.count) as bigint) as count from tally l where {monitor} and l.day >= @first and l.day < @end group by {columns}",
                Days(first, end)));
        foreach (var (from, before) in edges)
            rows.AddRange(await connection.QueryAsync<TallyRow>(
                $"select {columns}, count(*) as count from listing l where {monitor} and l.mention_id >= @from and l.mention_id < @before group by {columns}",
                selection.Range(from, before)));
        return [.. rows.Select(r => new Combination(channels[r.ChannelId], r.Language, r.Sentiment, r.Kind, r.Count))];
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
