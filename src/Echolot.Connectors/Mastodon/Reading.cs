using System.Text.Json;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Mastodon;

/// <summary>Turns statuses, notifications and frames into events and keeps the place. No input or output.</summary>
/// <param name="boosts">Whether boosts are read; else they are passed over.</param>
internal sealed class Reading(SourceKey source, string host, bool boosts, IReadOnlyList<Followed> feeds, Place begin)
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 40 };

    public Place At { get; private set; } = begin;

    public IReadOnlyList<Followed> Feeds => feeds;

    /// <summary>From here on a feed is read that was not read before.</summary>
    public void Begin(Followed feed, string from, DateTimeOffset now) =>
        At = At.With(feed, new(from, [], now.ToUnixTimeMilliseconds()));

    /// <summary>What was known and is gone is known no more.</summary>
    public void Forget(Followed feed, string id) => At = At.With(feed, At.Of(feed)!.Without(id));

    public string Cursor => At.ToString();

    /// <summary>
    /// Understands one element of a REST answer, if it says something new; notifications carry their post.
    /// </summary>
    public SourceEvent? Take(Followed feed, JsonElement item, Origin origin, DateTimeOffset receivedAt)
    {
        var place = At.Of(feed)!;
        var status = feed.Kind == FollowedKind.Notifications ? item.Field("status") ?? default : item;
        if (item.Id("id") is not { } id) return Bad(item, "The post has no id.", receivedAt, null);
        // A mention whose post is gone again, and any other kind of notification, is no post.
        if (feed.Kind == FollowedKind.Notifications
            && (item.Text("type", 50) != "mention" || status.ValueKind != JsonValueKind.Object))
            return Passed(feed, place, item, id, receivedAt);
        try
        {
            if (status.Field("reblog") is not null && !boosts) return Passed(feed, place, item, id, receivedAt);
            var post = StatusRecord.Read(source, host, status, origin, receivedAt);
            if (place.Knows(id, post.Revision)) return null;
            At = At.With(feed, place.After(id, post.Revision, post.PublishedAt));
            return new Upserted(post, Cursor, receivedAt);
        }
        catch (Exception wrong) when (wrong is NotAStatus or InvalidOperationException)
        {
            // System.Text.Json throws the second one for text that is not Unicode.
            if (place.Knows(id, "bad")) return null;
            At = At.With(feed, place.After(id, "bad", receivedAt));
            return Bad(
                item, $"The post cannot be read: {(wrong is NotAStatus ? wrong.Message : "it is not Unicode")}.",
                receivedAt, Cursor);
        }
    }

    /// <summary>Understands one frame of the stream.</summary>
    public SourceEvent? Take(ReadOnlyMemory<byte> frame, DateTimeOffset receivedAt)
    {
        try
        {
            using var json = JsonDocument.Parse(frame, Json);
            var root = json.RootElement;
            var stream = root.Items("stream").Select(s => s.ToString()).ToList();
            var feed = feeds.FirstOrDefault(f => f.Is(stream));
            var payload = root.Text("payload", int.MaxValue);
            switch (root.Text("event", 50))
            {
                case "delete" when payload is { Length: > 0 and <= 100 }:
                    foreach (var any in feeds.Where(f => At.Of(f) is not null)) Forget(any, payload);
                    return new Deleted(
                        new ExternalId(StatusRecord.LocalId(host, payload)), DeleteReason.DeletedAtSource, Cursor,
                        receivedAt);
                case "update" or "status.update" or "notification" when feed is not null && payload is not null:
                    using (var item = JsonDocument.Parse(payload, Json))
                        return Take(feed, item.RootElement, Origin.Stream, receivedAt);
                // Filters, announcements, conversations, streams we did not ask for: nothing to keep.
                case not null:
                    return null;
                default:
                    throw new JsonException("no event");
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return new Unreadable(
                JsonFields.Beginning(frame.Span), "The frame is not what Mastodon sends.", Cursor, receivedAt);
        }
    }

    /// <summary>A frame that was too large to be read.</summary>
    public Unreadable TooLarge(DateTimeOffset receivedAt) =>
        new("", "A frame of more than 1 MiB was left out.", Cursor, receivedAt);

    private Progress? Passed(Followed feed, FeedPlace place, JsonElement item, string id, DateTimeOffset receivedAt)
    {
        if (place.Knows(id, "none")) return null;
        At = At.With(feed, place.After(id, "none", item.Moment("created_at") is { } at && at < receivedAt ? at
            : receivedAt));
        return new Progress(Cursor, receivedAt);
    }

    private static Unreadable Bad(JsonElement item, string problem, DateTimeOffset receivedAt, string? cursor) =>
        new(item.Beginning(), problem, cursor, receivedAt);
}
