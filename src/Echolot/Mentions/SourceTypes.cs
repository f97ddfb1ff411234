using System.Collections.Frozen;

namespace Echolot.Mentions;

/// <summary>
/// What kind of place something was said in, as <c>sourcetype:</c> asks for it: by the network, else by the platform that an
/// import or a program names. Unknown of pages and feeds, which may be of any kind.
/// </summary>
public static class SourceTypes
{
    private static readonly FrozenDictionary<string, string> ByConnector = Table(
    [
        ("social", "mastodon bluesky"), ("video", "youtube"), ("forum", "reddit hackernews"), ("blog", "wordpress"), ("message", "mail webchat"),
    ]);

    /// <summary>Connectors that read all kinds of pages; what stands behind their names is no platform.</summary>
    private static readonly FrozenSet<string> OfPages = new[] { "feeds", "pages", "sitemaps" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByPlatform = Table(
    [
        ("social", "social x twitter facebook instagram threads linkedin xing tumblr bluesky mastodon pinterest snapchat vk tiktok telegram"),
        ("video", "video youtube twitch vimeo"), ("forum", "forum forums reddit discourse hackernews"), ("blog", "blog blogs wordpress"),
        ("news", "news press print online"), ("review", "review reviews trustpilot"), ("podcast", "podcast podcasts"),
        ("message", "message mail email chat whatsapp sms"),
    ]);

    /// <summary>One of the values of <c>sourcetype:</c>; null where nothing tells.</summary>
    public static string? Of(SourceKey source, ItemKind kind, IReadOnlyList<Attachment> attachments)
    {
        if (kind is ItemKind.DirectMessage or ItemKind.Email or ItemKind.ChatMessage) return "message";
        if (kind is ItemKind.Review) return "review";
        if (ByConnector.TryGetValue(source.Connector, out var type)) return type;
        if (!OfPages.Contains(source.Connector))
            return ByPlatform.GetValueOrDefault(source.Instance.IndexOf(':') is var end and >= 0 ? source.Instance[..end] : source.Instance);
        // An article with a sound file to it is an episode.
        return kind is ItemKind.Article && attachments.Any(a => a.Kind == "audio") ? "podcast" : null;
    }

    private static FrozenDictionary<string, string> Table((string Type, string Names)[] rows) =>
        rows.SelectMany(row => row.Names.Split(' ').Select(name => (name, row.Type)))
            .ToFrozenDictionary(row => row.name, row => row.Type, StringComparer.OrdinalIgnoreCase);
}
