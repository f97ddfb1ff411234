using Echolot.Matching.Dialects;
using Echolot.Matching.Language;

namespace Echolot.Matching;

/// <summary>Products whose queries are read and written.</summary>
public enum Dialect { Echolot, Brandwatch, Talkwalker, Meltwater }

/// <summary>A query that was written for another product.</summary>
/// <param name="Query">What could be read; null where nothing is left or the text is not a query.</param>
/// <param name="Errors">Why the text is not a query; empty where it is one.</param>
/// <param name="LeftOut">Conditions that have no counterpart here, with their places in the text.</param>
/// <param name="Decided">
/// What was read in one way although it may have meant another, each kind once: two terms without an operator as AND,
/// lines of Talkwalker as alternatives.
/// </param>
public sealed record DialectReading(
    Query? Query, IReadOnlyList<QueryError> Errors, IReadOnlyList<QueryError> LeftOut, IReadOnlyList<QueryError> Decided);

/// <summary>A query as another product takes it.</summary>
/// <param name="Text">The query; empty where nothing is left of it.</param>
/// <param name="Lacks">What the product cannot say, and what was written instead.</param>
public sealed record DialectText(string Text, IReadOnlyList<DialectLack> Lacks);

/// <summary>A clause that a product cannot say.</summary>
/// <param name="Clause">The clause in canonical text.</param>
/// <param name="Instead">What was written in its place; empty where it was left out.</param>
public sealed record DialectLack(string Clause, string Instead);

/// <summary>Translates between the languages of products, by way of the one canonical form.</summary>
public static class QueryDialect
{
    /// <summary>
    /// Reads a query of another product. The spellings of all are accepted everywhere; the numbers of NEAR differ, and
    /// lines outside of brackets are alternatives in Talkwalker alone.
    /// </summary>
    public static DialectReading Read(string text, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(text);
        var leftOut = new List<QueryError>();
        var decided = new List<QueryError>();
        var rules = (dialect == Dialect.Echolot ? ParseRules.Own with { LeftOut = leftOut }
            : new ParseRules(NearOf(dialect), Farther: 1, leftOut))
            with { Decided = decided, LinesAreAlternatives = dialect == Dialect.Talkwalker };
        var root = Query.Read(text, default, rules, out var errors);
        // Its text is the canonical one: the product's own would be read by other rules later. That text may be longer.
        var query = default(Query);
        if (root is not null && !Query.TryParse(Printer.Print(root), default, out query, out var ofCanonical))
            errors = [.. ofCanonical.Select(error => error with { Start = 0, Length = text.Length, Fix = null })];
        return new(query, errors, [.. leftOut.OrderBy(error => error.Start)],
            [.. decided.OrderBy(error => error.Start)]);
    }

    /// <summary>
    /// Whose query a text looks like, by the spellings that only one product has; null where none or several are met.
    /// </summary>
    public static Dialect? Guess(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // One mark is worth as much as another: all of them are errors or mere words elsewhere.
        var counts = DialectMarks.All.Select(marks => (marks.Dialect, Count: marks.Pattern.Count(text)))
            .Where(found => found.Count > 0).OrderByDescending(found => found.Count).ToArray();
        return counts is [var only] ? only.Dialect
            : counts is [var first, var second, ..] && first.Count > second.Count ? first.Dialect
            : null;
    }

    /// <summary>Writes a query for another product.</summary>
    public static DialectText Write(Query query, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (dialect == Dialect.Echolot) return new(Printer.Print(query.Root), []);
        var spelling = DialectSpelling.Of(dialect);
        var lacks = new List<DialectLack>();
        var node = new Adapting(spelling, lacks).AdaptAll(query.Root);
        return new(node is null ? "" : Printer.Print(node, spelling), lacks);
    }

    /// <summary>What NEAR without a number means: as many words between.</summary>
    private static int NearOf(Dialect dialect) => 1 + (dialect == Dialect.Meltwater ? 4 : Lexer.DefaultDistance);
}
