using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Echolot.Mentions;

/// <summary>
/// Small lists of a mention as short JSON in one column each: they are only ever read together with it.
/// </summary>
internal static class Compact
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    // Two such columns are written for each mention that is kept.
    [ThreadStatic] private static ArrayBufferWriter<byte>? _written;
    [ThreadStatic] private static Utf8JsonWriter? _writer;

    /// <summary><c>[[monitor, version, field, start, length, …], …]</c> with the field as its first letter.</summary>
    public static string Matches(IReadOnlyList<MonitorMatch> matches)
    {
        var json = Begin();
        foreach (var match in matches)
        {
            json.WriteStartArray();
            json.WriteNumberValue(match.MonitorId);
            json.WriteNumberValue(match.MonitorVersion);
            foreach (var span in match.Spans)
            {
                json.WriteStringValue(
                    span.Field switch { "text" => "t", "title" => "h", "author" => "a", var other => other });
                json.WriteNumberValue(span.Start);
                json.WriteNumberValue(span.Length);
            }
            json.WriteEndArray();
        }
        return End(json);
    }

    private static Utf8JsonWriter Begin()
    {
        _written ??= new ArrayBufferWriter<byte>(1024);
        _written.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_written);
        _writer.Reset(_written);
        _writer.WriteStartArray();
        return _writer;
    }

    private static string End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(_written!.WrittenSpan);
    }

    public static IReadOnlyList<MonitorMatch> Matches(string json)
    {
        using var document = JsonDocument.Parse(json);
        var matches = new List<MonitorMatch>();
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var spans = new List<MatchSpan>();
            for (var i = 2; i + 2 < row.GetArrayLength(); i += 3)
                spans.Add(new MatchSpan(
                    row[i].GetString() switch { "t" => "text", "h" => "title", "a" => "author", var other => other! },
                    row[i + 1].GetInt32(), row[i + 2].GetInt32()));
            matches.Add(new MonitorMatch(row[0].GetInt64(), row[1].GetInt32(), spans));
        }
        return matches;
    }

    /// <summary>
    /// Monitors alone, as often as they stand there: a tenth of the time of reading all, which a search does for each hit.
    /// </summary>
    public static List<long> MonitorIds(string json)
    {
        var (ids, depth, quoted) = (new List<long>(), 0, false);
        for (var i = 0; i < json.Length; i++)
            switch (json[i])
            {
                case '\\' when quoted: i++; break;
                case '"': quoted = !quoted; break;
                case '[' when !quoted && ++depth == 2:
                    var number = json.AsSpan(i + 1);
                    ids.Add(long.Parse(number[..number.IndexOfAny(',', ']')], NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture));
                    break;
                case ']' when !quoted: depth--; break;
            }
        return ids;
    }

    /// <summary><c>[[word, start, length, weight], …]</c>; null where nothing decided.</summary>
    public static string? Because(IReadOnlyList<Because> because)
    {
        if (because.Count == 0) return null;
        var json = Begin();
        foreach (var (word, start, length, weight) in because)
        {
            json.WriteStartArray();
            json.WriteStringValue(word);
            json.WriteNumberValue(start);
            json.WriteNumberValue(length);
            json.WriteNumberValue(MathF.Round(weight, 4));
            json.WriteEndArray();
        }
        return End(json);
    }

    public static IReadOnlyList<Because> Because(string? json)
    {
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(
            row => new Because(row[0].GetString()!, row[1].GetInt32(), row[2].GetInt32(), row[3].GetSingle()))];
    }

    public static string? Attachments(IReadOnlyList<Attachment> attachments) =>
        attachments.Count == 0 ? null : JsonSerializer.Serialize(attachments, Options);

    public static IReadOnlyList<Attachment> Attachments(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<List<Attachment>>(json, Options)!;

    public static string? Engagement(Engagement? engagement) =>
        engagement is null ? null : JsonSerializer.Serialize(engagement, Options);

    public static Engagement? Engagement(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<Engagement>(json, Options);
}
