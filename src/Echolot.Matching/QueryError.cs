namespace Echolot.Matching;

/// <summary>An error or warning with the stretch it is about (UTF-16) and what to do.</summary>
/// <param name="Code">Stable name of the kind of error, such as <c>unclosed-quote</c>; the key for translations.</param>
/// <param name="Message">What is wrong, in English.</param>
/// <param name="Start">First character of the stretch.</param>
/// <param name="Length">Characters of the stretch; 0 where something is missing.</param>
/// <param name="Remedy">What to do, in English.</param>
/// <param name="IsWarning">The query works, but may not mean what its author thinks.</param>
/// <param name="Fix">The remedy as a change of the text, where there is one that hardly anybody would mind.</param>
public sealed record QueryError(
    string Code, string Message, int Start, int Length, string Remedy, bool IsWarning = false, QueryFix? Fix = null);

/// <summary>A change of a query that mends one thing: a stretch (UTF-16) is replaced by a text.</summary>
/// <param name="Start">First character of the stretch.</param>
/// <param name="Length">Characters of the stretch; 0 where something is put in.</param>
/// <param name="Text">What stands there instead; empty where something is taken out.</param>
public sealed record QueryFix(int Start, int Length, string Text)
{
    /// <summary>The query with the change.</summary>
    public string Mend(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return string.Concat(query.AsSpan(0, Start), Text, query.AsSpan(Start + Length));
    }
}

/// <summary>The text is not a query.</summary>
public sealed class QueryException(IReadOnlyList<QueryError> errors) : FormatException(errors[0].Message)
{
    /// <summary>Every error found, in order of position; at least one.</summary>
    public IReadOnlyList<QueryError> Errors { get; } = errors;
}
