using Echolot.Matching.Engine;

namespace Echolot.Matching.Language;

/// <summary>A part of an AND or OR, with its stretch of the query.</summary>
internal readonly record struct Part(Node Node, int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>Warnings about parts of a query that do nothing, or do more than they should.</summary>
internal static class Lints
{
    /// <summary>
    /// Patterns that are compared with the words beside them: a query of 2,000 terms stays quick to check.
    /// </summary>
    private const int MaxPatterns = 100;

    public static void Alternatives(List<Part> parts, List<QueryError> warnings)
    {
        Repeated(parts, warnings);
        var patterns = parts.Where(part => SingleOf(part.Node) is { Kind: AtomKind.Glob }).Take(MaxPatterns).ToArray();
        if (patterns.Length == 0) return;
        for (var i = 0; i < parts.Count; i++)
        {
            var (node, start, end) = parts[i];
            if (Array.Find(patterns, pattern => Swallows(pattern.Node, node)) is not { Node: WordsNode by }) continue;
            warnings.Add(new("swallowed-term", $"\"{by.Surface}\" finds this already.", start, end - start,
                "Leave it out.", IsWarning: true, Fix: Without(parts, i)));
        }
    }

    public static void Conjunction(List<Part> parts, List<QueryError> warnings)
    {
        Repeated(parts, warnings);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not { Node: NotNode { Part: var excluded } } not) continue;
            var required = parts.Where(part => part.Node is not NotNode).ToArray();
            if (Array.Exists(required, part => Excludes(excluded, part.Node)))
                warnings.Add(new("excludes-all", "This leaves out everything that the query asks for.", not.Start,
                    not.Length,
                    "Leave out the exclusion, or make it narrower.", IsWarning: true, Fix: Without(parts, i)));
            else if (Array.Exists(required, part => AreApart(excluded, part.Node)))
                warnings.Add(new("never-excludes", "What this leaves out can never be found by the rest of the query.",
                    not.Start, not.Length, "Leave it out.", IsWarning: true, Fix: Without(parts, i)));
        }
    }

    /// <summary>
    /// A wildcard at the start costs little in the stream, but an index of words cannot look it up.
    /// </summary>
    public static void Whole(Node root, QueryOptions options, string text, List<QueryError> warnings)
    {
        if (options.Plain || !StartsWithWildcard(root) || Weakening.Of(root, options) is not Prefilter.All) return;
        warnings.Add(new("wildcard-start",
            "The query requires no word that can be looked up, because of a wildcard at the start: a search of "
            + "the archive reads "
            + "every mention.", 0, text.Length, "Add a word that has to be there, or write out the words.",
            IsWarning: true));
    }

    private static bool StartsWithWildcard(Node node) => node switch
    {
        WordsNode words => words.Atoms.Any(atom => atom.IsGlob && atom.Key[0] is '*' or '?'),
        OrNode or => or.Parts.Any(StartsWithWildcard),
        AndNode and => and.Parts.Any(StartsWithWildcard),
        _ => false,
    };

    private static void Repeated(List<Part> parts, List<QueryError> warnings)
    {
        var seen = new HashSet<Node>();
        for (var i = 0; i < parts.Count; i++)
        {
            if (seen.Add(parts[i].Node)) continue;
            warnings.Add(new("duplicate-term", "This stands beside its like already.", parts[i].Start, parts[i].Length,
                "Leave it out once.", IsWarning: true, Fix: Without(parts, i)));
        }
    }

    /// <summary>Takes out the part and what joins it to the one before, or to the next where it is the first.</summary>
    private static QueryFix Without(List<Part> parts, int i) => i > 0
        ? new(parts[i - 1].End, parts[i].End - parts[i - 1].End, "")
        : new(parts[i].Start, parts[i + 1].Start - parts[i].Start, "");

    private static Atom? SingleOf(Node node) => node is WordsNode { Atoms: [var only], Raw: Raw.None } ? only : null;

    private static bool Swallows(Node pattern, Node word)
    {
        if (SingleOf(pattern) is not { Kind: AtomKind.Glob } glob
            || SingleOf(word) is not { Kind: AtomKind.Word } single) return false;
        return ((WordsNode)word).Scope == ((WordsNode)pattern).Scope
            && Glob.Variants(glob.Key).Exists(variant => Glob.Matches(variant, single.Key));
    }

    /// <summary>Whether nothing that has the one can lack the other.</summary>
    private static bool Excludes(Node excluded, Node required) =>
        excluded.Equals(required) || Swallows(excluded, required)
        || excluded is OrNode or && or.Parts.Any(part => Excludes(part, required))
        || required is OrNode alternatives && alternatives.Parts.All(part => Excludes(excluded, part));

    /// <summary>Whether both ask for whole values of one field that a post has once, and for different ones.</summary>
    private static bool AreApart(Node excluded, Node required)
    {
        var (left, right) = (ValuesOf(excluded), ValuesOf(required));
        return left is not null && right is not null && left[0].Field == right[0].Field
            && !left.Any(value => right.Any(other => other.Value == value.Value));
    }

    private static ValueNode[]? ValuesOf(Node node)
    {
        var parts = node is OrNode or ? or.Parts : [node];
        return parts.All(part => part is ValueNode { IsGlob: false, Field: ValueField.Lang or ValueField.Source or ValueField.SourceType or ValueField.Class })
            && parts.Select(part => ((ValueNode)part).Field).Distinct().Count() == 1
                ? [.. parts.Cast<ValueNode>()] : null;
    }
}
