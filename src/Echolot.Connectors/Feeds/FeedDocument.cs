using Echolot.Sources;

namespace Echolot.Connectors.Feeds;

/// <summary>A feed, read. Null means that the feed does not say.</summary>
/// <param name="Format">Such as <c>rss 2.0</c>, <c>atom 1.0</c>, <c>json 1.1</c>.</param>
/// <param name="Every">How often the publisher asks to be read: the shortest of ttl and sy:updatePeriod.</param>
/// <param name="Unreadable">Items nothing could be made of, with the reason.</param>
public sealed record FeedDocument(
    string Format, string? Title, Uri? Link, string? Language, TimeSpan? Every, FeedPerson? Author,
    IReadOnlyList<FeedItem> Items, IReadOnlyList<UnreadableItem> Unreadable)
{
    /// <summary>Who tells of news of this feed (WebSub), as far as the document names one.</summary>
    public Uri? Hub { get; init; }

    /// <summary>Where older items stand (RFC 5005, JSON Feed); null where the document names no such page.</summary>
    public Uri? Older { get; init; }

    /// <summary>The address by which that hub knows it.</summary>
    public Uri? Self { get; init; }
}

/// <summary>An item as the feed has it, with everything resolved and decoded.</summary>
/// <param name="Id">guid, atom:id or JSON id as written (relative ones resolved); null where there is none.</param>
/// <param name="Title">Plain text on one line.</param>
/// <param name="TitleHtml">Title as clean HTML, where it had markup.</param>
/// <param name="Published">Date of publication only; a feed that knows just a change date leaves it null.</param>
/// <param name="Html">Clean HTML: no script, no handlers, absolute addresses; the full content where the feed has
/// it.</param>
/// <param name="Summary">Clean HTML of the summary, where the feed has one.</param>
/// <param name="Text">Plain text of <paramref name="Html"/>.</param>
public sealed record FeedItem(
    string? Id, string? Title, string? TitleHtml, Uri? Link, IReadOnlyList<FeedPerson> Authors,
    DateTimeOffset? Published, DateTimeOffset? Updated, string? Html, string? Summary, string? Text,
    string? Language, string? InReplyTo, IReadOnlyList<FeedMedia> Media)
{
    /// <summary>Changes with the content where the document does not hold the content itself.</summary>
    public string? Stamp { get; init; }

    /// <summary>Where its own page reserves text and data mining.</summary>
    public IReadOnlyList<Reservation> Reserved { get; init; } = [];

    /// <summary>
    /// The name it goes by inside its feed: its id, else its normalised link, else a hash of title and date.
    /// </summary>
    public string Identity => Id ?? (Link is null ? null : FeedAddress.Normal(Link)) ?? Named();

    /// <summary>A name made of title and date, or of the text where there is no title.</summary>
    internal string Named() => "hash:"
        + FeedNews.Hash($"{Title}\n{Published ?? Updated:O}\n{(Title is null ? Text : "")}", 12);
}

/// <summary>Author of a feed or an item; at least one field is there.</summary>
public sealed record FeedPerson(string? Name, string? Email, Uri? Address)
{
    /// <summary>What to call them: the name; the mail address only where there is no name.</summary>
    public string? Call => Name ?? Email ?? Address?.ToString();
}

/// <summary>Picture, sound, video or file of an item.</summary>
public sealed record FeedMedia(Uri Address, string? Type);

/// <summary>An item nothing could be made of.</summary>
/// <param name="Excerpt">Its beginning, at most 500 characters.</param>
public sealed record UnreadableItem(string Excerpt, string Problem);

/// <summary>What was given is not a feed; the message says what it looks like instead.</summary>
public sealed class NotAFeed(string message) : Exception(message);
