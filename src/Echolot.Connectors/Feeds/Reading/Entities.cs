using System.Globalization;
using System.Text;
using AngleSharp.Html;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>Character references: numbers, the names of HTML, and what a document declares itself.</summary>
internal static class Entities
{
    private const int LongestName = 32;

    // HTML says: numbers 128 to 159 mean windows-1252 (HTML, 13.2.5.80).
    private static readonly char[] C1 =
        [.. "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F" +
            "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178"];

    /// <summary>Replaces references; what is none stays as it is.</summary>
    /// <param name="own">Entities the document declares itself, by name.</param>
    public static string Decode(string text, IReadOnlyDictionary<string, string>? own = null)
    {
        var at = text.IndexOf('&');
        if (at < 0)
            return text;
        var result = new StringBuilder(text.Length);
        var done = 0;
        for (; at >= 0; at = text.IndexOf('&', done))
        {
            result.Append(text, done, at - done);
            var (value, length) = One(text.AsSpan(at), own);
            result.Append(value ?? "&");
            done = at + (value is null ? 1 : length);
        }
        return result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Whether text holds a reference that HTML knows.</summary>
    public static bool Has(string text)
    {
        for (var at = text.IndexOf('&'); at >= 0; at = text.IndexOf('&', at + 1))
        {
            if (One(text.AsSpan(at), null).Value is not null)
                return true;
        }
        return false;
    }

    private static (string? Value, int Length) One(ReadOnlySpan<char> text, IReadOnlyDictionary<string, string>? own)
    {
        if (text.Length < 3)
            return default;
        if (text[1] == '#')
            return Number(text);
        var end = 1;
        while (end < text.Length && end <= LongestName && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-' or '_'))
            end++;
        if (end == 1 || end >= text.Length || text[end] != ';')
            return default;
        var name = text[1..end].ToString();
        var value = own?.GetValueOrDefault(name) ?? HtmlEntityProvider.Resolver.GetSymbol(name + ";");
        return (value, end + 1);
    }

    private static (string?, int) Number(ReadOnlySpan<char> text)
    {
        var hex = text.Length > 3 && text[2] is 'x' or 'X';
        var start = hex ? 3 : 2;
        var end = start;
        while (end < text.Length && end - start < 8 && (hex ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
            end++;
        if (end == start || !int.TryParse(
                text[start..end], hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return default;
        }
        var length = end < text.Length && text[end] == ';' ? end + 1 : end;
        if (code is >= 128 and <= 159)
            return (C1[code - 128].ToString(), length);
        if (code is < 32 and not (9 or 10 or 13))
            return ("", length);
        return (Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD", length);
    }
}
