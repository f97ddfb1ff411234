using Echolot.Matching.Language;

namespace Echolot.Matching;

/// <summary>A query as three lists, for those who would rather fill lists than write AND, OR and NOT.</summary>
/// <param name="All">Each of these must be there.</param>
/// <param name="Any">At least one of these must be there.</param>
/// <param name="None">None of these may be there.</param>
public sealed record QueryLists(IReadOnlyList<string> All, IReadOnlyList<string> Any, IReadOnlyList<string> None)
{
    /// <summary>
    /// The query as lists, or null where lists cannot say the same: AND and OR are nested deeper, or it has comments,
    /// which lists have no place for.
    /// </summary>
    public static QueryLists? Of(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.HasComments) return null;
        var spelling = Spelling.Of(query.Options);
        var parts = query.Root is AndNode and ? and.Parts : [query.Root];
        var (all, any, none) = (new List<string>(), default(List<string>), new List<string>());
        foreach (var part in parts)
        {
            var isNot = part is NotNode;
            var inner = part is NotNode not ? not.Part : part;
            Node[] items = inner is OrNode or ? or.Parts : [inner];
            // A second list of alternatives has no place.
            if (items.Any(item => item is AndNode or OrNode or NotNode)
                || (!isNot && inner is OrNode && any is not null)) return null;
            var texts = items.Select(item => Printer.Print(item, spelling));
            if (isNot) none.AddRange(texts);
            else if (inner is OrNode) any = [.. texts];
            else all.AddRange(texts);
        }
        return new(all, any ?? [], none);
    }

    /// <summary>
    /// The query that the lists stand for; empty where nothing must be there. An entry is a clause of the query
    /// language, or words that are looked for in a row.
    /// </summary>
    public string ToText(QueryOptions options = default)
    {
        var wanted = Entries(All, options).ToList();
        if (Group(Any, options) is { } any) wanted.Add(any.Count > 1 && wanted.Count + None.Count > 0
            ? $"({any.Text})"
            : any.Text);
        if (wanted.Count == 0) return "";
        var text = string.Join(" AND ", wanted);
        return Group(None, options) switch
        {
            null => text,
            { Count: 1 } only => $"{text} NOT {only.Text}",
            { } several => $"{text} NOT ({several.Text})",
        };
    }

    private static (string Text, int Count)? Group(IReadOnlyList<string> list, QueryOptions options)
    {
        var entries = Entries(list, options).ToList();
        return entries.Count == 0 ? null : (string.Join(" OR ", entries), entries.Count);
    }

    private static IEnumerable<string> Entries(IReadOnlyList<string> list, QueryOptions options) =>
        list.Select(entry => entry.Trim()).Where(entry => entry.Length > 0).Select(entry => Entry(entry, options));

    private static string Entry(string entry, QueryOptions options)
    {
        if (Query.TryParse(entry, options, out var query, out _) && !query.HasComments
            && query.Lint().All(warning => warning.Code is not ("implicit-and" or "lower-case-operator")))
            return query.Root is AndNode or OrNode or NearNode ? $"({entry})" : entry;
        return $"\"{entry.Replace("\"", "", StringComparison.Ordinal)}\"";
    }
}
