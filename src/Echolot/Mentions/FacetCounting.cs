using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Counts the values of every field under a filter, each field with its own restriction lifted.</summary>
internal sealed class FacetCounting(
    DbConnection connection, Engine engine, MentionFilter filter, IReadOnlyDictionary<long, ChannelRow> channels,
    Labels labels, HoursOfWeek? clock)
{
    // Labels looked at for a facet: about 1 µs each.
    private const int MostLabelled = 30_000;

    private readonly Selection _selection = Selection.Of(engine, filter, [.. channels.Values], labels, clock);

    /// <summary>
    /// The filter with everything lifted that facets restrict; hits of a search are collected under this.
    /// </summary>
    public Selection Lifted { get; } = Selection.Of(
        engine,
        filter with { Monitors = [], Connectors = [], Sources = [], Languages = [], Sentiments = [], Kinds = [], Tags = [],
            Labels = [] },
        [.. channels.Values], labels, clock);

    /// <summary>Whether the filter restricts nothing that <see cref="Lifted"/> lifts.</summary>
    public bool LiftsNothing => filter is
    {
        Monitors.Count: 0, Connectors.Count: 0, Sources.Count: 0, Languages.Count: 0, Sentiments.Count: 0, Kinds.Count: 0,
        Tags.Count: 0, Labels.Count: 0,
    };

    /// <summary>Without a search: from the tallies, or from the listings where the filter is narrow.</summary>
    /// <param name="time">What hours of the week may take; later, what is counted by then is said.</param>
    public async Task<IReadOnlyList<Facet>> ByTalliesAsync(TimeSpan time, TimeProvider provider)
    {
        var (combinations, complete) = !_selection.Direct
            ? (await new Tallies(connection, _selection).CombinationsAsync(channels), true)
            : await DirectAsync(time, provider);
        var (monitors, allMonitors) = await MonitorsAsync(time, provider);
        return
        [
            Values("monitor", monitors) with { Complete = allMonitors },
            .. Fields(combinations).Select(f => f with { Complete = complete }),
            await LabelsAsync("tag", filter with { Tags = [] }, categories: false),
            await LabelsAsync("category", filter with { Labels = [] }, categories: true),
        ];
    }

    /// <summary>Under a search: over its hits.</summary>
    public async Task<IReadOnlyList<Facet>> OfHitsAsync(IReadOnlyList<long> ids, bool complete)
    {
        var hits = new List<Hit>(ids.Count);
        foreach (var part in ids.Chunk(5000))
        {
            var wanted = new { ids = Sql.List(engine, part) };
            var labelled = (await connection.QueryAsync<(long Id, long Label)>(
                $"select mention_id, label_id from mention_label where {Sql.In(engine, "mention_id", "ids")}", wanted)).ToLookup(t => t.Id, t => t.Label);
            var rows = await connection.QueryAsync<HitRow>(
                $"select id, channel_id, language, coalesce(sentiment_set, sentiment) as sentiment, kind, matches from mention where {Sql.In(engine, "id", "ids")}", wanted);
            hits.AddRange(rows.Select(r => new Hit(
                new Combination(channels[r.ChannelId], r.Language, r.Sentiment, r.Kind, 1),
                Compact.MonitorIds(r.Matches),
                [.. labelled[r.Id].Select(labels.Resolve).OfType<Label>()])));
        }
        var (monitors, tagged) = (filter.Monitors.ToHashSet(), filter.Tags.ToHashSet(StringComparer.Ordinal));
        bool InMonitors(Hit hit) => monitors.Count == 0 || hit.Monitors.Any(monitors.Contains);
        var categories = filter.Labels.SelectMany(labels.Within).ToHashSet();
        bool InTags(Hit hit) => tagged.Count == 0 || hit.Labels.Any(l => !l.IsCategory && tagged.Contains(l.Name));
        bool InLabels(Hit hit) => categories.Count == 0 || hit.Labels.Any(l => categories.Contains(l.Id));
        var byMonitor = hits.Where(h => InTags(h) && InLabels(h) && _selection.Fits(h.What)).SelectMany(h => h.Monitors).CountBy(
            m => m);
        var byTag = hits.Where(h => InMonitors(h) && InLabels(h) && _selection.Fits(h.What))
            .SelectMany(h => h.Labels.Where(l => !l.IsCategory)).CountBy(l => l.Name);
        var byCategory = hits.Where(h => InMonitors(h) && InTags(h) && _selection.Fits(h.What))
            .SelectMany(h => h.Labels.Where(l => l.IsCategory)).CountBy(l => l.Id);
        Facet[] facets =
        [
            Values("monitor", byMonitor.Select(m => (Number(m.Key), (long)m.Value))),
            .. Fields([.. hits.Where(h => InMonitors(h) && InTags(h) && InLabels(h)).Select(h => h.What)]),
            Values("tag", byTag.Select(t => (t.Key, (long)t.Value))),
            Values("category", byCategory.Select(t => (Number(t.Key), (long)t.Value))),
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

    private async Task<(List<Combination> Combinations, bool Complete)> DirectAsync(TimeSpan time, TimeProvider provider)
    {
        var open = Selection.Of(
            engine, filter with { Connectors = [], Sources = [], Languages = [], Sentiments = [], Kinds = [] }, [
                .. channels.Values], labels, clock);
        var rows = new List<TallyRow>();
        var complete = await new ClockTallies(connection, engine, open).NewestFirstAsync(
            open.ByClock ? time : Timeout.InfiniteTimeSpan, provider,
            async (from, before) => rows.AddRange(await connection.QueryAsync<TallyRow>(
                $"""
                select channel_id, language, sentiment, kind, count(*) as count
                from ({open.Select("l.mention_id, l.channel_id, l.language, l.sentiment, l.kind")}) x group by channel_id, language, sentiment, kind
                """, open.Range(from, before))));
        return ([.. rows.Select(r => new Combination(channels[r.ChannelId], r.Language, r.Sentiment, r.Kind, r.Count))], complete);
    }

    private async Task<(IEnumerable<(string, long)> Counts, bool Complete)> MonitorsAsync(TimeSpan time, TimeProvider provider)
    {
        if (_selection.Nothing) return ([], true);
        var open = Selection.Of(engine, filter with { Monitors = [] }, [.. channels.Values], labels, clock);
        // Named one by one, so that each is found by its place in the index.
        var monitors = (await connection.QueryAsync<long>(
            $"select distinct monitor_id from tally_total where monitor_id {(filter.Hidden ? "<" : ">")} {open.All}")).AsList();
        if (monitors.Count == 0) return ([], true);
        var complete = true;
        var sums = open.Hours is not null ? await new ClockTallies(connection, engine, open).ByMonitorAsync(monitors)
            : open.ByClock ? await ByClockAsync()
            : open.Tallied ? await new Tallies(connection, open).ByAsync<long>(
                "l.monitor_id", "l.monitor_id", $"l.monitor_id in ({string.Join(',', monitors)})")
            : (await EachAsync(open.From, open.To)).ToDictionary(m => m.Monitor, m => m.Count);
        return (sums.Where(s => s.Value > 0).Select(
            s => (Number(filter.Hidden ? ListingRow.HiddenUnder(s.Key) : s.Key), s.Value)), complete);

        async Task<Dictionary<long, long>> ByClockAsync()
        {
            var counted = new Dictionary<long, long>();
            complete = await new ClockTallies(connection, engine, open).NewestFirstAsync(time, provider, async (from, before) =>
            {
                foreach (var (monitor, count) in await EachAsync(from, before))
                    counted[monitor] = counted.GetValueOrDefault(monitor) + count;
            });
            return counted;
        }

        Task<IEnumerable<(long Monitor, long Count)>> EachAsync(long from, long before) =>
            connection.QueryAsync<(long, long)>(
                string.Join(" union all ", monitors.Select(
                    m => $"select {Number(m)}, count(*) from ({open.Select(m, "l.mention_id")}) x")),
                open.Range(from, before))!;
    }

    private async Task<Facet> LabelsAsync(string field, MentionFilter lifted, bool categories)
    {
        var counted = labels.All.Where(l => l.IsCategory == categories).ToDictionary(l => l.Id);
        if (_selection.Nothing || counted.Count == 0) return Values(field, []);
        var open = Selection.Of(engine, lifted, [.. channels.Values], labels, clock);
        var values = open.Range(open.From, open.To);
        values.Add("counted", Sql.List(engine, counted.Keys));
        values.Add("most", MostLabelled);
        // Labels are mostly put on by hand, so there are few: each is looked at, up to a bound.
        var rows = $"""
            select t.label_id as label, t.mention_id as mention from mention_label t
            where {Sql.In(engine, "t.label_id", "counted")} limit @most
            """;
        var found = (await connection.QueryAsync<(long Label, long Count, long Looked)>(
            $"""
            select t.label, cast(sum(case when t.mention in (select x.mention_id from ({open.Select("l.mention_id")}) x where x.mention_id = t.mention) then 1 else 0 end) as bigint), count(*)
            from ({rows}) t group by t.label
            """, values)).AsList();
        return Values(field, found.Where(f => f.Count > 0)
            .Select(t => (categories ? Number(t.Label) : counted[t.Label].Name, t.Count))) with
        {
            Complete = found.Sum(f => f.Looked) < MostLabelled,
        };
    }

    private static Facet Values(string field, IEnumerable<(string Value, long Count)> values) => new(
        field, [.. values.OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).Select(
            v => new FacetValue(v.Value, v.Count))]);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Hit(Combination What, IReadOnlyList<long> Monitors, IReadOnlyList<Label> Labels);

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
