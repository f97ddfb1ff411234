using System.Text;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>How many listings share these properties.</summary>
internal sealed record Combination(ChannelRow Channel, string Language, long Sentiment, long Kind, long Count);

/// <summary>
/// A filter without its search, as conditions over the table of listings. Narrow filters (author, tag, site,
/// duplicates) drive the walk themselves: SQLite is told so by a cross join, PostgreSQL finds out by its statistics.
/// </summary>
internal sealed class Selection
{
    private readonly Engine _engine;
    private readonly StringBuilder _facets = new();
    private readonly StringBuilder _states = new();
    private readonly List<string> _narrow = [];
    private readonly HashSet<string> _connectors;
    private readonly HashSet<string> _sources;
    private readonly HashSet<string> _languages;
    private readonly HashSet<Sentiment> _sentiments;
    private readonly HashSet<ItemKind> _kinds;

    private Selection(Engine engine, MentionFilter filter)
    {
        _engine = engine;
        (_connectors, _sources, _languages) = ([.. filter.Connectors], [.. filter.Sources], [.. filter.Languages]);
        (_sentiments, _kinds) = ([.. filter.Sentiments], [.. filter.Kinds]);
        All = filter.Hidden ? ListingRow.HiddenUnder(ListingRow.All) : ListingRow.All;
        Monitors = filter.Monitors.Count == 0
            ? [All]
            : [.. filter.Monitors.Distinct().Select(m => filter.Hidden ? ListingRow.HiddenUnder(m) : m)];
        From = filter.From is { } from ? MentionIds.From(from) : 0;
        To = filter.To is { } to ? MentionIds.From(to) : long.MaxValue;
    }

    /// <summary>Number under which everything is listed that can fit: the visible ones, or those put aside.</summary>
    public long All { get; }

    /// <summary>Monitors whose listings are walked; the number of all where the filter names none.</summary>
    public IReadOnlyList<long> Monitors { get; }

    /// <summary>Lowest id that fits.</summary>
    public long From { get; private set; }

    /// <summary>First id above those that fit.</summary>
    public long To { get; }

    /// <summary>Nothing can fit: the filter names sources that brought nothing.</summary>
    public bool Nothing { get; private set; }

    /// <summary>The tallies know the answer: one monitor, and no condition beyond what they hold.</summary>
    public bool Tallied => Monitors.Count == 1 && !Direct;

    /// <summary>Author, label, site, group or what people did are given, so few mentions fit.</summary>
    public bool Narrow => _narrow.Count > 0;

    /// <summary>Something is asked that the tallies do not know: listings are looked at one by one.</summary>
    public bool Direct => _narrow.Count > 0 || _states.Length > 0;

    /// <summary>
    /// Condition on <c>t.hour</c> of <c>tally_hour</c>, which knows the answer: hours of the week, and nothing else, are
    /// asked for. Null where it does not.
    /// </summary>
    public string? Hours { get; private set; }

    /// <summary>
    /// Condition on <c>t.hour</c> of <c>tally_hour</c>, outside of which nothing fits; null where hours of the week are not asked
    /// for, or those tallies do not count what is.
    /// </summary>
    public string? Touched { get; private set; }

    /// <summary>Every listing of the period is looked at for the hour it was published in.</summary>
    public bool ByClock { get; private set; }

    /// <summary>
    /// Whether a count of listings fits what the filter says of sources, languages, sentiments and kinds.
    /// </summary>
    /// <param name="but">Field whose own restriction is lifted; null for none.</param>
    public bool Fits(Combination c, string? but = null) =>
        (but is "connector" || _connectors.Count == 0 || _connectors.Contains(c.Channel.Connector))
        && (but is "source" || _sources.Count == 0 || _sources.Contains(c.Channel.Source))
        && (but is "language" || _languages.Count == 0 || _languages.Contains(c.Language))
        && (but is "sentiment" || _sentiments.Count == 0 || _sentiments.Contains((Sentiment)c.Sentiment))
        && (but is "kind" || _kinds.Count == 0 || _kinds.Contains((ItemKind)c.Kind));

    /// <summary>
    /// Conditions on channel, language, sentiment and kind of a row <c>l</c>, each with a leading <c>and</c>.
    /// </summary>
    public string Facets => _facets.ToString();

    /// <summary>Values of the conditions.</summary>
    public DynamicParameters Values { get; } = new();

