using System.Text.Json;
using System.Text.Json.Serialization;

namespace Echolot.Connectors.Mastodon;

/// <summary>
/// How far one hashtag, list or notification feed has been read: everything up to <paramref name="From"/>, and beyond
/// it exactly what <paramref name="Seen"/> names (<c>id.revision</c>, and <c>id.revision.post</c> where the id is that of a
/// notification; in the order of the ids).
/// </summary>
/// <remarks>
/// An id alone is no place: posts that reach an instance late get an id by the time they were written, behind ids that
/// were read before. The newest forty are remembered, so a late one is found as long as it is not forty posts late.
/// </remarks>
/// <param name="At">Unix milliseconds of the newest post read, for the beginning of a gap.</param>
internal sealed record FeedPlace(
    [property: JsonPropertyName("f")] string From, [property: JsonPropertyName("s")] IReadOnlyList<string> Seen,
    [property: JsonPropertyName("t")] long At)
{
    private const int Remembered = 40;

    public bool Knows(string id, string revision)
    {
        var mark = $"{id}.{Short(revision)}";
        return Seen.Any(s => s == mark || s.StartsWith(mark + ".", StringComparison.Ordinal));
    }

    /// <summary>Whether any revision of it is among the newest that were read.</summary>
    public bool Remembers(string? id) => Seen.Any(mark => IdOf(mark) == id);

    /// <summary>After a post was read; what lies behind <see cref="From"/> moves nothing.</summary>
    public FeedPlace After(string id, string revision, DateTimeOffset at, string? post = null)
    {
        if (Newer(From, id) >= 0) return this;
        var seen = Seen.Where(mark => IdOf(mark) != id).ToList();
        var place = seen.FindLastIndex(mark => Newer(IdOf(mark), id) < 0) + 1;
        seen.Insert(place, $"{id}.{Short(revision)}{(post is null ? "" : "." + post)}");
        var from = From;
        while (seen.Count > Remembered)
        {
            from = IdOf(seen[0]);
            seen.RemoveAt(0);
        }
        return new(from, seen, Math.Max(At, at.ToUnixTimeMilliseconds()));
    }

    /// <summary>Forgets what has this id or is about this post.</summary>
    public FeedPlace Without(string id) =>
        this with { Seen = [.. Seen.Where(mark => IdOf(mark) != id && PostOf(mark) != id)] };

    /// <summary>The post that a mark is about; null where none is known.</summary>
    public static string? PostOf(string mark) => mark.Split('.') is [_, _, var post] ? post : null;

    public static string IdOf(string mark) => mark.Split('.')[0];

    /// <summary>Order of ids: numbers that grow in length, or texts of one length (ULID, Flake).</summary>
    public static int Newer(string one, string other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(one, other);

    private static string Short(string revision) => revision.Length <= 8 ? revision : revision[^8..];
}

/// <summary>The places of all feeds of a source, by <see cref="Followed.Key"/>; never changed, only replaced.</summary>
internal sealed record Place(IReadOnlyDictionary<string, FeedPlace> Feeds)
{
    public FeedPlace? Of(Followed followed) => Feeds.GetValueOrDefault(followed.Key);

    public Place With(Followed followed, FeedPlace place) =>
        new(new Dictionary<string, FeedPlace>(Feeds) { [followed.Key] = place });

    /// <summary>Reads what <see cref="ToString"/> wrote; empty for anything else.</summary>
    public static Place Parse(string? text)
    {
        try
        {
            if (text is not null && JsonSerializer.Deserialize<Dictionary<string, FeedPlace>>(text) is { } feeds)
                return new(feeds.Where(f => f.Value is { From: not null, Seen: not null }).ToDictionary());
        }
        catch (JsonException)
        {
            // Written by something else: begin now.
        }
        return new(new Dictionary<string, FeedPlace>());
    }

    public override string ToString() => JsonSerializer.Serialize(Feeds);
}
