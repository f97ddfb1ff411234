using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Echolot.Connectors.Http;

/// <summary>Reads fields of JSON that strangers wrote: what is missing or of another kind is null, never an error.</summary>
internal static class JsonFields
{
    private const int Excerpt = 500;

    public static JsonElement? Field(this JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    /// <summary>A text of at most <paramref name="most"/> characters; longer ones count as missing.</summary>
    public static string? Text(this JsonElement holder, string name, int most = 4_000) =>
        holder.Field(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            && text.Length <= most ? text : null;

    /// <summary>An id, which some networks write as a number.</summary>
    public static string? Id(this JsonElement holder, string name) => holder.Field(name) switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 and <= 200 } id => id,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var id) =>
            id.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public static long? Number(this JsonElement holder, string name) =>
        holder.Field(name) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetDouble(out var number) && Math.Abs(number) < 9e15 ? (long)number : null;

    /// <summary>A count, which is never negative.</summary>
    public static long? Count(this JsonElement holder, string name) =>
        holder.Number(name) is >= 0 and var number ? number : null;

    public static bool? Flag(this JsonElement holder, string name) => holder.Field(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static Uri? Link(this JsonElement holder, string name) =>
        Uri.TryCreate(holder.Text(name), UriKind.Absolute, out var link) && link.Scheme is "http" or "https"
            ? link : null;

    public static DateTimeOffset? Moment(this JsonElement holder, string name) =>
        DateTimeOffset.TryParse(
            holder.Text(name, 64), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>The elements of a list; none where it is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement holder, string name) =>
        holder.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The beginning of something unreadable, as it goes to the poison list.</summary>
    public static string Beginning(this JsonElement element)
    {
        var raw = element.ValueKind == JsonValueKind.Undefined ? "" : element.GetRawText();
        return raw.Length <= Excerpt ? raw : raw[..Excerpt];
    }

    public static string Beginning(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Excerpt)]).Replace('\0', ' ');
}
