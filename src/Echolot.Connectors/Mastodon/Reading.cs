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
    public IReadOnlyList<SourceEvent> Take(
        Followed feed, JsonElement item, Origin origin, DateTimeOffset receivedAt)
    {
        var place = At.Of(feed)!;
        var notified = feed.Kind == FollowedKind.Notifications;
        var status = notified ? item.Field("status") ?? default : item;
        if (item.Id("id") is not { } id) return [Bad(item, "The post has no id.", receivedAt, null)];
        // A mention whose post is gone again, and any other kind of notification, is no post.
        if (notified && (item.Text("type", 50) != "mention" || status.ValueKind != JsonValueKind.Object))
            return Passed(feed, place, item, id, receivedAt);
        try
        {
            if (status.Field("reblog") is not null && (!boosts || feed.Kind == FollowedKind.Own))
                return Passed(feed, place, item, id, receivedAt);
            var post = StatusRecord.Read(source, host, status, origin, receivedAt);
            if (place.Knows(id, post.Revision)) return [];
            At = At.With(feed, place.After(
                id, post.Revision, post.PublishedAt, notified ? status.Id("id") : null));
            return Told(feed.Kind, post, receivedAt);
        }
        catch (Exception wrong) when (wrong is NotAStatus or InvalidOperationException)
        {
            // System.Text.Json throws the second one for text that is not Unicode.
            if (place.Knows(id, "bad")) return [];
            At = At.With(feed, place.After(id, "bad", receivedAt));
            return [Bad(
                item, $"The post cannot be read: {(wrong is NotAStatus ? wrong.Message : "it is not Unicode")}.",
                receivedAt, Cursor)];
        }
    }

    /// <summary>Understands one frame of the stream.</summary>
    public IReadOnlyList<SourceEvent> Take(ReadOnlyMemory<byte> frame, DateTimeOffset receivedAt)
    {
        try
        {
            using var json = JsonDocument.Parse(frame, Json);
            var root = json.RootElement;
            var stream = root.Items("stream").Select(s => s.ToString()).ToList();
            var what = root.Text("event", 50);
            var payload = root.Text("payload", int.MaxValue);
            switch (what)
            {
                case "delete" when payload is { Length: > 0 and <= 100 }:
                    foreach (var any in feeds.Where(f => At.Of(f) is not null)) Forget(any, payload);
                    return [new Deleted(
                        new ExternalId(StatusRecord.LocalId(host, payload)), DeleteReason.DeletedAtSource, Cursor,
                        receivedAt)];
                case "update" or "status.update" or "notification" when payload is not null
                    && feeds.Any(f => f.Is(stream)):
                    using (var item = JsonDocument.Parse(payload, Json))
                        return Take(stream, what, item.RootElement, receivedAt);
                // Filters, announcements, conversations, streams we did not ask for: nothing to keep.
                case not null:
                    return [];
                default:
                    throw new JsonException("no event");
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return [new Unreadable(
                JsonFields.Beginning(frame.Span), "The frame is not what Mastodon sends.", Cursor, receivedAt)];
        }
    }

    private IReadOnlyList<SourceEvent> Take(
        IReadOnlyList<string> stream, string what, JsonElement item, DateTimeOffset receivedAt)
    {
        var notified = what == "notification";
        if (feeds.FirstOrDefault(f => f.Is(stream) && f.Kind == FollowedKind.Notifications == notified
            && (f.Kind != FollowedKind.Own || item.Field("account")?.Id("id") == f.Name)) is { } feed)
            return Take(feed, item, Origin.Stream, receivedAt);
        // What people whom the account follows say is none of our business, but for edits of what they said to it.
        if (what != "status.update" || feeds.FirstOrDefault(f => f.Kind == FollowedKind.Own) is not { } own
            || !item.Items("mentions").Any(m => m.Id("id") == own.Name)) return [];
        try
        {
            return Told(
                FollowedKind.Notifications, StatusRecord.Read(source, host, item, Origin.Stream, receivedAt), receivedAt);
        }
        catch (NotAStatus wrong)
        {
            return [Bad(item, $"The post cannot be read: {wrong.Message}.", receivedAt, Cursor)];
        }
    }

    /// <summary>What a post means for us; what is not public never becomes a mention that monitors see.</summary>
    private IReadOnlyList<SourceEvent> Told(FollowedKind kind, Mention post, DateTimeOffset receivedAt) => kind switch
    {
        FollowedKind.Own => [new Addressed(post, true, Cursor, receivedAt)],
        FollowedKind.Notifications when post.Visibility is Visibility.Public or Visibility.Unlisted =>
            [new Addressed(post, false, null, receivedAt), new Upserted(post, Cursor, receivedAt)],
        FollowedKind.Notifications => [new Addressed(post, false, Cursor, receivedAt)],
        _ when post.Visibility is Visibility.Direct => [new Progress(Cursor, receivedAt)],
        _ => [new Upserted(post, Cursor, receivedAt)],
    };

    /// <summary>A frame that was too large to be read.</summary>
    public Unreadable TooLarge(DateTimeOffset receivedAt) =>
        new("", "A frame of more than 1 MiB was left out.", Cursor, receivedAt);

    private IReadOnlyList<SourceEvent> Passed(
        Followed feed, FeedPlace place, JsonElement item, string id, DateTimeOffset receivedAt)
    {
        if (place.Knows(id, "none")) return [];
        At = At.With(feed, place.After(id, "none", item.Moment("created_at") is { } at && at < receivedAt ? at
            : receivedAt));
        return [new Progress(Cursor, receivedAt)];
    }

    private static Unreadable Bad(JsonElement item, string problem, DateTimeOffset receivedAt, string? cursor) =>
        new(item.Beginning(), problem, cursor, receivedAt);
}
