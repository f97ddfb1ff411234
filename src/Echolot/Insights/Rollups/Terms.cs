using Echolot.Mentions;

namespace Echolot.Insights.Rollups;

/// <summary>
/// Words and hashtags that a text is about, each once: without small words of German and English, numbers, addresses,
/// and names of accounts, which are people and no topics.
/// </summary>
internal static class Terms
{
    private const int Shortest = 3;
    private const int Longest = 40;

    /// <summary>Calls <paramref name="take"/> for each word as it is written; a word may come often.</summary>
    public static void Read(string? title, string text, Action<ReadOnlySpan<char>> take)
    {
        if (title is not null) Read(title, take);
        Read(text, take);
    }

    private static void Read(ReadOnlySpan<char> text, Action<ReadOnlySpan<char>> take)
    {
        Span<char> lower = stackalloc char[Longest];
        for (var at = 0; at < text.Length;)
        {
            var rest = text[at..];
            if (IsAddress(rest))
            {
                at += Until(rest, char.IsWhiteSpace);
                continue;
            }
            var sign = text[at] is '#' or '@' ? 1 : 0;
            var length = WordLength(rest[sign..]);
            if (length == 0)
            {
                at++;
                continue;
            }
            var word = rest.Slice(text[at] == '#' ? 0 : sign, length + (text[at] == '#' ? 1 : 0));
            at += sign + length;
            if (text[at - length - sign] == '@' || length is < Shortest or > Longest - 1 || !HasLetter(word)) continue;
            var written = word.ToLowerInvariant(lower);
            if (!SmallWords.Has(lower[..written])) take(word);
        }
    }

    private static bool IsAddress(ReadOnlySpan<char> rest) =>
        rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    private static int Until(ReadOnlySpan<char> text, Func<char, bool> end)
    {
        for (var i = 0; i < text.Length; i++)
            if (end(text[i])) return i;
        return text.Length;
    }

    // Hyphens and apostrophes belong to a word only between letters: Nordlicht-Versand, rock'n'roll.
    private static int WordLength(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '_'
            || (i > 0 && text[i] is '-' or '\'' or '’' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1])))) i++;
        return i;
    }

    private static bool HasLetter(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
            if (char.IsLetter(c)) return true;
        return false;
    }
}
