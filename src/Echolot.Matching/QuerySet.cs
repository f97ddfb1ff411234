namespace Echolot.Matching;

/// <summary>Many queries compiled together: immutable; a changed query makes a new set that shares what stayed.</summary>
public sealed class QuerySet
{
    private QuerySet() { }

    /// <summary>Matches nothing.</summary>
    public static QuerySet Empty => throw new NotImplementedException();

    public int Count => throw new NotImplementedException();

    /// <summary>Builds a set; ids are the caller's and unique.</summary>
    public static QuerySet Build(IEnumerable<(long Id, Query Query)> queries) => throw new NotImplementedException();

    /// <summary>A set in which the query is added or replaced.</summary>
    public QuerySet With(long id, Query query) => throw new NotImplementedException();

    /// <summary>A set without the query.</summary>
    public QuerySet Without(long id) => throw new NotImplementedException();

    /// <summary>A matcher over this set; reuse it, one per thread.</summary>
    public Matcher NewMatcher() => throw new NotImplementedException();
}

/// <summary>What a query can ask of a post. Names are lower-case; missing fields are null or empty.</summary>
public readonly record struct Post
{
    public required string Text { get; init; }
    public string? Title { get; init; }
    /// <summary>Handle or name of the author, without <c>@</c>.</summary>
    public string? Author { get; init; }
    /// <summary>Second name of the author (display name); <c>author:</c> looks at both.</summary>
    public string? AuthorName { get; init; }
    /// <summary>ISO 639-1.</summary>
    public string? Lang { get; init; }
    /// <summary>Connector or platform, such as <c>bluesky</c>.</summary>
    public string? Source { get; init; }
    /// <summary>Host of the page, such as <c>www.example.org</c>; <c>site:example.org</c> matches it and its subdomains.</summary>
    public string? Site { get; init; }
    /// <summary>What the post has: <c>link image video audio title</c>.</summary>
    public PostHas Has { get; init; }
    /// <summary>What the post is: <c>post reply comment repost quote review article question</c>.</summary>
    public PostIs Is { get; init; }
}

[Flags]
public enum PostHas { None = 0, Link = 1, Image = 2, Video = 4, Audio = 8 }

[Flags]
public enum PostIs { None = 0, Original = 1, Reply = 2, Comment = 4, Repost = 8, Quote = 16, Review = 32, Article = 64 }

/// <summary>Finds the queries of a set that match a post. Not thread-safe; allocates nothing per post after warm-up.</summary>
public sealed class Matcher
{
    internal Matcher() { }

    /// <summary>Ids of the matching queries, in no particular order; valid until the next call.</summary>
    public ReadOnlySpan<long> Match(in Post post) => throw new NotImplementedException();

    /// <summary>Why one query of the set matches the post or not: spans, and per clause whether it held.</summary>
    public Explanation Explain(long id, in Post post) => throw new NotImplementedException();
}

/// <summary>A stretch of the post that made a query match; offsets in UTF-16 code units of <paramref name="Field"/>.</summary>
/// <param name="Field"><c>text</c>, <c>title</c> or <c>author</c>.</param>
public readonly record struct Hit(string Field, int Start, int Length);

/// <summary>Why a query matched or did not.</summary>
public sealed record Explanation(bool Matches, IReadOnlyList<Hit> Hits, IReadOnlyList<ClauseResult> Clauses);

/// <summary>One clause of a query in canonical text, and whether it held.</summary>
public sealed record ClauseResult(string Clause, bool Held);
