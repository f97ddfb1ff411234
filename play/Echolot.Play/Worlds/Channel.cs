using Echolot.Mentions;

namespace Echolot.Play.Worlds;

/// <summary>A place where the world's people write, and the connector that reads it.</summary>
/// <param name="Share">Share of all posts.</param>
/// <param name="Lag">Median seconds between a post and the moment we see it.</param>
internal sealed record Channel(
    string Name, string Connector, string Instance, string Host, ItemKind Kind, double Share, double Lag, bool HasTitle)
{
    public SourceKey Key => new(Connector, Instance, "nordlicht");

    public static Channel News => All[^1];

    public static readonly IReadOnlyList<Channel> All =
    [
        new("Bluesky", "bluesky", "jetstream", "bsky.app", ItemKind.Post, 0.34, 1.2, false),
        new("Mastodon", "push", "mastodon", "mastodon.example", ItemKind.Post, 0.15, 2.5, false),
        new("Instagram", "push", "instagram", "instagram.example", ItemKind.Comment, 0.17, 4, false),
        new("Bewertungen", "push", "reviews", "bewertungen.example", ItemKind.Review, 0.08, 20, true),
        new("Foren", "push", "forum", "outdoorforum.example", ItemKind.Post, 0.10, 30, true),
        new("YouTube", "push", "youtube", "youtube.example", ItemKind.Comment, 0.05, 60, false),
        new("Blogs", "feeds", "blogs.example", "blogs.example", ItemKind.Article, 0.05, 420, true),
        new("Nachrichten", "feeds", "nachrichten.example", "nachrichten.example", ItemKind.Article, 0.06, 300, true),
    ];
}
