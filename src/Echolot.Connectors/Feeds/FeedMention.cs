using Echolot.Mentions;

namespace Echolot.Connectors.Feeds;

/// <summary>An item of a feed as a mention.</summary>
internal static class FeedMention
{
    // Clocks of servers differ by seconds; more is a wrong date or a scheduled article.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static Mention Of(KnownItem known, FeedDocument feed, SourceKey source, Uri address, Origin origin,
        ItemKind kind,
        DateTimeOffset now)
    {
        var item = known.Item;
        var dated = item.Published ?? item.Updated;
        // Before the web there were no feeds: 1970 and 0001 are clocks that never were set.
        var suspect = dated > now + Tolerance || dated?.Year < 1990;
        var published = suspect || dated is null || dated > now ? now : dated.Value;
        return new Mention
        {
            Source = source,
            Id = new ExternalId(known.Id),
            Revision = known.Revision,
            Kind = item.InReplyTo is null ? kind : ItemKind.Comment,
            Origin = origin,
            PublishedAt = published,
            EditedAt = item.Updated > published && item.Updated <= now ? item.Updated : known.Edited ? now : null,
            ReceivedAt = now,
            ClockSuspect = suspect,
            Title = item.Title,
            Text = item.Text ?? "",
            Html = item.Html,
            Url = item.Link,
            LanguageDeclared = Language(item.Language ?? feed.Language),
            ParentId = item.InReplyTo is { } parent ? new ExternalId(FeedNews.Scoped(parent, address)) : null,
            Author = Author(item.Authors.FirstOrDefault(), feed, address),
            Attachments = [.. item.Media.Select(
                m => new Attachment(MediaKind(m.Type), m.Address, m.Type?.Contains('/') == true ? m.Type : null))],
        };
    }

    /// <summary>
    /// The person the feed names, else the site itself. Mail addresses are not kept: nobody needs them here.
    /// </summary>
    private static AuthorRef Author(FeedPerson? person, FeedDocument feed, Uri address)
    {
        var name = person?.Name ?? person?.Email?.Split('@')[0];
        if (name is null && person?.Address is null)
        {
            return new AuthorRef(new ExternalId(address.Host), DisplayName: feed.Title ?? address.Host,
                Profile: feed.Link);
        }
        var id = person?.Address?.AbsoluteUri ?? $"{address.Host}#{name}";
        return new AuthorRef(new ExternalId(id), DisplayName: name ?? person!.Address!.Host, Profile: person?.Address);
    }

    /// <summary>
    /// BCP 47 in its usual writing; "de_DE" and "DE" are met, words like "German" say nothing a program could use.
    /// </summary>
    private static string? Language(string? said)
    {
        var parts = said?.Trim().Replace('_', '-').Split('-');
        if (parts is not [{ Length: 2 or 3 } first, ..] || !first.All(char.IsAsciiLetter))
            return null;
        return string.Join('-', [first.ToLowerInvariant(), .. parts.Skip(1).Where(p => p.Length is > 0 and < 9)]);
    }

    private static string MediaKind(string? type) => type?.Split('/')[0].ToLowerInvariant() switch
    {
        "image" => "image",
        "video" => "video",
        "audio" => "audio",
        _ => "file",
    };
}
