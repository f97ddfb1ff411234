using System.Diagnostics.CodeAnalysis;
using Echolot.Matching.Language;

namespace Echolot.Matching;

/// <summary>A parsed query: immutable, safe to share between threads.</summary>
/// <remarks>
/// Two queries are equal when they are written the same way but for spaces, brackets and what folding ignores.
/// </remarks>
public sealed class Query : IEquatable<Query>
{
    // Found when first asked for, perhaps by two threads at once: then twice the same.
    private IReadOnlyList<QueryError>? warnings;
    private Prefilter? prefilter;

    private Query(string source, QueryOptions options, Node root) => (Source, Options, Root) = (source, options, root);

    /// <summary>The text as given.</summary>
    public string Source { get; }

    /// <summary>How the query reads words.</summary>
    public QueryOptions Options { get; }

    internal Node Root { get; }

    /// <summary>
    /// Whether the text may hold comments, which the tree has not; signs of one inside quotation marks count as well.
    /// </summary>
    internal bool HasComments => Source.Contains("<<<", StringComparison.Ordinal) || HasLineComment();

    /// <summary>Parses a query.</summary>
    /// <exception cref="QueryException">The text is not a query; carries every error with position and remedy.</exception>
    public static Query Parse(string text, QueryOptions options = default) =>
        TryParse(text, options, out var query, out var errors) ? query : throw new QueryException(errors);

    /// <summary>Parses a query without throwing; <paramref name="errors"/> is empty on success.</summary>
    public static bool TryParse(
        string text, QueryOptions options, [NotNullWhen(true)] out Query? query, out IReadOnlyList<QueryError> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        var root = Read(text, options, ParseRules.Own, out errors);
        query = root is null ? null : new(text, options, root);
        return query is not null;
    }

    /// <summary>The tree, or null where <paramref name="errors"/> has the reasons.</summary>
    internal static Node? Read(
        string text, QueryOptions options, ParseRules rules, out IReadOnlyList<QueryError> errors)
    {
        var found = new List<QueryError>();
        var root = Parser.Parse(text, options, rules, found, warnings: null);
        errors = found.Count > 1 ? [.. found.OrderBy(error => error.Start)] : found;
        return root;
    }

    /// <summary>
    /// Warnings about a query that parses but probably does not mean what its author thinks. The first call reads the
    /// text once more.
    /// </summary>
    public IReadOnlyList<QueryError> Lint() => warnings ??= FindWarnings();

    private QueryError[] FindWarnings()
    {
        var found = new List<QueryError>();
        Parser.Parse(Source, Options, ParseRules.Own, [], found);
        Lints.Whole(Root, Options, Source, found);
        return [.. found.OrderBy(warning => warning.Start).Select(WithSoundFix)];
    }

    /// <summary>A change is offered only where a query comes out, however odd the text around it.</summary>
    private QueryError WithSoundFix(QueryError warning) =>
        warning.Fix is { } fix && Read(fix.Mend(Source), Options, ParseRules.Own, out _) is null
            ? warning with { Fix = null }
            : warning;

    /// <summary>
    /// A weaker Boolean condition over folded words that every matching text fulfils; for full-text indexes that
    /// hold <see cref="Folding"/> words of title and text. <see cref="Prefilter.All"/> where nothing can be required.
    /// </summary>
    public Prefilter Prefilter => prefilter ??= Weakening.Of(Root, Options);

    /// <summary>Whether <see cref="Prefilter"/> is all that is asked: every text that fulfils it matches.</summary>
    public bool PrefilterDecides => Weakening.IsWhole(Root, Options);

    /// <summary>
    /// Whether title and text decide alone; nothing else of a post need be known then.
    /// </summary>
    public bool AsksOnlyText => Nodes.AsksOnlyText(Root);

    /// <summary>Canonical text; parsing it gives the same query.</summary>
    public override string ToString() => Printer.Print(Root, Spelling.Of(Options));

    private bool HasLineComment()
    {
        for (var at = Source.IndexOf('#'); at >= 0; at = Source.IndexOf('#', at + 1))
            if (at + 1 == Source.Length || char.IsWhiteSpace(Source[at + 1])) return true;
        return false;
    }

    public bool Equals(Query? other) => other is not null && other.Options == Options && other.Root.Equals(Root);

    public override bool Equals(object? obj) => Equals(obj as Query);

    public override int GetHashCode() => Root.GetHashCode();
}
