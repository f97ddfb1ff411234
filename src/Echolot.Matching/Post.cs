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

    /// <summary>What the author writes about themselves; words are looked for in it.</summary>
    public string? AuthorBio { get; init; }

    /// <summary>ISO 639-1.</summary>
    public string? Lang { get; init; }

    /// <summary>Connector or platform, such as <c>bluesky</c>.</summary>
    public string? Source { get; init; }

    /// <summary>What kind of place it was said in: one of the values of <c>sourcetype:</c>.</summary>
    public string? SourceType { get; init; }

    /// <summary>What the site or the source is to whoever asks: one of the values of <c>class:</c>.</summary>
    public string? Class { get; init; }

    /// <summary>
    /// Host of the page, such as <c>www.example.org</c>; <c>site:example.org</c> matches it and its subdomains.
    /// </summary>
    public string? Site { get; init; }

    /// <summary>ISO 3166-1 code of two letters.</summary>
    public string? Country { get; init; }

    /// <summary>Part of the country (state, county), as whoever knows it calls it.</summary>
    public string? Region { get; init; }

    /// <summary>Town or city, as whoever knows it calls it.</summary>
    public string? City { get; init; }

    /// <summary>Identifier of the author at the network, compared as a whole.</summary>
    public string? AuthorId { get; init; }

    /// <summary>Whether the network says that it knows who the author is.</summary>
    public bool? Verified { get; init; }

    public long? Followers { get; init; }

    /// <summary>How likely the author is a program, 0 to 1.</summary>
    public double? Bot { get; init; }

    /// <summary>Address of the post; <c>url:example.org/news</c> matches it and what lies below.</summary>
    public string? Url { get; init; }

    /// <summary>Addresses beside those that are written in <see cref="Text"/>, for <c>links:</c>.</summary>
    public IReadOnlyList<string>? Links { get; init; }

    /// <summary>The single feed, account or group it was read from.</summary>
    public string? Channel { get; init; }

    /// <summary>Identifier of the post that began the conversation.</summary>
    public string? Thread { get; init; }

    /// <summary>Identifier of the post that is answered.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Stars of a review, 0 to 5.</summary>
    public double? Rating { get; init; }

    /// <summary>Likes, replies, shares and quotes together, as far as they are known.</summary>
    public long? Engagement { get; init; }

    /// <summary>How many people it may have reached, as whoever measures that says.</summary>
    public long? Reach { get; init; }

    /// <summary>Hour of publication, 0 to 23, on the clock of whoever asks.</summary>
    public int? Hour { get; init; }

    /// <summary>What the post has; <c>has:title</c> looks at <see cref="Title"/>.</summary>
    public PostHas Has { get; init; }

    /// <summary>What the post is; <c>is:question</c> looks for a question mark in <see cref="Text"/>.</summary>
    public PostIs Is { get; init; }
}

[Flags]
public enum PostHas { None = 0, Link = 1, Image = 2, Video = 4, Audio = 8, Poll = 16 }

[Flags]
public enum PostIs { None = 0, Original = 1, Reply = 2, Comment = 4, Repost = 8, Quote = 16, Review = 32, Article = 64 }
