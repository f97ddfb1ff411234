using System.Text.Json;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Mentions;

namespace Echolot.Connectors.Reddit;

/// <summary>Reads posts (t3) and comments (t1) of Reddit's listings. Pure.</summary>
internal static class ThingRecord
{
    private const int MaxText = 100_000;

    public static Listed Read(JsonElement thing, SourceKey source, DateTimeOffset receivedAt)
    {
        var data = thing.Field("data") ?? default;
        if (data.Text("name", 40) is not { Length: > 3 } name || name.Contains(' ', StringComparison.Ordinal))
            return new(FeedNews.Hash(thing.Beginning(), 8), "bad", null, "The item has no name.", thing.Beginning());
        var isPost = name.StartsWith("t3_", StringComparison.Ordinal);
        var text = isPost ? data.Text("selftext", MaxText) : data.Text("body", MaxText);
        var title = isPost ? data.Text("title", 1_000) : null;
        if ((text ?? title) is null || data.Number("created_utc") is not { } created || created <= 0)
            return new(name, "bad", null, "The item lacks text or date.", thing.Beginning());
        var edited = data.Number("edited");
        var revision = FeedNews.Hash($"{title}\n{text}", 8);
        var published = DateTimeOffset.FromUnixTimeSeconds(created);
        var author = data.Text("author", 100);
        var path = data.Text("permalink", 1_000);
        return new(name, revision, new Mention
        {
            Source = source,
            Id = new ExternalId(IdOf(name)),
            LocalId = name,
            Revision = revision,
            Kind = isPost ? ItemKind.Post : ItemKind.Comment,
            Origin = Origin.Poll,
            PublishedAt = published <= receivedAt ? published : receivedAt,
            EditedAt = edited is > 0 && DateTimeOffset.FromUnixTimeSeconds(edited.Value) is var at && at <= receivedAt
                ? at : null,
            ReceivedAt = receivedAt,
            Title = title,
            Text = text ?? "",
            Url = path is ['/', not '/', ..] ? new Uri("https://www.reddit.com" + path) : null,
            ParentId = data.Text("parent_id", 40) is { } parent ? new ExternalId(IdOf(parent)) : null,
            RootId = data.Text("link_id", 40) is { } root ? new ExternalId(IdOf(root)) : null,
            Author = new AuthorRef(
                new ExternalId(data.Text("author_fullname", 40) ?? "u/" + (author ?? "unknown")),
                author is null ? null : "u/" + author, author,
                author is null ? null : new Uri("https://www.reddit.com/user/" + Uri.EscapeDataString(author))),
            Engagement = new Engagement(
                data.Count("score"), data.Count("num_comments"), null, null, null, receivedAt),
        });
    }

    public static string IdOf(string name) => "reddit:" + name;

    /// <summary>
    /// Whether the author or a moderator has taken it away; such things stay listed as an empty shell.
    /// </summary>
    public static bool IsGone(JsonElement thing) =>
        thing.Field("data") is { } data
            && (data.Text("author", 100) == "[deleted]" || data.Text("removed_by_category", 100) is not null
            || (data.Text("body", MaxText) ?? data.Text("selftext", MaxText)) is "[deleted]" or "[removed]");
}
