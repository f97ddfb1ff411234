using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Echolot.Connectors.Feeds;

/// <summary>
/// An item as one line of NDJSON: id, title, url, author, published, updated, text, html; null where the feed does not say.
/// </summary>
public static class FeedLine
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(FeedItem item)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("id", item.Identity);
            json.WriteString("title", item.Title);
            json.WriteString("url", item.Link?.AbsoluteUri);
            json.WriteString("author", item.Authors.Count == 0 ? null : string.Join(", ", item.Authors.Select(a => a.Call)));
            json.WriteString("published", Moment(item.Published));
            json.WriteString("updated", Moment(item.Updated));
            json.WriteString("text", item.Text);
            json.WriteString("html", item.Html);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>ISO 8601 in UTC, to the second, or finer where the feed is.</summary>
    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString(
        at.Value.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss'Z'" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'",
        CultureInfo.InvariantCulture);
}
