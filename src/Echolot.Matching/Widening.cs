using Echolot.Matching.Language;

namespace Echolot.Matching;

/// <summary>How a query was made to find more.</summary>
public enum WideningKind
{
    /// <summary>A clause that had to hold was left out.</summary>
    WithoutClause,

    /// <summary>What was left out is let in.</summary>
    WithoutExclusion,

    /// <summary>Words need no longer be near each other.</summary>
    Anywhere,

    /// <summary>Words are found in more forms.</summary>
    MoreForms,
}

/// <summary>A query that finds all that another does, and perhaps more.</summary>
/// <param name="Clause">What was left out or loosened, in canonical text; empty for forms.</param>
public sealed record Widening(WideningKind Kind, string Clause, Query Query);

/// <summary>The parts of a query, each as a query of its own.</summary>
public static class QueryParts
{
    /// <summary>
    /// Every word, phrase and value that counts towards a match, once each, in order; what is excluded is not among
    /// them.
    /// </summary>
    public static IReadOnlyList<Query> Terms(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = new List<Node>();
        Collect(query.Root, found);
        return [.. found.Distinct().Select(node => AsQuery(node, query.Options)).OfType<Query>()];
    }

    /// <summary>One step wider each way: what to look at when asking what a query misses.</summary>
    public static IReadOnlyList<Widening> Wider(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var wider = new List<Widening>();
        var spelling = Spelling.Of(query.Options);
        if (query.Root is AndNode and)
            foreach (var part in and.Parts)
            {
                var rest = and.Parts.Where(other => other != part).ToArray();
                if (!rest.Any(Nodes.AsksForSomething)) continue;
                var (kind, clause) = part is NotNode not
                    ? (WideningKind.WithoutExclusion, not.Part)
                    : (WideningKind.WithoutClause, part);
                Add(kind, clause, rest);
            }
        foreach (var near in query.Root is AndNode all ? all.Parts : [query.Root])
            if (near is NearNode pair)
            {
                var loose = query.Root is AndNode whole
                    ? whole.Parts.SelectMany(part => part == near ? [pair.Left, pair.Right] : new[] { part })
                    : [pair.Left, pair.Right];
                Add(WideningKind.Anywhere, near, [.. loose]);
            }
        if (query.Options is { Plain: false, Forms: not WordForms.Compound }
            && Query.TryParse(query.Source, query.Options with { Forms = query.Options.Forms + 1 }, out var more, out _)
            && !more.Root.Equals(query.Root))
            wider.Add(new(WideningKind.MoreForms, "", more));
        return wider;

        void Add(WideningKind kind, Node clause, Node[] rest)
        {
            if (AsQuery(Nodes.And(rest), query.Options) is { } found)
                wider.Add(new(kind, Printer.Print(clause, spelling), found));
        }
    }

    private static void Collect(Node node, List<Node> found)
    {
        switch (node)
        {
            case NotNode:
                break;
            case AndNode and:
                foreach (var part in and.Parts) Collect(part, found);
                break;
            case OrNode or:
                foreach (var part in or.Parts) Collect(part, found);
                break;
            case NearNode near:
                Collect(near.Left, found);
                Collect(near.Right, found);
                break;
            case WindowNode window:
                foreach (var part in window.Parts) Collect(part, found);
                break;
            case CountNode count:
                Collect(count.Part, found);
                break;
            default:
                found.Add(node);
                break;
        }
    }

    /// <summary>Null where canonical text, which repeats fields, is longer than a query may be.</summary>
    private static Query? AsQuery(Node node, QueryOptions options) =>
        Query.TryParse(Printer.Print(node, Spelling.Of(options)), options, out var query, out _) ? query : null;
}
