using System.Text.Json;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Mentions;
using Thread = Echolot.Connectors.Listings.Thread;

namespace Echolot.Connectors.YouTube;

/// <summary>Reads comment threads of the YouTube Data API v3. Pure.</summary>
internal static class CommentRecord
{
    private const int MaxText = 20_000, MostGiven = 20;

    /// <summary>The comment that begins a thread and the answers that came with it, newest first.</summary>
    public static IEnumerable<Listed> Thread(JsonElement thread, SourceKey source, DateTimeOffset receivedAt)
    {
        var top = thread.Field("snippet")?.Field("topLevelComment") ?? default;
        var topId = top.Text("id", 200);
        foreach (var reply in thread.Field("replies")?.Items("comments").Take(MostGiven) ?? [])
            yield return One(reply, source, topId, receivedAt);
        yield return One(top.ValueKind == JsonValueKind.Object ? top : thread, source, null, receivedAt);
    }

    /// <summary>An answer that was asked for.</summary>
    public static Listed Answer(JsonElement answer, SourceKey source, string thread, DateTimeOffset receivedAt) =>
        One(answer, source, thread, receivedAt);

    /// <summary>How many answers a thread has and how many came with it; null where it has no id.</summary>
    public static Thread? Answers(JsonElement thread)
    {
        if (thread.Text("id", 200) is not { } id || id.Contains(' ', StringComparison.Ordinal)) return null;
        var given = (thread.Field("replies")?.Items("comments").Take(MostGiven) ?? []).ToList();
        return new(
            id, thread.Field("snippet")?.Count("totalReplyCount") ?? 0, given.Count,
            given.Select(g => g.Field("snippet")?.Moment("publishedAt")?.ToUnixTimeMilliseconds() ?? 0).Append(0).Max());
    }

    /// <summary>Ids of answers begin with that of their thread.</summary>
    public static string ThreadOf(string id) => id.Split('.', 2)[0];

    public static string IdOf(string id) => "https://www.youtube.com/comment/" + id;

    private static Listed One(JsonElement comment, SourceKey source, string? parent, DateTimeOffset receivedAt)
    {
        var id = comment.Text("id", 200);
        if (id is null || id.Contains(' ', StringComparison.Ordinal))
            return Bad(comment, FeedNews.Hash(comment.Beginning(), 8), "The comment has no id.");
        if (comment.Field("snippet") is not { ValueKind: JsonValueKind.Object } snippet
            || (snippet.Text("textOriginal", MaxText) ?? snippet.Text("textDisplay", MaxText)) is not { } text)
            return Bad(comment, id, "The comment has no text.");
        var published = snippet.Moment("publishedAt") is { } at && at <= receivedAt ? at : receivedAt;
        var updated = snippet.Moment("updatedAt");
        var revision = (updated ?? published).ToUnixTimeMilliseconds()
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        var video = snippet.Text("videoId", 50);
        var channel = snippet.Field("authorChannelId")?.Text("value", 100);
        var name = snippet.Text("authorDisplayName", 300);
        return new(id, revision, new Mention
        {
            Source = source,
            Id = new ExternalId(IdOf(id)),
            LocalId = id,
            Revision = revision,
            Kind = parent is null ? ItemKind.Comment : ItemKind.Reply,
            Origin = Origin.Poll,
            PublishedAt = published,
            EditedAt = updated > published && updated <= receivedAt ? updated : null,
            ReceivedAt = receivedAt,
            ClockSuspect = snippet.Moment("publishedAt") is null,
            Text = text,
            Url = video is null ? null : new Uri(
                $"https://www.youtube.com/watch?v={Uri.EscapeDataString(video)}&lc={Uri.EscapeDataString(id)}"),
            ParentId = parent is null ? null : new ExternalId(IdOf(parent)),
            RootId = video is null ? null : new ExternalId("https://www.youtube.com/watch?v="
                + Uri.EscapeDataString(video)),
            Author = new AuthorRef(
                new ExternalId(channel ?? snippet.Link("authorChannelUrl")?.AbsoluteUri ?? "youtube:"
                    + (name ?? "unknown")),
                name is ['@', ..] ? name : null, name, snippet.Link("authorChannelUrl")),
            Engagement = new Engagement(snippet.Count("likeCount"), null, null, null, null, receivedAt),
        });
    }

    private static Listed Bad(JsonElement comment, string id, string problem) =>
        new(id, "bad", null, problem, comment.Beginning());
}
