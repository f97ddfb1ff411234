using System.Collections.Frozen;
using Echolot.Connectors.Push;
using Echolot.Mentions;

namespace Echolot.Connectors.Import;

/// <summary>Values as other tools write them, in our words.</summary>
internal static class ForeignValues
{
    // What the name of a platform or of a kind of site holds, in the order in which it is looked for.
    private static readonly (string Part, string Platform, ItemKind Kind)[] Platforms =
    [
        ("twitter", "x", ItemKind.Post), ("facebook", "facebook", ItemKind.Post), ("instagram", "instagram", ItemKind.Post),
        ("threads", "threads", ItemKind.Post), ("youtube", "youtube", ItemKind.Post), ("linkedin", "linkedin", ItemKind.Post),
        ("reddit", "reddit", ItemKind.Post), ("tiktok", "tiktok", ItemKind.Post), ("tumblr", "tumblr", ItemKind.Post),
        ("bluesky", "bluesky", ItemKind.Post), ("mastodon", "mastodon", ItemKind.Post), ("twitch", "twitch", ItemKind.Post),
        ("pinterest", "pinterest", ItemKind.Post), ("telegram", "telegram", ItemKind.Post), ("vkontakte", "vk", ItemKind.Post),
        ("review", "reviews", ItemKind.Review), ("forum", "forum", ItemKind.Post), ("messageboard", "forum", ItemKind.Post),
        ("blog", "blog", ItemKind.Article), ("podcast", "podcast", ItemKind.Article), ("news", "news", ItemKind.Article),
        ("print", "news", ItemKind.Article), ("magazine", "news", ItemKind.Article), ("press", "news", ItemKind.Article),
    ];

    // Hosts whose name is not the platform's.
    private static readonly FrozenDictionary<string, string> Hosts = new Dictionary<string, string>
    {
        ["x.com"] = "x", ["t.co"] = "x", ["youtu.be"] = "youtube", ["fb.watch"] = "facebook", ["bsky.app"] = "bluesky",
        ["vk.com"] = "vk",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Languages = (
        "english en german de deutsch de french fr spanish es italian it dutch nl portuguese pt polish pl danish da "
        + "swedish sv norwegian no finnish fi czech cs slovak sk hungarian hu romanian ro bulgarian bg greek el turkish tr "
        + "russian ru ukrainian uk croatian hr serbian sr slovenian sl estonian et latvian lv lithuanian lt arabic ar "
        + "hebrew he persian fa hindi hi japanese ja korean ko chinese zh thai th vietnamese vi indonesian id catalan ca")
        .Split(' ').Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The platform that a name such as <c>SOCIALMEDIA_TWITTER</c> or <c>Blogs</c> means, and what is usual
    /// there; null where none is known.</summary>
    public static (string Platform, ItemKind Kind)? Platform(string name)
    {
        var folded = ExportProfile.Folded(name);
        if (folded == "x") return ("x", ItemKind.Post);
        foreach (var (part, platform, kind) in Platforms)
            if (folded.Contains(part, StringComparison.Ordinal)) return (platform, kind);
        return null;
    }

    /// <summary>The network a link leads to; null for all other sites.</summary>
    public static string? PlatformOfLink(string link)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out var url)) return null;
        var labels = url.Host.ToLowerInvariant().Split('.');
        if (labels.Length < 2) return null;
        if (Hosts.TryGetValue($"{labels[^2]}.{labels[^1]}", out var known)) return known;
        // The last ones of the list are kinds of sites, not networks: a host called news.com is none.
        return Platforms.TakeWhile(one => one.Kind == ItemKind.Post && one.Platform != "forum")
            .FirstOrDefault(one => one.Part == labels[^2]).Platform;
    }

    public static ItemKind? Kind(string name) => ExportProfile.Folded(name) switch
    {
        "reply" => ItemKind.Reply,
        "comment" => ItemKind.Comment,
        "retweet" or "repost" or "share" or "reshare" => ItemKind.Repost,
        "quote" or "quotetweet" => ItemKind.Quote,
        _ => null,
    };

    /// <summary>A language by its English name as its code; everything else as it is.</summary>
    public static string Language(string name) => Languages.GetValueOrDefault(name.Trim(), name);

    /// <summary>The tag that keeps how another tool judged; null where it did not.</summary>
    public static string? SentimentTag(string value, string tool) =>
        PostDraft.SentimentOf(value) is { } judged ? $"{tool}: {judged.ToString().ToLowerInvariant()}" : null;
}