    /// <param name="channels">Every source there is; their conditions become numbers.</param>
    /// <param name="labels">Every label; needed where the filter names some.</param>
    /// <param name="clock">The condition on hours of the week; null where the filter asks for none.</param>
    public static Selection Of(
        Engine engine, MentionFilter filter, IReadOnlyList<ChannelRow> channels, Labels? labels = null,
        HoursOfWeek? clock = null)
    {
        var selection = new Selection(engine, filter);
        if (filter.Connectors.Count > 0 || filter.Sources.Count > 0)
        {
            var fitting = channels.Where(c => (filter.Connectors.Count == 0 || filter.Connectors.Contains(c.Connector))
                && (filter.Sources.Count == 0 || filter.Sources.Contains(c.Source))).Select(c => c.Id).ToList();
            selection.Nothing = fitting.Count == 0;
            selection.Facet("channel_id", "channels", fitting);
        }
        if (filter.Languages.Count > 0)
        {
            selection._facets.Append(" and ").Append(Sql.In(engine, "l.language", "languages"));
            selection.Values.Add("languages", Sql.List(engine, filter.Languages));
        }
        if (filter.Sentiments.Count > 0)
            selection.Facet("sentiment", "sentiments", filter.Sentiments.Select(s => (long)s));
        if (filter.Kinds.Count > 0) selection.Facet("kind", "kinds", filter.Kinds.Select(k => (long)k));
        selection.AddNarrow(filter, channels.Select(c => c.Connector).Distinct(), labels);
        selection.AddStates(filter);
        if (clock is null) return selection;
        if (selection.Tallied && selection.Facets.Length == 0 && !filter.Hidden) selection.Hours = clock.Hours;
        selection.ByClock = selection._narrow.Count == 0;
        if (selection.ByClock && !filter.Hidden) selection.Touched = clock.Touched;
        selection._states.Append(" and ").Append(clock.Listings);
        return selection;
    }

    /// <summary>
    /// SQL for columns of fitting listings <c>l</c> with ids from <c>@from</c> to below <c>@before</c>.
    /// </summary>
    /// <param name="columns">Columns of <c>l</c>, <c>mention_id</c> among them where there are several
    /// monitors.</param>
    /// <param name="tail">Order and limit; of each monitor and of the whole.</param>
    public string Select(string columns, string tail = "")
    {
        if (Monitors.Count == 1) return Select(Monitors[0], columns) + tail;
        // Each monitor's newest are found fast; union removes the copies.
        var parts = Monitors.Select(
            m => tail.Length == 0 ? Select(m, columns) : $"select * from ({Select(m, columns)}{tail}) p");
        return $"select * from ({string.Join(" union ", parts)}) l{tail}";
    }

