namespace Echolot.Matching;

/// <summary>What a query can ask of a post. Missing fields are null or empty.</summary>
/// <remarks>
/// Words without a field are looked for in <see cref="Text"/> and <see cref="Title"/>, never across both.
/// </remarks>
public readonly record struct Post
{
    public required string Text { get; init; }

    public string? Title { get; init; }

    /// <summary>Handle or name of the author, without <c>@</c>; <c>author:</c> compares the whole of it.</summary>
    public string? Author { get; init; }

    /// <summary>Second name of the author (display name); <c>author:</c> looks at both.</summary>
    public string? AuthorName { get; init; }

    /// <summary>ISO 639-1.</summary>
    public string? Lang { get; init; }

    /// <summary>Connector or platform, such as <c>bluesky</c>.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// Host of the page, such as <c>www.example.org</c>; <c>site:example.org</c> matches it and its subdomains.
    /// </summary>
    public string? Site { get; init; }

    /// <summary>What the post has; <c>has:title</c> looks at <see cref="Title"/>.</summary>
    public PostHas Has { get; init; }

    /// <summary>What the post is; <c>is:question</c> looks for a question mark in <see cref="Text"/>.</summary>
    public PostIs Is { get; init; }
}

[Flags]
public enum PostHas { None = 0, Link = 1, Image = 2, Video = 4, Audio = 8 }

[Flags]
public enum PostIs { None = 0, Original = 1, Reply = 2, Comment = 4, Repost = 8, Quote = 16, Review = 32, Article = 64 }
