using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Echolot.Connectors.Import;

/// <summary>An entry of a list.</summary>
/// <param name="Bytes">The entry as it stands in the file, or the beginning of one that is too long; valid until the
/// next is asked for.</param>
/// <param name="Number">Which entry it is, from 1.</param>
/// <param name="EndByte">The place behind it.</param>
/// <param name="Fault">Why it cannot be read; null: it may be.</param>
internal readonly record struct JsonEntry(ReadOnlyMemory<byte> Bytes, long Number, long EndByte, string? Fault);

/// <summary>
/// Cuts the list of a JSON file into its entries without holding more than one of them, so that reading can begin again
/// behind any. Works on bytes: what ends texts, objects and lists is below 128 in UTF-8 and in every Windows code page.
/// </summary>
/// <param name="around">How many braces the list lies in (<see cref="Beginning.Depth"/>).</param>
internal sealed class JsonEntries(Stream stream, int around = 0)
{
    /// <summary>How deep an entry may nest.</summary>
    public const int MaxDepth = 32;

    // Most names that one entry can bring; the rest of it is left out.
    private const int MostNames = 2_000;

    // Envelopes as programs put them around lists; anything else with a brace is taken for one object a line.
    private static readonly string[] Envelopes =
        ["results", "data", "items", "mentions", "posts", "documents", "records", "rows", "articles"];

    /// <summary>Where entries begin: behind the bracket of the list.</summary>
    /// <param name="Depth">How many braces the list lies in: none, those of an envelope, or of one within
    /// <c>result_content</c>.</param>
    internal readonly record struct Beginning(int Byte, int Depth)
    {
        /// <summary>What is meant lies in <c>data</c> of each entry, as in answers of Talkwalker.</summary>
        public bool Wrapped => Depth == 2;
    }

