using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Echolot.Connectors.Tests.Feeds;

/// <summary>One comparison of a feedparser expectation: <c>entries[0]['title'] == 'Example'</c>.</summary>
/// <param name="Path">Such as <c>title</c> or <c>content.0.value</c>.</param>
/// <param name="Value">string, long, tuple of numbers (long[]), or null.</param>
internal sealed record Expectation(int Entry, string Path, object? Value)
{
    private static readonly Regex Left = new(@"^entries\[(\d+)\]((?:\['\w+'\]|\[\d+\]|\.\w+)+)$");

    /// <summary>Comparisons in a Python expression; null where it says something else than equality of entry fields.</summary>
    public static List<Expectation>? Parse(string expression)
    {
        var found = new List<Expectation>();
        foreach (var clause in Split(expression, " and "))
        {
            var text = clause.Trim();
            while (text.StartsWith('(') && text.EndsWith(')') && Split(text[1..^1], " == ").Count == 2)
                text = text[1..^1].Trim();
            if (text == "not bozo")
                continue;
            var sides = Split(text, " == ");
            if (sides.Count < 2 || !TryValue(sides[^1].Trim(), out var value))
                return null;
            foreach (var side in sides[..^1])
            {
                var m = Left.Match(side.Trim());
                if (!m.Success)
                    return null;
                var path = Regex.Matches(m.Groups[2].Value, @"\w+").Select(p => p.Value);
                found.Add(new Expectation(int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), string.Join('.', path), value));
            }
        }
        return found.Count > 0 ? found : null;
    }

    private static bool TryValue(string text, out object? value)
    {
        value = null;
        if (text == "None")
            return true;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
            return true;
        }
        if (text.StartsWith('(') && text.EndsWith(')'))
        {
            var parts = text[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (!parts.All(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                return false;
            value = parts.Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
            return true;
        }
        var result = new StringBuilder();
        foreach (var piece in Split(text, "+").Select(p => p.Trim()))
        {
            var body = piece.TrimStart('u', 'r', 'b');
            if (body.Length < 2 || body[0] is not ('\'' or '"') || body[^1] != body[0])
                return false;
            result.Append(Unescape(body[1..^1]));
        }
        value = result.ToString();
        return true;
    }

    private static string Unescape(string text) => Regex.Replace(
        text, @"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|(.))",
        m => m.Groups[4].Success
            ? m.Groups[4].Value switch { "n" => "\n", "t" => "\t", "r" => "\r", var c => c }
            : char.ConvertFromUtf32(Convert.ToInt32(m.Groups[1].Value + m.Groups[2].Value + m.Groups[3].Value, 16)));

    private static List<string> Split(string text, string by)
    {
        var parts = new List<string>();
        var (start, depth, quote) = (0, 0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == '\\')
                    i++;
                else if (c == quote)
                    quote = '\0';
            }
            else if (c is '\'' or '"')
                quote = c;
            else if (c is '(' or '[' or '{')
                depth++;
            else if (c is ')' or ']' or '}')
                depth--;
            else if (depth == 0 && string.CompareOrdinal(text, i, by, 0, by.Length) == 0)
            {
                parts.Add(text[start..i]);
                start = i + by.Length;
                i = start - 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }
}
