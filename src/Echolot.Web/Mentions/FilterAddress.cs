using System.Globalization;
using System.Text;
using Echolot.Matching;
using Echolot.Mentions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace Echolot.Web.Mentions;

/// <summary>
/// The filters of the live list and of the search as they stand in the address: repeated names for several values. Unknown names are
/// left out; a value that cannot be read makes no filter at all, because everything would fit what is left.
/// </summary>
public sealed class FilterAddress
{
    /// <summary>Names of the filters in the address, in the order links have them.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["q", "range", "monitor", "source", "lang", "tone", "tag", "kind", "site", "author", "network", "same", "story", "group",
            "from", "to", "category", "read", "flagged", "relevant", "noise", "mine", "assigned", "hidden", "weekday", "hour", "class"];

    /// <summary>Filters that are yes, no or any.</summary>
    public static IReadOnlyList<string> States { get; } =
        ["read", "flagged", "relevant", "noise", "mine", "assigned", "hidden"];

    // A folder is linked by its monitors.
    private const int MostValues = 200, MostMonitors = 2000;

    // Of these, one counts.
    private static readonly HashSet<string> single =
        ["q", "range", "author", "same", "story", "group", "from", "to", .. States];

    private readonly SortedDictionary<int, List<string>> _values = [];

    private readonly string _page;

    private FilterAddress(string page) => _page = page;

    /// <param name="page">The page that links lead to: the live list, or the search.</param>
    public static FilterAddress Read(IQueryCollection query, string page = Urls.Listening)
    {
        var address = new FilterAddress(page);
        for (var i = 0; i < Names.Count; i++)
        {
            if (!query.TryGetValue(Names[i], out StringValues values)) continue;
            var kept = values.Where(v => v is { Length: > 0 }).Select(v => v!).Distinct().Take(Most(Names[i]) + 1).ToList();
            if (kept.Count > 0) address._values[i] = kept;
        }
        return address;
    }

    /// <summary>Values of a filter, in the order they were chosen.</summary>
    public IReadOnlyList<string> this[string name] => _values.GetValueOrDefault(Index(name)) ?? [];

    public string? Search => this["q"].FirstOrDefault();

    /// <summary><c>24h</c>, <c>7d</c>, <c>30d</c> or <c>all</c>.</summary>
    public string Range => this["range"].FirstOrDefault() is { } range && Ranges.Contains(range)
        ? range
        : _page == Urls.Search || Begin is not null || End is not null ? "all" : "30d";

    /// <summary>Published at or after; null where the address names no beginning.</summary>
    public DateTimeOffset? Begin => Moment(this["from"].FirstOrDefault());

    /// <summary>Published before; null where the address names no end.</summary>
    public DateTimeOffset? End => Moment(this["to"].FirstOrDefault());

    public static IReadOnlyList<string> Ranges { get; } = ["24h", "7d", "30d", "all"];

    /// <summary>What is shown as one: duplicates, unless somebody wants stories or everything.</summary>
    public Grouping Grouping => this["group"].FirstOrDefault() switch
    {
        "0" => Grouping.None,
        "stories" => Grouping.Stories,
        _ => Grouping.Duplicates,
    };

    /// <summary>Link with another grouping.</summary>
    public string Group(Grouping grouping) => With("group", grouping switch
    {
        Grouping.None => ["0"],
        Grouping.Stories => ["stories"],
        _ => [],
    });

    /// <summary>How many filters beside search and time are on.</summary>
    public int Count => _values.Where(v => Names[v.Key] is not ("q" or "range" or "group" or "to")).Sum(v => v.Value.Count);

    public bool Has(string name, string value) => this[name].Contains(value);

    /// <summary>Yes, no, or any of it.</summary>
    public bool? State(string name) => this[name].FirstOrDefault() switch { "yes" => true, "no" => false, _ => null };

    /// <summary>Link with the state's next choice: any, yes, no, any. Hidden ones are shown or not.</summary>
    public string Turn(string name) => State(name) switch
    {
        null => With(name, "yes"),
        true when name != "hidden" => With(name, "no"),
        _ => With(name),
    };

    /// <summary>Link with the value switched on or off. With the author goes the network on which that is their id.</summary>
    public string Toggle(string name, string value) => name == "author" && this[name].SequenceEqual([value])
        ? Read(new QueryCollection(QueryHelpers.ParseQuery(QueryOf(With("network")))), _page).With(name)
        : Toggled(name, value);

    private string Toggled(string name, string value) =>
        With(name, Has(name, value) ? [.. this[name].Where(v => v != value)] : single.Contains(name) ? [value] : [.. this[name], value]);

    /// <summary>Link with these values instead; none takes the filter away.</summary>
    public string With(string name, params string[] values) => Link(_page, name, values);

    /// <summary>Link with another time; null takes the bound away.</summary>
    public string Within(DateTimeOffset? from, DateTimeOffset? to) =>
        Read(new QueryCollection(QueryHelpers.ParseQuery(QueryOf(With("range")))), _page)
            .Set("from", from).Set("to", to).With("range");

    /// <summary>The filters alone, as they stand behind the question mark.</summary>
    public string Query => QueryOf(To(_page));

    /// <summary>Link to a part of the list, such as the next page, under the same filters.</summary>
    public string To(string path, string? name = null, string? value = null) =>
        Link(path, name is null || Names.Contains(name) ? name : null, value is null ? [] : [value], name, value);

    /// <summary>The filter as the archive takes it; times count back from <paramref name="now"/>.</summary>
    /// <param name="reader">Who looks: whose reading and whose assignments count.</param>
    /// <exception cref="QueryException">A value cannot be read.</exception>
    public MentionFilter Filter(Instant now, long? reader = null) => Sound().Meant(now, reader);

    /// <summary>The same address, of which every value can be read.</summary>
    /// <exception cref="QueryException">One cannot.</exception>
    public FilterAddress Sound()
    {
        var wrong = new List<QueryError>();
        foreach (var (at, values) in _values)
        {
            var name = Names[at];
            if (values.Count > Most(name))
                wrong.Add(Most(name) == 1
                    ? new("filter.only-one", $"The filter '{name}' has several values, and only one can count.", -1, 0, "Choose one of them.")
                    : new("filter.too-many", $"The filter '{name}' has more than {Most(name)} values.", -1, 0, "Choose fewer."));
            else if (values.Find(v => !Reads(name, v)) is { } value)
                wrong.Add(new("filter.unreadable", $"The filter '{name}' has a value that cannot be read: {(value.Length > 60 ? value[..60] : value)}",
                    -1, 0, "Take this filter away or choose it again."));
        }
        return wrong.Count == 0 ? this : throw new QueryException(wrong);
    }

    private static int Most(string name) => single.Contains(name) ? 1 : name == "monitor" ? MostMonitors : MostValues;

    private static bool Reads(string name, string value) => name switch
    {
        "range" => Ranges.Contains(value),
        "monitor" or "category" or "same" or "story" => Number(value) is not null,
        "tone" => Value<Sentiment>(value) is not null,
        "kind" => Value<ItemKind>(value) is not null,
        "weekday" => Value<DayOfWeek>(value) is not null,
        "hour" => Number(value) is >= 0 and < 24,
        "class" => Value<SourceClass>(value) is not null,
        "from" or "to" => Moment(value) is not null,
        _ => !States.Contains(name) || value is "yes" or "no",
    };

    private MentionFilter Meant(Instant now, long? reader) => new()
    {
        Reader = reader,
        Read = reader is null ? null : State("read"),
        Flagged = State("flagged"),
        Assigned = State("assigned"),
        AssignedTo = State("mine") is true ? reader : null,
        NotAssignedTo = State("mine") is false ? reader : null,
        Verdicts = Verdicts,
        Labels = [.. this["category"].Select(Number).OfType<long>()],
        Hidden = State("hidden") is true,
        Search = Search,
        To = End,
        From = Begin ?? Range switch
        {
            "24h" => now.Minus(Duration.FromHours(24)).ToDateTimeOffset(),
            "7d" => now.Minus(Duration.FromDays(7)).ToDateTimeOffset(),
            "30d" => now.Minus(Duration.FromDays(30)).ToDateTimeOffset(),
            _ => null,
        },
        Monitors = [.. this["monitor"].Select(Number).OfType<long>()],
        Connectors = this["network"],
        Sources = this["source"],
        Languages = this["lang"],
        Sentiments = [.. this["tone"].Select(Value<Sentiment>).OfType<Sentiment>()],
        Tags = this["tag"],
        Kinds = [.. this["kind"].Select(Value<ItemKind>).OfType<ItemKind>()],
        Site = this["site"] is [var site] ? site : null,
        Sites = this["site"] is { Count: > 1 } sites ? [.. sites.Select(s => s.ToLowerInvariant())] : [],
        Weekdays = [.. this["weekday"].Select(Value<DayOfWeek>).OfType<DayOfWeek>()],
        Hours = [.. this["hour"].Select(Number).OfType<long>().Where(h => h is >= 0 and < 24).Select(h => (int)h)],
        Classes = [.. this["class"].Select(Value<SourceClass>).OfType<SourceClass>()],
        AuthorId = this["author"].FirstOrDefault(),
        DuplicateGroup = this["same"].Select(Number).FirstOrDefault(),
        Story = this["story"].Select(Number).FirstOrDefault(),
        Grouping = this["same"].Count + this["story"].Count > 0 ? Grouping.None : Grouping,
    };

    /// <summary>A moment as addresses have it.</summary>
    public static string Spell(DateTimeOffset at) =>
        at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string QueryOf(string link) =>
        link.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? link[(at + 1)..] : "";

    private FilterAddress Set(string name, DateTimeOffset? at)
    {
        if (at is { } moment) _values[Index(name)] = [Spell(moment)];
        else _values.Remove(Index(name));
        return this;
    }

    private static DateTimeOffset? Moment(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 1970 and < 9999
        ? at
        : null;

    // Nothing can be both relevant and noise: asked for both, whatever was checked is shown.
    private IReadOnlyList<Verdict> Verdicts => (State("relevant"), State("noise")) switch
    {
        (null, null) => [],
        (true, true) => [Verdict.Relevant, Verdict.Noise],
        (true, _) => [Verdict.Relevant],
        (_, true) => [Verdict.Noise],
        (false, false) => [Verdict.None],
        (false, null) => [Verdict.None, Verdict.Noise],
        _ => [Verdict.None, Verdict.Relevant],
    };

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static T? Value<T>(string text) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    private static int Index(string name)
    {
        for (var i = 0; i < Names.Count; i++) if (Names[i] == name) return i;
        throw new ArgumentException($"No filter is called {name}; known are {string.Join(", ", Names)}.");
    }

    private string Link(string path, string? name, string[] values, string? extraName = null, string? extraValue = null)
    {
        var link = new StringBuilder(path);
        var separator = '?';
        for (var i = 0; i < Names.Count; i++)
        {
            var list = Names[i] == name ? values : (IReadOnlyList<string>)(_values.GetValueOrDefault(i) ?? []);
            foreach (var value in list) Append(Names[i], value);
        }
        if (extraName is not null && extraValue is not null && !Names.Contains(extraName))
            Append(extraName, extraValue);
        return link.ToString();

        void Append(string key, string value)
        {
            link.Append(separator).Append(key).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
    }
}