    /// <summary>As <see cref="Select(string, string)"/>, for one monitor, with a table that leads the walk.</summary>
    /// <param name="lead">Table or subquery with a column <c>id</c>, named <c>d</c>; null leaves it to the
    /// filter.</param>
    public string Select(long monitor, string columns, string? lead = null)
    {
        var narrow = _narrow.AsEnumerable();
        if (lead is null && _narrow.Count > 0) (lead, narrow) = ($"({_narrow[0]}) d", _narrow.Skip(1));
        var sql = new StringBuilder("select ").Append(columns).Append(" from ");
        if (lead is null) sql.Append("listing l where");
        else sql.Append(lead).Append(_engine is Engine.Sqlite ? " cross" : "").Append(
            " join listing l on l.mention_id = d.id where");
        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" l.monitor_id = {monitor} and l.mention_id >= @from and l.mention_id < @before");
        // A mention that several monitors want is one mention.
        if (Monitors.Count > 1 && monitor == All)
            sql.Append(" and exists (select 1 from listing x where x.mention_id = l.mention_id and x.monitor_id in (")
                .AppendJoin(',', Monitors).Append("))");
        sql.Append(_facets).Append(_states);
        foreach (var condition in narrow) sql.Append(" and l.mention_id in (").Append(condition).Append(')');
        return sql.ToString();
    }

    /// <summary>The same with nothing below an id.</summary>
    public Selection Above(long id)
    {
        var above = (Selection)MemberwiseClone();
        above.From = Math.Max(From, id);
        return above;
    }

    /// <summary>The values with a range of ids.</summary>
    public DynamicParameters Range(long from, long before, long? limit = null)
    {
        var values = new DynamicParameters(Values);
        values.Add("from", Math.Max(from, From));
        values.Add("before", Math.Min(before, To));
        if (limit is { } rows) values.Add("limit", rows);
        return values;
    }

    private void Facet(string column, string name, IEnumerable<long> values)
    {
        _facets.Append(" and ").Append(Sql.In(_engine, "l." + column, name));
        Values.Add(name, Sql.List(_engine, values));
    }

    // The narrowest first: it leads.
    private void AddNarrow(MentionFilter filter, IEnumerable<string> connectors, Labels? labels)
    {
        if (filter.Ids is { } ids)
        {
            _narrow.Add($"select id from mention where {Sql.In(_engine, "id", "ids")}");
            Values.Add("ids", Sql.List(_engine, ids));
        }
        if (filter.DuplicateGroup is { } group)
        {
            // A text too short for a group is a group of its own under its id.
            _narrow.Add(Lookups.Ids(LookupKind.Duplicates, "hash = @duplicate")
                + " union all select id from mention where id = @duplicate and duplicate_group is null");
            Values.Add("duplicate", group);
        }
        if (filter.Story is { } story)
        {
            _narrow.Add(Lookups.Ids(LookupKind.Story, "hash = @story"));
            Values.Add("story", story);
        }
        if (filter.AuthorId is { } author)
        {
            // The same id may be known at several networks.
            _narrow.Add(Lookups.Ids(LookupKind.Author, Sql.In(_engine, "hash", "authors")));
            Values.Add("authors", Sql.List(_engine, connectors.Select(c => MentionIds.KeyOf(c, author))));
        }
        if (filter.AssignedTo is { } person)
        {
            _narrow.Add($"select mention_id as id from mention_state where assigned_to = @assignee and {InRange}");
            Values.Add("assignee", person);
        }
        if (filter.Flagged is true)
            _narrow.Add($"select mention_id as id from mention_state where flagged = 1 and {InRange}");
        if (filter.Verdicts.Count > 0 && !filter.Verdicts.Contains(Verdict.None))
            _narrow.Add(Union(filter.Verdicts.Select(
                v => $"select mention_id as id from mention_state where verdict = {(int)v} and {InRange}")));
        // The names are of free labels; one that nobody ever used finds nothing.
        if (filter.Tags.Count > 0) AddLabels(filter.Tags.Select(t => labels?.Free(t)?.Id).OfType<long>());
        if (filter.Labels.Count > 0) AddLabels(filter.Labels.SelectMany(l => labels?.Within(l) ?? []));
        foreach (var name in filter.Named) AddLabels(labels?.Named(name) ?? []);
        foreach (var name in filter.NotNamed)
            if (labels?.Named(name).Distinct().ToList() is { Count: > 0 } unwanted)
                _states.Append(System.Globalization.CultureInfo.InvariantCulture,
                    $" and not exists (select 1 from mention_label k where k.mention_id = l.mention_id and k.label_id in ({string.Join(',', unwanted)}))");
        if (filter.NotAssignedTo is { } other)
        {
            _states.Append(" and not exists (select 1 from mention_state k where k.mention_id = l.mention_id and k.assigned_to = @not_assignee)");
            Values.Add("not_assignee", other);
        }
        if (filter.Assigned is true && filter.AssignedTo is null)
            _narrow.Add($"select mention_id as id from mention_state where assigned_to is not null and {InRange}");
        if (filter.Site is { } site)
        {
            _narrow.Add("select id from mention where site = @site and id >= @from and id < @before");
            Values.Add("site", site.ToLowerInvariant());
        }
        if (filter.Sites.Count > 0)
        {
            _narrow.Add($"select id from mention where {Sql.In(_engine, "site", "sites")} and id >= @from and id < @before");
            Values.Add("sites", Sql.List(_engine, filter.Sites));
        }
        // Its newest change says who put it aside; what came in so has none.
        if (filter.AsideForLists)
            _states.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"""
                 and coalesce((select coalesce(k.exclusion_id, 0) from mention_history k
                    where k.mention_id = l.mention_id and k.field = {(int)WorkField.Hidden} order by k.id desc limit 1), 1) > 0
                """);
    }
    // Of each label in the order of ids, so that the newest are found without reading all of them.
    private void AddLabels(IEnumerable<long> ids) => _narrow.Add(ids.Distinct().ToList() is { Count: > 0 } known
        ? Union(known.Select(id => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"select mention_id as id from mention_label where label_id = {id} and {InRange}")))
        : "select id from mention where 1 = 0");

    private const string InRange = "mention_id >= @from and mention_id < @before";

    private static string Union(IEnumerable<string> parts) => string.Join(" union ", parts.Distinct());

    // What is not there has no index to follow: the walk passes by what people touched, a look into a small table each.
    private void AddStates(MentionFilter filter)
    {
        if (filter.Flagged is false) Without("k.flagged = 1");
        if (filter.Assigned is false) Without("k.assigned_to is not null");
        if (filter.Verdicts.Contains(Verdict.None) && filter.Verdicts.Distinct().Count() < 3)
            Without($"k.verdict in ({string.Join(',', Complement(filter.Verdicts).Select(v => (int)v))})");
        if (filter is not { Read: { } read, Reader: { } reader }) return;
        Values.Add("reader", reader);
        if (read)
            _narrow.Add($"select mention_id as id from mention_read where person_id = @reader and {InRange}");
        else
            _states.Append(" and not exists (select 1 from mention_read k where k.person_id = @reader and k.mention_id = l.mention_id)");

        void Without(string condition) => _states.Append(
            $" and not exists (select 1 from mention_state k where k.mention_id = l.mention_id and {condition})");
    }

    /// <summary>The verdicts that are not among these.</summary>
    public static IEnumerable<Verdict> Complement(IReadOnlyList<Verdict> verdicts) =>
        Enum.GetValues<Verdict>().Except(verdicts);
}
