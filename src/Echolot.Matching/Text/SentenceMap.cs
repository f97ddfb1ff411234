using System.Collections.Frozen;

namespace Echolot.Matching.Text;

/// <summary>
/// Numbers the sentences of a post: which one each position of its tokens stands in. Keeps its memory from post to
/// post.
/// </summary>
/// <remarks>
/// A sentence ends at a line break, at <c>. ! ?</c> unless a letter follows at once (z.B., example.org, ?x=1), and at
/// <c>…</c> or several stops unless a small letter comes next. One full stop ends none behind a single letter, a number
/// of one or two digits (am 3. Mai) or an abbreviation.
/// </remarks>
internal sealed class SentenceMap
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = new[]
    {
        "abs", "art", "bsp", "bspw", "bzgl", "bzw", "ca", "co", "dr", "evtl", "exkl", "fa", "fr", "geb", "gem", "ggf",
        "hr", "hrsg",
        "inc", "inkl", "jh", "kap", "lt", "ltd", "max", "min", "mio", "mr", "mrd", "mrs", "ms", "nr", "prof", "rd",
        "sog", "st",
        "std", "str", "tel", "tsd", "vgl", "vs", "zb", "zt", "zzgl",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Abbreviations that also stand at the end of a sentence: one ends where a capital follows.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Closing =
        new[] { "etc", "usw", "usf", "uvm", "ff", "al" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private int[] numbers = new int[64];

    /// <summary>The sentence of a position at which a word or emoji stands.</summary>
    public int this[int position] => numbers[position];

    public void Read(ReadOnlySpan<Token> tokens, int positions, string text, string? title)
    {
        if (numbers.Length < positions) numbers = new int[positions * 2];
        var (number, last) = (0, -1);
        for (var i = 0; i < tokens.Length; i++)
        {
            ref readonly var token = ref tokens[i];
            if (token.Kind is not (TokenKind.Word or TokenKind.Emoji)) continue;
            if (last >= 0 && tokens[last].Position == token.Position) continue;
            if (last >= 0 && Ends(tokens[last], token, (token.Scope & Scope.Title) != 0 ? title! : text)) number++;
            numbers[token.Position] = number;
            last = i;
        }
    }

    private static bool Ends(in Token before, in Token after, ReadOnlySpan<char> text)
    {
        if (((before.Scope ^ after.Scope) & Scope.Title) != 0) return true;
        var gap = text[before.CharEnd..after.CharStart];
        var next = text[after.CharStart..];
        for (var i = 0; i < gap.Length; i++)
        {
            switch (gap[i])
            {
                case '\n' or '\r' or '\u0085' or '\u2028' or '\u2029' or '。' or '！' or '？': return true;
                case '!' or '?' or '‽' when !IsGlued(gap, i, next): return true;
                case '…' when !IsLower(next): return true;
                case '.':
                    var dots = gap[i..].IndexOfAnyExcept('.') is var end and >= 0 ? end : gap.Length - i;
                    if (dots > 1 ? !IsLower(next)
                        : !IsGlued(gap, i, next) && (i > 0 || !IsShortened(text, before, next))) return true;
                    i += dots - 1;
                    break;
            }
        }
        return false;
    }

    /// <summary>Whether a letter or digit follows the sign at once.</summary>
    private static bool IsGlued(ReadOnlySpan<char> gap, int i, ReadOnlySpan<char> next) =>
        i + 1 == gap.Length && char.IsLetterOrDigit(next[0]);

    private static bool IsLower(ReadOnlySpan<char> next) => char.IsLower(next[0]);

    private static bool IsShortened(ReadOnlySpan<char> text, in Token before, ReadOnlySpan<char> next)
    {
        var word = text[before.CharStart..before.CharEnd];
        return word.Length switch
        {
            // What stands behind an apostrophe is the end of a word: Otto's.
            1 => char.IsLetterOrDigit(word[0])
                && (before.CharStart == 0 || !Letters.IsApostrophe(text[before.CharStart - 1])),
            2 when char.IsAsciiDigit(word[0]) && char.IsAsciiDigit(word[1]) => true,
            _ => Abbreviations.Contains(word) || Closing.Contains(word) && !char.IsUpper(next[0]),
        };
    }
}
