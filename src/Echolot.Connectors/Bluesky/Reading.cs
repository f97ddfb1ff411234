using System.Globalization;
using System.Text;
using System.Text.Json;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Bluesky;

/// <summary>Turns the frames of one connection into events, and knows the place in the stream. No input or
/// output.</summary>
/// <param name="from">Place that was asked for; what lies before it and comes again is left out.</param>
/// <param name="missingSince">From here to the first event something is missing.</param>
/// <param name="self">DID of our account, whose mentions and threads are told as said to us; null: there is none.</param>
internal sealed class Reading(
    SourceKey source, Wire wire, string host, Position? from, DateTimeOffset? missingSince, Handles handles,
    string? self = null)
{
    private const int Excerpt = 500;

    // The year 2100; the protocol itself takes everything from 1e15 on for a time.
    private const long LastUs = 4_102_444_800_000_000;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 40 };

    private readonly byte[]? selfBytes = self is null ? null : Encoding.UTF8.GetBytes(self);

    private Position? overlap = from is { } place && place.Wire == wire && place.Host == host ? place : null;

    /// <summary>Behind the last frame; null before the first one of a stream that began now.</summary>
    public Position? At { get; private set; } = from;

    /// <summary>Name of the error with which the host ends the stream, such as <c>ConsumerTooSlow</c>.</summary>
    public string? Error { get; private set; }

    /// <summary>Understands one frame and adds what it says.</summary>
    public void Take(ReadOnlyMemory<byte> frame, DateTimeOffset receivedAt, List<SourceEvent> events)
    {
        try
        {
            using var json = JsonDocument.Parse(frame, Json);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("no object");
            if (wire == Wire.V2) TakeV2(json.RootElement, frame, receivedAt, events);
            else TakeV1(json.RootElement, frame, receivedAt, events);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // System.Text.Json throws the second one for text that is not Unicode.
            events.Add(Bad(frame, "The frame is not what Jetstream sends.", receivedAt));
        }
    }

    /// <summary>A frame that was too large to be read.</summary>
    public Unreadable TooLarge(DateTimeOffset receivedAt) =>
        new("", "A frame of more than 1 MiB was left out.", At?.ToString(), receivedAt);

    private void TakeV2(
        JsonElement root, ReadOnlyMemory<byte> frame, DateTimeOffset receivedAt, List<SourceEvent> events)
    {
        if (String(root, "$type") == "error")
        {
            Error = String(root, "error") ?? "unknown";
            return;
        }
        if (!root.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
            throw new JsonException("no payload");
        var type = String(payload, "$type") ?? "";
        var kind = type[(type.LastIndexOf('#') + 1)..];
        if (kind == "info")
        {
            // We asked by time for something that the host has forgotten.
            if (String(payload, "name") == "OutdatedCursor") missingSince ??= At?.Time;
            return;
        }
        var seq = Number(payload, "seq", 999_999_999_999_999);
        if (overlap is { } known && seq <= known.Seq) return;
        overlap = null;
        var timeUs = DateTimeOffset.TryParse(
            String(payload, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is > 1970 and < 2100 ? Position.Microseconds(time)
                : At?.TimeUs ?? Position.Microseconds(receivedAt);
        Mind(new Position(wire, host, seq, timeUs, 0), receivedAt, events);
        TakeEvent(kind, payload, payload, frame, receivedAt, events);
    }

    private void TakeV1(
        JsonElement root, ReadOnlyMemory<byte> frame, DateTimeOffset receivedAt, List<SourceEvent> events)
    {
        var timeUs = Number(root, "time_us", LastUs);
        var same = At is { } at && at.Host == host && at.TimeUs == timeUs && overlap is null ? at.Same + 1 : 1;
        if (overlap is { } known)
        {
            if (timeUs < known.TimeUs) return;
            if (timeUs == known.TimeUs)
            {
                overlap = known.Same > 1 ? known with { Same = known.Same - 1 } : null;
                return;
            }
            overlap = null;
        }
        Mind(new Position(wire, host, 0, timeUs, same), receivedAt, events);
        var kind = String(root, "kind") ?? "";
        if (!root.TryGetProperty(kind, out var body) || body.ValueKind != JsonValueKind.Object)
            throw new JsonException("no body");
        TakeEvent(kind, root, body, frame, receivedAt, events);
    }

    private void Mind(Position now, DateTimeOffset receivedAt, List<SourceEvent> events)
    {
        if (missingSince is { } since)
        {
            var to = now.Time > since ? now.Time : since;
            // Told once: a restart begins behind it, just before the first event after the gap.
            var before = now.Wire == Wire.V2 ? now with { Seq = now.Seq - 1 } : now with { TimeUs = now.TimeUs - 1 };
            events.Add(new Gap(since, to, GapReason.CursorTooOld, before.ToString(), receivedAt));
            missingSince = null;
        }
        At = now;
    }

    private void TakeEvent(
        string kind, JsonElement holder, JsonElement body, ReadOnlyMemory<byte> frame, DateTimeOffset receivedAt,
        List<SourceEvent> events)
    {
        if (String(holder, "did") is not { } did || !IsDid(did)) throw new JsonException("no did");
        switch (kind)
        {
            case "commit":
                if (Commit(did, body, frame, receivedAt) is not { } commit) break;
                // Most of the network never names us: a search for the bytes spares it everything else.
                if (selfBytes is not null && commit is Upserted kept && frame.Span.IndexOf(selfBytes) >= 0
                    && (did == self || IsToUs(kept.Mention, body)))
                    events.Add(new Addressed(kept.Mention, did == self, null, receivedAt));
                events.Add(commit);
                break;
            case "account":
                var account = wire == Wire.V2 ? body.GetProperty("account") : body;
                if (Account(did, account, receivedAt) is { } changed) events.Add(changed);
                break;
            case "identity":
                var identity = wire == Wire.V2 ? body.GetProperty("identity") : body;
                // "handle.invalid" means that the name does not lead back to the account at the moment.
                if (String(identity, "handle") is not { Length: > 0 and <= 253 } handle || handle == "handle.invalid")
                    break;
                handles.Heard(did, handle);
                events.Add(new AuthorChanged(new AuthorRef(
                    new ExternalId(did), handle, Profile: new Uri("https://bsky.app/profile/" + did)),
                    At?.ToString(), receivedAt));
                break;
        }
    }

    // An answer in a thread of ours, a quote of ours, or our name in the text.
    private bool IsToUs(Mention post, JsonElement commit)
    {
        var ours = $"at://{self}/";
        return ((ExternalId?[])[post.ParentId, post.RootId, post.QuotedId]).Any(
                id => id?.Value.StartsWith(ours, StringComparison.Ordinal) is true)
            || commit.Field("record") is { } record && record.Items("facets").Take(100)
                .Any(f => f.Items("features").Take(10).Any(one => one.Text("did", 256) == self));
    }

    private SourceEvent? Commit(string did, JsonElement commit, ReadOnlyMemory<byte> frame, DateTimeOffset receivedAt)
    {
        if (String(commit, "collection") != Endpoints.Posts) return null;
        if (String(commit, "rkey") is not { } rkey || !IsRecordKey(rkey))
            return Bad(frame, "The record key is not valid.", receivedAt);
        var uri = $"at://{did}/{Endpoints.Posts}/{rkey}";
        var operation = String(commit, "operation");
        if (operation == "delete")
            return new Deleted(new ExternalId(uri), DeleteReason.DeletedAtSource, At?.ToString(), receivedAt);
        if (operation is not ("create" or "update"))
            return Bad(frame, "The operation is none of create, update, delete.", receivedAt);
        if ((String(commit, "cid") ?? String(commit, "rev")) is not { Length: > 0 and <= 200 } revision)
            return Bad(frame, "The commit has neither cid nor rev.", receivedAt);
        try
        {
            var post = PostRecord.Read(
                source, commit.TryGetProperty("record", out var record) ? record : default, did, uri, rkey, revision,
                handles.Of(did), At!.Value.Time, receivedAt, operation == "update");
            return new Upserted(post, At?.ToString(), receivedAt);
        }
        catch (NotAPost wrong)
        {
            return Bad(frame, $"The post cannot be read: {wrong.Message}.", receivedAt);
        }
    }

    // Only "deleted" is for ever. A takedown or suspension may be lifted, and people come back after deactivating.
    private AuthorGone? Account(string did, JsonElement account, DateTimeOffset receivedAt)
    {
        if (!account.TryGetProperty("active", out var active)
            || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw new JsonException("no active");
        if (active.ValueKind == JsonValueKind.True)
            return new AuthorGone(new ExternalId(did), Reversible: true, Back: true, At?.ToString(), receivedAt);
        return String(account, "status") switch
        {
            "deleted" =>
                new AuthorGone(new ExternalId(did), Reversible: false, Back: false, At?.ToString(), receivedAt),
            "takendown" or "suspended" or "deactivated" =>
                new AuthorGone(new ExternalId(did), Reversible: true, Back: false, At?.ToString(), receivedAt),
            // "desynchronized" and "throttled" are troubles of the relay, not of the person.
            _ => null,
        };
    }

    private Unreadable Bad(ReadOnlyMemory<byte> frame, string problem, DateTimeOffset receivedAt)
    {
        var excerpt = Encoding.UTF8.GetString(frame.Span[..Math.Min(frame.Length, Excerpt)]).Replace('\0', ' ');
        return new Unreadable(excerpt, problem, At?.ToString(), receivedAt);
    }

    private static long Number(JsonElement holder, string name, long most) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number) && number >= 0
            && number <= most ? number : throw new JsonException($"no {name}");

    private static string? String(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // https://atproto.com/specs/did and /specs/record-key; both become part of addresses.
    private static bool IsDid(string did) =>
        did.Length is > 8 and <= 256 && did.StartsWith("did:", StringComparison.Ordinal)
        && did.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is ':' or '.' or '_' or '-' or '%');

    private static bool IsRecordKey(string rkey) =>
        rkey.Length is > 0 and <= 512 && rkey is not ("." or "..")
        && rkey.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '_' or ':' or '~' or '-');
}
