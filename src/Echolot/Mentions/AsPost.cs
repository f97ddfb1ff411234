using Echolot.Matching;

namespace Echolot.Mentions;

/// <summary>
/// A mention as the query language sees it; the one place that decides what <c>has:</c> and <c>is:</c> mean.
/// </summary>
public static class AsPost
{
    /// <summary>The post to match.</summary>
    /// <param name="language">As enrichment found it.</param>
    /// <param name="present">What the workspace says beside it, now.</param>
    public static Post Of(Mention mention, string? language, in Present present) =>
        Of(mention, language, present.Zone, present.Classes, SiteOf(mention.Url));

    /// <summary>The post to match where no site and no source has a class.</summary>
    /// <param name="language">As enrichment found it.</param>
    /// <param name="zone">The clock by which <c>hour:</c> asks.</param>
    public static Post Of(Mention mention, string? language, TimeZoneInfo zone) =>
        Of(mention, language, zone, SourceClasses.None, SiteOf(mention.Url));

    private static Post Of(Mention mention, string? language, TimeZoneInfo zone, SourceClasses classes, string? site) => new()
    {
        Text = mention.Text,
        Title = mention.Title,
        Author = HandleOf(mention.Author),
        AuthorName = mention.Author.DisplayName,
        AuthorBio = mention.Author.Bio,
        Lang = language,
        Source = mention.Source.Connector,
        SourceType = SourceTypes.Of(mention.Source, mention.Kind, mention.Attachments),
        Site = site,
        Class = classes.WordOf(site, mention.Source),
        // What the source states is nearer to the author than where the page is registered.
        Country = mention.Place?.Country ?? CountryOf(mention.Url),
        Region = mention.Place?.Region,
        City = mention.Place?.City,
        Has = HasOf(mention),
        Is = IsOf(mention),
        AuthorId = mention.Author.Id.Value,
        Verified = mention.Author.Verified,
        Followers = mention.Author.Followers,
        // Who says that it is a program surely is one; who does not say so may be one all the same.
        Bot = mention.Author.IsBot == true ? 1 : null,
        Url = mention.Url?.OriginalString,
        Links = LinksOf(mention.Attachments),
        Channel = mention.Source.ToString(),
        Thread = mention.RootId?.Value,
        ReplyTo = mention.ParentId?.Value,
        Rating = (double?)mention.Rating,
        Engagement = EngagementOf(mention.Engagement),
        Reach = mention.Engagement?.Reach,
        Hour = TimeZoneInfo.ConvertTime(mention.PublishedAt, zone).Hour,
    };

    private static List<string>? LinksOf(IReadOnlyList<Attachment> attachments)
    {
        List<string>? links = null;
        foreach (var attachment in attachments)
            if (attachment is { Kind: "link", Remote: { } address }) (links ??= []).Add(address.OriginalString);
        return links;
    }

    /// <summary>Reactions together as far as they are known; null where none is.</summary>
    private static long? EngagementOf(Engagement? seen) =>
        seen is null or { Likes: null, Replies: null, Shares: null, Quotes: null }
            ? null
            : (seen.Likes ?? 0) + (seen.Replies ?? 0) + (seen.Shares ?? 0) + (seen.Quotes ?? 0);

    /// <summary>Handle without <c>@</c>; the display name where the network has no handles.</summary>
    public static string? HandleOf(AuthorRef author) => author.Handle?.TrimStart('@') ?? author.DisplayName;

    /// <summary>
    /// Host of an address in lower-case ASCII (punycode), null for addresses without one (<c>urn:</c>, <c>tag:</c>).
    /// </summary>
    public static string? SiteOf(Uri? url) =>
        url is { IsAbsoluteUri: true } && url.IdnHost is { Length: > 0 } host ? host.ToLowerInvariant() : null;

    /// <summary>
    /// The country that an address ends in; null where its ending is no country's, or is used as a name of everything.
    /// </summary>
    public static string? CountryOf(Uri? url)
    {
        if (url is not { IsAbsoluteUri: true, HostNameType: UriHostNameType.Dns }
            || url.IdnHost is not [.., '.', var first, var second]) return null;
        (first, second) = (char.ToLowerInvariant(first), char.ToLowerInvariant(second));
        return char.IsAsciiLetterLower(first) && char.IsAsciiLetterLower(second) ? Endings[At(first, second)] : null;
    }

    // Registered all over the world for how they read, or of no country.
    private const string NamesOfEverything =
        "ac ad ai am as bz cc cd cf co dj eu fm ga gg gl gq im io la ly me ml ms nu pw sc sh sr st su tk to tv vc vu ws";

    private const int Letters = 26;

    // Every ending of two letters is a country's, nearly always its ISO code. Computed once: this runs for every post.
    private static readonly string?[] Endings = EndingsOf();

    private static string?[] EndingsOf()
    {
        var endings = Enumerable.Range(0, Letters * Letters)
            .Select(i => (string?)$"{(char)('a' + i / Letters)}{(char)('a' + i % Letters)}").ToArray();
        foreach (var name in NamesOfEverything.Split(' ')) endings[At(name[0], name[1])] = null;
        endings[At('u', 'k')] = "gb";
        return endings;
    }

    private static int At(char first, char second) => (first - 'a') * Letters + second - 'a';

    /// <summary>What the item carries. A link counts whether it is attached or written in the text.</summary>
    public static PostHas HasOf(Mention mention)
    {
        var has = PostHas.None;
        foreach (var attachment in mention.Attachments)
            has |= attachment.Kind switch
            {
                "image" => PostHas.Image,
                "video" => PostHas.Video,
                "audio" => PostHas.Audio,
                "link" => PostHas.Link,
                "poll" => PostHas.Poll,
                _ => PostHas.None,
            };
        if (mention.Text.Contains("https://", StringComparison.OrdinalIgnoreCase)
            || mention.Text.Contains("http://", StringComparison.OrdinalIgnoreCase)) has |= PostHas.Link;
        return has;
    }

    /// <summary>
    /// What the item is. Something written without answering, quoting or repeating anybody is original.
    /// </summary>
    public static PostIs IsOf(Mention mention)
    {
        var kind = mention.Kind switch
        {
            ItemKind.Comment => PostIs.Comment,
            ItemKind.Reply => PostIs.Reply,
            ItemKind.Quote => PostIs.Quote,
            ItemKind.Repost => PostIs.Repost,
            ItemKind.Review => PostIs.Review,
            ItemKind.Article => PostIs.Article,
            _ => PostIs.None,
        };
        if (mention.QuotedId is not null) kind |= PostIs.Quote;
        if (mention.ParentId is not null && (kind & PostIs.Comment) == 0) kind |= PostIs.Reply;
        const PostIs answers = PostIs.Comment | PostIs.Reply | PostIs.Quote | PostIs.Repost;
        return (kind & answers) == 0 ? kind | PostIs.Original : kind;
    }
}
