using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Counts the values of every field under a filter, each field with its own restriction lifted.</summary>
internal sealed class FacetCounting(
    DbConnection connection, Engine engine, MentionFilter filter, IReadOnlyDictionary<long, ChannelRow> channels)
{
    private readonly Selection _selection = Selection.Of(engine, filter, [.. channels.Values]);

    /// <summary>
    /// The filter with everything lifted that facets restrict; hits of a search are collected under this.
    /// </summary>
    public Selection Lifted { get; } = Selection.Of(
        engine,
        filter with { Monitors = [], Connectors = [], Sources = [], Languages = [], Sentiments = [], Kinds = [], Tags = [] },
        [.. channels.Values]);

    /// <summary>Without a search: from the tallies, or from the listings where the filter is narrow.</summary>
    public async Task<IReadOnlyList<Facet>> ByTalliesAsync()
    {
        var combinations = !_selection.Narrow
            ? await new Tallies(connection, _selection).CombinationsAsync(channels)
            : await DirectAsync();
        return
        [
            Values("monitor", await MonitorsAsync()), .. Fields(combinations), Values("tag", await TagsAsync()),
        ];
    }

    /// <summary>Under a search: over its hits.</summary>
    public async Task<IReadOnlyList<Facet>> OfHitsAsync(IReadOnlyList<long> ids, bool complete)
    {
        var hits = new List<Hit>(ids.Count);
        foreach (var part in ids.Chunk(5000))
        {
            var wanted = new { ids = Sql.List(engine, part) };
            var tags = (await connection.QueryAsync<(long Id, string Tag)>(
                $"select mention_id, tag from mention_tag where {Sql.In(engine, "mention_id", "ids")}", wanted)).ToLookup(t => t.Id, t => t.Tag);
            var rows = await connection.QueryAsync<HitRow>(
                $"select id, channel_id, language, sentiment, kind, matches from mention where {Sql.In(engine, "id", "ids")}", wanted);
            hits.AddRange(rows.Select(r => new Hit(
                new Combination(channels[r.ChannelId], r.Language, r.Sentiment, r.Kind, 1),
                [.. Compact.Matches(r.Matches).Select(m => m.MonitorId)], [.. tags[r.Id]])));
        }
        var (monitors, tagged) = (filter.Monitors.ToHashSet(), filter.Tags.ToHashSet(StringComparer.Ordinal));
        bool InMonitors(Hit hit) => monitors.Count == 0 || hit.Monitors.Any(monitors.Contains);
        bool InTags(Hit hit) => tagged.Count == 0 || hit.Tags.Any(tagged.Contains);
        var byMonitor = hits.Where(h => InTags(h) && _selection.Fits(h.What)).SelectMany(h => h.Monitors).CountBy(
            m => m);
        var byTag = hits.Where(h => InMonitors(h) && _selection.Fits(h.What)).SelectMany(h => h.Tags).CountBy(t => t);
        Facet[] facets =
        [
            Values("monitor", byMonitor.Select(m => (Number(m.Key), (long)m.Value))),
            .. Fields([.. hits.Where(h => InMonitors(h) && InTags(h)).Select(h => h.What)]),
            Values("tag", byTag.Select(t => (t.Key, (long)t.Value))),
        ];
        return [.. facets.Select(f => f with { Complete = complete })];
    }

    private IEnumerable<Facet> Fields(IReadOnlyList<Combination> combinations)
    {
        yield return Field("connector", c => c.Channel.Connector);
        yield return Field("source", c => c.Channel.Source);
        yield return Field("language", c => c.Language);
        yield return Field("sentiment", c => ((Sentiment)c.Sentiment).ToString().ToLowerInvariant());
        yield return Field("kind", c => ((ItemKind)c.Kind).ToString().ToLowerInvariant());

        Facet Field(string name, Func<Combination, string> value) => Values(
            name, combinations.Where(c => _selection.Fits(c, but: name)).GroupBy(value).Select(
                g => (g.Key, g.Sum(c => c.Count))));
    }

    private async Task<List<Combination>> DirectAsync()
    {
        var open = Selection.Of(
            engine, filter with { Connectors = [], Sources = [], Languages = [], Sentiments = [], Kinds = [] }, [
                .. channels.Values]);
        var rows = await connection.QueryAsync<TallyRow>(
            $"""
            select channel_id, language, sentiment, kind, count(*) as count
            from ({open.Select("l.mention_id, l.channel_id, l.language, l.sentiment, l.kind")}) x group by channel_id, language, sentiment, kind
            """, open.Range(open.From, open.To));
        return [.. rows.Select(r => new Combination(channels[r.ChannelId], r.Language, r.Sentiment, r.Kind, r.Count))];
    }

    private async Task<IEnumerable<(string, long)>> MonitorsAsync()
    {
        if (_selection.Nothing) return [];
        var open = Selection.Of(engine, filter with { Monitors = [] }, [.. channels.Values]);
        // Named one by one, so that each is found by its place in the index.
        var monitors = (await connection.QueryAsync<long>(
            $"select distinct monitor_id from tally_total where monitor_id <> {ListingRow.All}")).AsList();
        if (monitors.Count == 0) return [];
        var sums = open.Tallied
            ? await new Tallies(connection, open).ByAsync<long>(
                "l.monitor_id", "l.monitor_id", $"l.monitor_id in ({string.Join(',', monitors)})")
            : (await connection.QueryAsync<(long Monitor, long Count)>(
                string.Join(" union all ", monitors.Select(
                    m => $"select {Number(m)}, count(*) from ({open.Select(m, "l.mention_id")}) x")),
                open.Range(open.From, open.To))).ToDictionary(m => m.Monitor, m => m.Count);
        return sums.Where(s => s.Value > 0).Select(s => (Number(s.Key), s.Value));
    }

    // Tags are put on by hand, so there are few compared with mentions: each is looked at.
    private async Task<IEnumerable<(string, long)>> TagsAsync()
    {
        if (_selection.Nothing) return [];
        var open = Selection.Of(engine, filter with { Tags = [] }, [.. channels.Values]);
        return (await connection.QueryAsync<(string Tag, long Count)>(
            $"""
            select t.tag, count(*) from mention_tag t
            where t.mention_id in (select x.mention_id from ({open.Select("l.mention_id")}) x where x.mention_id = t.mention_id) group by t.tag
            """, open.Range(open.From, open.To))).Select(t => (t.Tag, t.Count));
    }

    private static Facet Values(string field, IEnumerable<(string Value, long Count)> values) => new(
        field, [.. values.OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).Select(
            v => new FacetValue(v.Value, v.Count))]);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Hit(Combination What, IReadOnlyList<long> Monitors, IReadOnlyList<string> Tags);

    private sealed record HitRow
    {
        public long Id { get; init; }
        public long ChannelId { get; init; }
        public string Language { get; init; } = "";
        public long Sentiment { get; init; }
        public long Kind { get; init; }
        public string Matches { get; init; } = "[]";
    }
}
