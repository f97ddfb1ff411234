using System.Globalization;
using System.Text.Json;
using Echolot.Mentions;

namespace Echolot.Connectors.Bluesky;

/// <summary>A record that is no post, whatever its type says.</summary>
internal sealed class NotAPost(string problem) : Exception(problem);

/// <summary>Reads <c>app.bsky.feed.post</c> records. Anybody can write anything into one, so nothing is taken for
/// granted.</summary>
internal static class PostRecord
{
    // The lexicon allows 300 graphemes and 3,000 bytes; what is far beyond was made to hurt somebody.
    private const int MaxText = 20_000, MaxUri = 4_000, MaxAlt = 2_000, MaxAttachments = 30, MaxTags = 20;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <param name="seenAt">When the host witnessed the event.</param>
    /// <exception cref="NotAPost">The record cannot be read; the message says why.</exception>
    public static Mention Read(
        SourceKey source, JsonElement record, string did, string uri, string rkey, string revision, string? handle,
        DateTimeOffset seenAt, DateTimeOffset receivedAt, bool edited)
    {
        if (record.ValueKind != JsonValueKind.Object) throw new NotAPost("the record is missing or no object");
        var text = record.TryGetProperty("text", out var value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString()!
                : throw new NotAPost($"'text' is {Kind(value)}")
            : throw new NotAPost("'text' is missing");
        if (text.Length > MaxText)
            throw new NotAPost($"'text' has {text.Length.ToString(CultureInfo.InvariantCulture)} characters");

        var embeds = new Embeds(did);
        if (record.TryGetProperty("embed", out var embed)) embeds.Read(embed);
        if (record.TryGetProperty("facets", out var facets)) embeds.ReadLinks(facets);
        var (parent, root) = Reply(record);
        var (published, suspect) = Published(record, seenAt, receivedAt);
        return new Mention
        {
            Source = source,
            Id = new ExternalId(uri),
            LocalId = rkey,
            Revision = revision,
            Kind = parent is not null ? ItemKind.Reply : embeds.Quoted is not null ? ItemKind.Quote : ItemKind.Post,
            Origin = Origin.Stream,
            PublishedAt = published,
            ClockSuspect = suspect,
            EditedAt = edited ? Earlier(seenAt, receivedAt) : null,
            ReceivedAt = receivedAt,
            Text = WithTags(text.Replace("\0", "", StringComparison.Ordinal), record),
            Url = new Uri($"https://bsky.app/profile/{did}/post/{rkey}"),
            LanguageDeclared = Language(record),
            ParentId = parent,
            RootId = root,
            QuotedId = embeds.Quoted,
            Author = new AuthorRef(new ExternalId(did), handle, Profile: new Uri("https://bsky.app/profile/" + did)),
            Attachments = embeds.Attachments,
        };
    }

    private static (DateTimeOffset At, bool Suspect) Published(
        JsonElement record, DateTimeOffset seenAt, DateTimeOffset receivedAt)
    {
        var seen = Earlier(seenAt, receivedAt);
        // Accounts that moved here bring old posts with their true dates; before 1995 nobody posted anywhere.
        if (Text(record, "createdAt", 64) is not { } written
            || !DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            || at.Year < 1995)
            return (seen, true);
        return at <= receivedAt ? (at, false) : (seen, at > receivedAt + ClockTolerance);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static (ExternalId? Parent, ExternalId? Root) Reply(JsonElement record) =>
        record.TryGetProperty("reply", out var reply) && reply.ValueKind == JsonValueKind.Object
            ? (Reference(reply, "parent"), Reference(reply, "root")) : (null, null);

    private static ExternalId? Reference(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var strong) && strong.ValueKind == JsonValueKind.Object
        && Text(strong, "uri", 1_000) is { } uri
            && uri.StartsWith("at://", StringComparison.Ordinal) ? new ExternalId(uri) : null;

    private static string? Language(JsonElement record) =>
        record.TryGetProperty("langs", out var langs) && langs.ValueKind == JsonValueKind.Array
            && langs.GetArrayLength() > 0
        && langs[0].ValueKind == JsonValueKind.String && langs[0].GetString() is { Length: >= 2 and <= 35 } tag
        && tag.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-') ? tag : null;

    // Tags outside the text are searched for as if they stood in it.
    private static string WithTags(string text, JsonElement record)
    {
        if (!record.TryGetProperty("tags", out var tags) || tags.ValueKind != JsonValueKind.Array) return text;
        var more = tags.EnumerateArray().Take(MaxTags)
            .Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => "#" + tag.GetString()!.TrimStart('#'))
            .Where(tag => tag.Length is > 1 and < 640 && !text.Contains(tag, StringComparison.OrdinalIgnoreCase))
                .Distinct().ToArray();
        return more.Length == 0 ? text : $"{text}\n{string.Join(' ', more)}";
    }

    private static string? Text(JsonElement holder, string name, int most) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text && text.Length <= most ? text : null;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private sealed class Embeds(string did)
    {
        private readonly List<Attachment> attachments = [];

        public ExternalId? Quoted { get; private set; }

        public IReadOnlyList<Attachment> Attachments => attachments;

        public void Read(JsonElement embed)
        {
            if (embed.ValueKind != JsonValueKind.Object) return;
            switch (Text(embed, "$type", 100))
            {
                case "app.bsky.embed.images":
                    Images(embed, "images");
                    break;
                case "app.bsky.embed.gallery":
                    Images(embed, "items");
                    break;
                case "app.bsky.embed.video":
                    if (Blob(embed, "video") is var (video, videoType))
                        Add("video", $"https://video.bsky.app/watch/{did}/{video}/playlist.m3u8", videoType,
                            Text(embed, "alt", MaxAlt));
                    break;
                case "app.bsky.embed.external":
                    if (embed.TryGetProperty("external", out var link) && link.ValueKind == JsonValueKind.Object)
                        Add("link", Text(link, "uri", MaxUri), null, Text(link, "title", MaxAlt));
                    break;
                case "app.bsky.embed.record":
                    Quoted = Reference(embed, "record");
                    break;
                case "app.bsky.embed.recordWithMedia":
                    if (embed.TryGetProperty("record", out var quote) && quote.ValueKind == JsonValueKind.Object)
                        Quoted = Reference(quote, "record");
                    // One step only: media never nests, whatever a hostile record says.
                    if (embed.TryGetProperty("media", out var media)
                        && Text(media, "$type", 100) != "app.bsky.embed.recordWithMedia")
                        Read(media);
                    break;
            }
        }

        public void ReadLinks(JsonElement facets)
        {
            if (facets.ValueKind != JsonValueKind.Array) return;
            foreach (var facet in facets.EnumerateArray().Take(100))
            {
                if (facet.ValueKind != JsonValueKind.Object || !facet.TryGetProperty("features", out var features)
                    || features.ValueKind != JsonValueKind.Array) continue;
                foreach (var feature in features.EnumerateArray().Take(10))
                    if (feature.ValueKind == JsonValueKind.Object
                        && Text(feature, "$type", 100) == "app.bsky.richtext.facet#link")
                        Add("link", Text(feature, "uri", MaxUri), null, null);
            }
        }

        private void Images(JsonElement embed, string name)
        {
            if (!embed.TryGetProperty(name, out var images) || images.ValueKind != JsonValueKind.Array) return;
            foreach (var image in images.EnumerateArray().Take(MaxAttachments))
                if (image.ValueKind == JsonValueKind.Object && Blob(image, "image") is var (cid, type))
                    Add("image", $"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg", type,
                        Text(image, "alt", MaxAlt));
        }

        private static (string Cid, string? Type)? Blob(JsonElement holder, string name) =>
            holder.TryGetProperty(name, out var blob) && blob.ValueKind == JsonValueKind.Object
            && blob.TryGetProperty("ref", out var reference) && reference.ValueKind == JsonValueKind.Object
            && Text(reference, "$link", 200) is { } cid
                && cid.All(char.IsAsciiLetterOrDigit) ? (cid, Text(blob, "mimeType", 100)) : null;

        private void Add(string kind, string? uri, string? mime, string? alt)
        {
            if (attachments.Count >= MaxAttachments || !Uri.TryCreate(uri, UriKind.Absolute, out var remote)
                || remote.Scheme is not ("http" or "https")
                    || attachments.Exists(known => known.Remote == remote)) return;
            attachments.Add(new Attachment(kind, remote, mime, alt));
        }
    }
}
