using System.Text.Json;
using System.Text.Json.Serialization;
using Echolot.Sources.Hubs;

namespace Echolot.Connectors.Feeds;

/// <summary>
/// Where we are in a feed, as stored: validators of the last answer, where it moved to, when we may ask again, and what
/// was in it. A cursor that cannot be read starts the feed anew; identity makes that harmless.
/// </summary>
internal sealed record FeedCursor
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Address from the settings this cursor belongs to; another one starts anew.</summary>
    public required string For { get; init; }

    public string? Etag { get; init; }

    /// <summary>Last-Modified as received; sent back to the letter (RFC 9110, 13.1.3).</summary>
    public string? Modified { get; init; }

    /// <summary>Where permanent redirects led.</summary>
    public string? Moved { get; init; }

    /// <summary>Unix milliseconds of the last answer with content.</summary>
    public long? ReadAt { get; init; }

    /// <summary>Unix milliseconds before which the publisher does not want to be asked.</summary>
    public long? NotBefore { get; init; }

    /// <summary>Last pause between two readings, in seconds.</summary>
    public double? Pause { get; init; }

    /// <summary>Who tells of news, and the address they know the feed by.</summary>
    public string? Hub { get; init; }

    public string? Topic { get; init; }

    /// <summary>Known items, oldest first: hash of the id, a dot, hash of the content.</summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    /// <summary>How many of those, at the end, stood in the document when it was read; null: a hub told since.</summary>
    public int? Standing { get; init; }

    /// <summary>The hub that a stored cursor names.</summary>
    public static Hub? HubOf(string? cursor)
    {
        try
        {
            return cursor is not null && JsonSerializer.Deserialize<FeedCursor>(cursor, Form) is { } at
                && Uri.TryCreate(at.Hub, UriKind.Absolute, out var hub)
                && Uri.TryCreate(at.Topic, UriKind.Absolute, out var topic) ? new Hub(hub, topic) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static FeedCursor Parse(string? cursor, string address)
    {
        if (cursor is null)
            return new FeedCursor { For = address };
        try
        {
            var read = JsonSerializer.Deserialize<FeedCursor>(cursor, Form);
            return read?.For == address ? read : new FeedCursor { For = address };
        }
        catch (JsonException)
        {
            return new FeedCursor { For = address }; // written by something else: start anew
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, Form);
}
