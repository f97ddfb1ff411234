using System.Globalization;
using System.Text;

namespace Echolot.Alerts;

/// <summary>A message as ntfy takes it: plain text, and what belongs to it in header fields.</summary>
internal static class Ntfy
{
    public const string ContentType = "text/plain; charset=utf-8";

    // What is longer becomes a file that somebody has to open.
    private const int MostBytes = 4_000, LongestTitle = 250;

    // As long as a word of a header field may be (RFC 2047), in bytes that are written in 64 signs.
    private const int BytesOfWord = 45;

    public static byte[] Text(Message message)
    {
        var text = new StringBuilder();
        foreach (var part in message.Parts.Take(10))
        {
            if (message.Parts.Count > 1) text.Append(part.Title).Append('\n');
            text.Append(part.Body).Append('\n').Append(message.Words.Because).Append(": ").Append(part.Why).Append('\n');
        }
        foreach (var mention in message.Mentions.Take(10))
            text.Append('\n').Append(Message.Excerpt(mention)).Append('\n').Append(message.Origin(mention)).Append('\n');
        return Encoding.UTF8.GetBytes(Within(text.ToString().Trim(), MostBytes));
    }

    /// <summary>Title, urgency, sign and what a tap opens.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(Message message)
    {
        var fires = !message.IsTest && message.Parts.Any(p => p.Kind.Fires());
        var headers = new List<KeyValuePair<string, string>>
        {
            new("Title", Field(message.Title)),
            // 3 is usual; 4 rings for longer. What wakes people at night is theirs to set.
            new("Priority", fires ? "4" : "3"),
            new("Tags", fires ? "rotating_light" : "speech_balloon"),
        };
        if (message.Address(message.Parts[0].Link) is { } link) headers.Add(new("Click", link.AbsoluteUri));
        return headers;
    }

    /// <summary>One line of a header field: as it is where it is plain, else in encoded words.</summary>
    internal static string Field(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        if (line.Length > LongestTitle) line = Within(line, LongestTitle);
        if (line.All(char.IsAscii) && !line.Contains("=?", StringComparison.Ordinal)) return line;
        var words = new List<string>();
        var bytes = new List<byte>();
        foreach (var sign in line.EnumerateRunes())
        {
            var encoded = Encoding.UTF8.GetBytes(sign.ToString());
            if (bytes.Count + encoded.Length > BytesOfWord) End();
            bytes.AddRange(encoded);
        }
        End();
        return string.Join(' ', words);

        void End()
        {
            words.Add($"=?UTF-8?B?{Convert.ToBase64String([.. bytes])}?=");
            bytes.Clear();
        }
    }

    /// <summary>So much of a text as fits, cut between two characters as people see them.</summary>
    private static string Within(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes) return text;
        var (kept, left) = (new StringBuilder(), bytes - Encoding.UTF8.GetByteCount("…"));
        for (var signs = StringInfo.GetTextElementEnumerator(text); signs.MoveNext();)
        {
            left -= Encoding.UTF8.GetByteCount(signs.GetTextElement());
            if (left < 0) break;
            kept.Append(signs.GetTextElement());
        }
        return kept.ToString().TrimEnd() + "…";
    }
}
