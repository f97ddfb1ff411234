using Echolot.Matching.Language;

namespace Echolot.Matching;

/// <summary>Small changes of a query that keep its author's text where they can.</summary>
public static class QueryEdit
{
    /// <summary>The query without what the term finds.</summary>
    /// <exception cref="QueryException">The term is not a query.</exception>
    public static string Exclude(Query query, string term) => Joined(query, term, "NOT");

    /// <summary>Of what the query finds only what the term finds too.</summary>
    /// <exception cref="QueryException">The term is not a query.</exception>
    public static string Require(Query query, string term) => Joined(query, term, "AND");

    /// <summary>
    /// The query that finds the term too: among its alternatives where it has one list of them, else beside the whole.
    /// </summary>
    /// <exception cref="QueryException">The term is not a query.</exception>
    public static string Include(Query query, string term)
    {
        ArgumentNullException.ThrowIfNull(query);
        var added = Query.Parse(term, query.Options);
        if (query.Root is AndNode and && !query.HasComments && and.Parts.Count(part => part is OrNode) == 1)
        {
            var parts = and.Parts.Select(part => part is OrNode ? Nodes.Or([part, added.Root]) : part).ToArray();
            return Printer.Print(Nodes.And(parts), Spelling.Of(query.Options));
        }
        return Sound(query, term, added, "OR", Nodes.Or([query.Root, added.Root]));
    }

    private static string Joined(Query query, string term, string joint)
    {
        ArgumentNullException.ThrowIfNull(query);
        var added = Query.Parse(term, query.Options);
        var part = joint == "NOT" ? Nodes.Not(added.Root) : added.Root;
        return Sound(query, term, added, joint, Nodes.And([query.Root, part]));
    }

    /// <summary>
    /// The first spelling that means what it should and brings no new warning: beside the text, or in brackets.
    /// </summary>
    private static string Sound(Query query, string term, Query added, string joint, Node meant)
    {
        // A comment to the end of the line would swallow what follows.
        var (text, rest) = (query.Source.Trim(), query.HasComments ? "\n" : " ");
        var piece = added.Root is AndNode or OrNode or NearNode ? $"({term.Trim()})" : term.Trim();
        string[] spellings = [$"{text}{rest}{joint} {piece}", $"({text}{rest.Trim(' ')}) {joint} {piece}"];
        var warnings = query.Lint().Count;
        foreach (var spelling in spellings)
            if (Query.TryParse(spelling, query.Options, out var made, out _) && made.Root.Equals(meant)
                && made.Lint().Count <= warnings)
                return spelling;
        return Printer.Print(meant, Spelling.Of(query.Options));
    }
}
