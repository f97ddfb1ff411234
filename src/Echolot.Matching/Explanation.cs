namespace Echolot.Matching;

/// <summary>
/// A stretch of the post that made a query match; offsets in UTF-16 code units of <paramref name="Field"/>.
/// </summary>
/// <param name="Field"><c>text</c>, <c>title</c>, <c>author</c> or <c>authorName</c>.</param>
public readonly record struct Hit(string Field, int Start, int Length);

/// <summary>Why a query matched or did not.</summary>
/// <param name="Matches">Whether the whole query holds.</param>
/// <param name="Hits">What was found, by field and place, without overlaps; empty where the query does not match.</param>
/// <param name="Clauses">The parts of the outermost AND or OR; the whole query where it has no parts.</param>
public sealed record Explanation(bool Matches, IReadOnlyList<Hit> Hits, IReadOnlyList<ClauseResult> Clauses)
{
    /// <summary>
    /// The terms under which the set keeps the query: it is looked at when the post has one of them. They are those of
    /// its rarest clause and may change with what the stream holds.
    /// </summary>
    public IReadOnlyList<FiledTerm> Filed { get; init; } = [];
}

/// <summary>A term under which a query is kept, folded, and whether the post has it.</summary>
public readonly record struct FiledTerm(string Term, bool InPost);

/// <summary>
/// One clause of a query in canonical text, and whether it held; <c>NOT x</c> holds where x is not there.
/// </summary>
public sealed record ClauseResult(string Clause, bool Held);
