using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Echolot.Web.Api;

/// <summary>
/// An id in an address or in JSON, where it is text: numbers of JavaScript end at 2^53, ours at 2^63.
/// </summary>
[JsonConverter(typeof(JsonIdConverter))]
internal readonly record struct Id(long Value) : IParsable<Id>
{
    public static implicit operator long(Id id) => id.Value;

    public static implicit operator Id(long value) => new(value);

    public static Id Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not an id; ids are numbers.");

    public static bool TryParse(string? s, IFormatProvider? provider, out Id result)
    {
        var fits = long.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        result = new(value);
        return fits;
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Writes ids as text; reads text and, for those who compose JSON by hand, whole numbers.</summary>
internal sealed class JsonIdConverter : JsonConverter<Id>
{
    public override Id Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
    {
        JsonTokenType.String when Id.TryParse(reader.GetString(), null, out var id) => id,
        JsonTokenType.Number when reader.TryGetInt64(out var value) && value >= 0 => value,
        _ => throw new JsonException("An id is a text of digits, such as \"42\"."),
    };

    public override void Write(Utf8JsonWriter writer, Id value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A word of an enumeration in an address, spelled as in JSON: <c>direct_message</c>.</summary>
internal readonly record struct Word<T>(T Value) : IParsable<Word<T>> where T : struct, Enum
{
    private static readonly Dictionary<string, T> byWord = Enum.GetValues<T>()
        .ToDictionary(Spell, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyCollection<string> All => byWord.Keys;

    public static string Spell(T value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static Word<T> Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var word)
        ? word
        : throw new FormatException($"'{s}' is none of {string.Join(", ", All)}.");

    public static bool TryParse(string? s, IFormatProvider? provider, out Word<T> result)
    {
        var known = byWord.TryGetValue(s ?? "", out var value);
        result = new(value);
        return known;
    }
}

/// <summary>
/// One page of a list. <c>next</c> goes into <c>cursor</c> of the next call; it is null on the last page.
/// </summary>
internal sealed record Listed<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Everything there is, in one page.</summary>
    public static Listed<T> All(IEnumerable<T> items) => new([.. items], null);
}

/// <summary>Pages that continue before an id.</summary>
internal static class Paging
{
    public const int MostItems = 200;

    public static int Size(int? size) => Math.Clamp(size ?? 50, 1, MostItems);

    /// <summary>The page, and its last id as the cursor where there may be more.</summary>
    public static Listed<T> Listed<T>(IReadOnlyList<T> items, int size, Func<T, Id> id) =>
        new(items, items.Count < size ? null : id(items[^1]).ToString());
}