    /// <summary>
    /// The list of objects that a file begins with or has in an envelope (<c>result_content.data</c>, <c>results</c> …);
    /// null: it has none, an empty one in what may as well be a post, or one object behind another.
    /// </summary>
    /// <param name="head">The first bytes of the file; a list that begins later is not found.</param>
    public static Beginning? Find(ReadOnlySpan<byte> head)
    {
        Beginning? found = null;
        try
        {
            var reader = new Utf8JsonReader(
                head, isFinalBlock: false, new(new() { MaxDepth = 2 * MaxDepth, AllowMultipleValues = true }));
            var (outer, inner) = ("", "");
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName when reader.CurrentDepth == 1: (outer, inner) = (reader.GetString()!, ""); break;
                    case JsonTokenType.PropertyName when reader.CurrentDepth == 2: inner = reader.GetString()!; break;
                    // With another object behind it this was one of many, whatever lists it has.
                    case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                        return reader.Read() && reader.TokenType is JsonTokenType.StartObject ? null : found;
                    case JsonTokenType.StartArray when found is null && (reader.CurrentDepth == 0
                        || reader.CurrentDepth == 1 && Envelopes.Contains(outer)
                        || reader.CurrentDepth == 2 && (outer, inner) is ("result_content", "data")):
                        var list = new Beginning((int)reader.BytesConsumed, reader.CurrentDepth);
                        if (!reader.Read()) break;
                        if (list.Depth == 0 && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.EndArray) return list;
                        if (reader.TokenType is JsonTokenType.StartObject) found = list;
                        break;
                }
            }
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            // No JSON, or names that are not valid Unicode.
        }
        return found;
    }

    /// <summary>Entries from the stream's place on, which is byte <paramref name="atByte"/> behind
    /// <paramref name="atEntry"/> entries, until the list or the file ends. What nobody reads, such as a second list behind the
    /// first, is an entry with a fault.</summary>
    public async IAsyncEnumerable<JsonEntry> ReadAsync(
        long atByte, long atEntry, [EnumeratorCancellation] CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * Records.MaxRecord);
        try
        {
            int start = -1, scanned = 0, filled = 0, depth = 0;
            bool quoted = false, escaped = false, deep = false, goesOn = false;
            byte[]? beginning = null;
            while (true)
            {
                while (scanned < filled)
                {
                    var sign = buffer[scanned];
                    if (start < 0)
                    {
                        if (sign is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',')
                        {
                            goesOn = true;
                            scanned++;
                            continue;
                        }
                        if (sign == ']')
                        {
                            scanned++;
                            if (await BehindAsync() is { } unread) yield return unread;
                            yield break;
                        }
                        (start, depth, quoted, escaped, deep, goesOn, beginning) = (scanned, 0, false, false, false, false, null);
                    }
                    var (ends, before) = (false, false);
                    if (quoted) (quoted, escaped) = (escaped || sign != '"', !escaped && sign == '\\');
                    // A value that is no object ends before what stands behind it.
                    else if (depth == 0 && (sign is (byte)',' or (byte)']')) ends = before = true;
                    else if (sign == '"') quoted = true;
                    else if (sign is (byte)'{' or (byte)'[') deep |= ++depth > MaxDepth;
                    else if (sign is (byte)'}' or (byte)']') ends = --depth <= 0;
                    if (!before) scanned++;
                    if (!ends) continue;
                    yield return Cut(null);
                    start = -1;
                }
                if (start >= 0 && scanned - start > Records.MaxRecord)
                {
                    beginning ??= buffer.AsSpan(start, Records.Kept).ToArray();
                    start = scanned;
                }
                var keep = start < 0 ? scanned : start;
                buffer.AsSpan(keep, filled - keep).CopyTo(buffer);
                (atByte, filled, scanned) = (atByte + keep, filled - keep, scanned - keep);
                if (start > 0) start = 0;
                var read = await stream.ReadAsync(buffer.AsMemory(filled, Math.Min(64 * 1024, buffer.Length - filled)), cancel);
                filled += read;
                if (read > 0) continue;
                if (start >= 0) yield return Cut("is cut off: the file ends in the middle of it");
                else if (goesOn) yield return new(default, ++atEntry, atByte, "is missing: the file is cut off before its list ends");
                yield break;
            }

            // The rest of the envelope is none of ours; what stands behind that nobody would ever miss, so it is told.
            async Task<JsonEntry?> BehindAsync()
            {
                int open = around;
                while (true)
                {
                    for (; scanned < filled; scanned++)
                    {
                        var sign = buffer[scanned];
                        if (quoted) (quoted, escaped) = (escaped || sign != '"', !escaped && sign == '\\');
                        else if (open == 0 && !(sign is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return await RestAsync();
                        else if (sign == '"') quoted = true;
                        else if (sign is (byte)'{' or (byte)'[') open++;
                        else if (sign is (byte)'}' or (byte)']') open--;
                    }
                    (atByte, scanned) = (atByte + filled, 0);
                    if ((filled = await stream.ReadAsync(buffer.AsMemory(0, 64 * 1024), cancel)) == 0) return null;
                }
            }

            async Task<JsonEntry> RestAsync()
            {
                var (rest, kept) = (new byte[Records.Kept], 0);
                for (; filled > 0; (filled, scanned) = (await stream.ReadAsync(buffer.AsMemory(0, 64 * 1024), cancel), 0))
                {
                    var more = buffer.AsSpan(scanned, Math.Min(rest.Length - kept, filled - scanned));
                    more.CopyTo(rest.AsSpan(kept));
                    (kept, atByte) = (kept + more.Length, atByte + filled);
                }
                return new(rest.AsMemory(0, kept), ++atEntry, atByte, "stands behind the list and is not read");
            }

            JsonEntry Cut(string? fault) => new(
                beginning ?? buffer.AsMemory(start, scanned - start), ++atEntry, atByte + scanned,
                beginning is not null ? "is longer than 1 MiB" : deep ? $"nests more than {MaxDepth} deep" : fault);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// The values of an object by the names of the way to them, such as <c>author.name</c>; values of lists stand behind
    /// each other, with semicolons between.
    /// </summary>
    public static Dictionary<string, string> Flat(JsonElement item)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        Add("", item);
        return values.ToDictionary(one => one.Key, one => string.Join("; ", one.Value), StringComparer.Ordinal);

        void Add(string name, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var part in value.EnumerateObject()) Add(name.Length == 0 ? part.Name : $"{name}.{part.Name}", part.Value);
                    break;
                case JsonValueKind.Array:
                    foreach (var part in value.EnumerateArray()) Add(name, part);
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                    if (values.TryGetValue(name, out var before)) before.Add(text);
                    else if (values.Count < MostNames) values.Add(name, [text]);
                    break;
            }
        }
    }
}
