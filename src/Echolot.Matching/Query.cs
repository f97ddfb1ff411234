namespace Echolot.Matching;

/// <summary>A parsed query: immutable, safe to share between threads.</summary>
public sealed class Query
{
    private Query() { }

    /// <summary>The text as given.</summary>
    public string Source => throw new NotImplementedException();

    /// <summary>Parses a query.</summary>
    /// <exception cref="QueryException">The text is not a query; carries every error with position and remedy.</exception>
    public static Query Parse(string text, QueryOptions options = default) => throw new NotImplementedException();

    /// <summary>Parses a query without throwing; <paramref name="errors"/> is empty on success.</summary>
    public static bool TryParse(string text, QueryOptions options, out Query query, out IReadOnlyList<QueryError> errors) =>
        throw new NotImplementedException();

    /// <summary>Warnings about a query that parses but probably does not mean what its author thinks.</summary>
    public IReadOnlyList<QueryError> Lint() => throw new NotImplementedException();

    /// <summary>
    /// A weaker Boolean condition over folded words that every matching text fulfils; for full-text indexes that
    /// hold <see cref="Folding"/> words. <see cref="Prefilter.All"/> where nothing can be required.
    /// </summary>
    public Prefilter Prefilter => throw new NotImplementedException();

    /// <summary>Canonical text; parsing it gives the same query.</summary>
    public override string ToString() => throw new NotImplementedException();
}

/// <summary>How a query reads words. The default folds as German readers expect.</summary>
/// <param name="Plain">Exact lower-cased tokens only, no folding of umlauts and ß.</param>
public readonly record struct QueryOptions(bool Plain = false);

/// <summary>An error or warning with the stretch it is about (UTF-16) and what to do.</summary>
public sealed record QueryError(string Code, string Message, int Start, int Length, string Remedy, bool IsWarning = false);

/// <summary>The text is not a query.</summary>
public sealed class QueryException(IReadOnlyList<QueryError> errors) : FormatException(errors[0].Message)
{
    public IReadOnlyList<QueryError> Errors { get; } = errors;
}

/// <summary>Necessary condition of a query, as a Boolean tree over folded words.</summary>
public abstract record Prefilter
{
    private Prefilter() { }

    /// <summary>No condition: everything has to be looked at.</summary>
    public sealed record All : Prefilter;

    /// <summary>The folded word occurs; <paramref name="Prefix"/>: a word that starts so.</summary>
    public sealed record Word(string Text, bool Prefix) : Prefilter;

    /// <summary>The folded words occur in a row.</summary>
    public sealed record Phrase(IReadOnlyList<string> Words) : Prefilter;

    public sealed record And(IReadOnlyList<Prefilter> Parts) : Prefilter;

    public sealed record Or(IReadOnlyList<Prefilter> Parts) : Prefilter;
}
