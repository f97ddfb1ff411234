using System.Globalization;
using System.Text;

namespace Echolot.Matching.Text;

/// <summary>
/// What each UTF-16 unit is to the tokeniser: a separator, one folded letter, or a case for the slow path.
/// </summary>
internal static class Letters
{
    public const ushort Separator = 0;

    /// <summary>
    /// Needs a look at its neighbours: surrogates, marks, apostrophes, signs, symbols, letters that fold to two.
    /// </summary>
    public const ushort Complex = 1;

    /// <summary>German folding: lower case, no accents.</summary>
    public static readonly ushort[] Folded = FoldedMap();

    /// <summary>Letters and digits lower-cased one by one, nothing else.</summary>
    public static readonly ushort[] Plain = PlainMap();

    public static bool IsApostrophe(char c) => c is '\'' or '\u2019' or '\u2018' or '\u02BC' or '\u00B4' or '`' or '\uFF07';

    /// <summary>Invisible inside a word: soft hyphen, joiners, variation selectors.</summary>
    public static bool IsInvisible(char c) => c is '\u00AD' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\uFE0E' or '\uFE0F';

    public static bool IsLetterOrDigit(UnicodeCategory category) =>
        category <= UnicodeCategory.OtherLetter || category == UnicodeCategory.DecimalDigitNumber;

    public static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>
    /// The folded form of a letter that the map cannot hold: two letters, or a letter outside the first plane.
    /// </summary>
    public static string FoldLetter(Rune letter) => letter.Value switch
    {
        'ß' or 'ẞ' => "ss",
        'þ' or 'Þ' => "th",
        'ŋ' or 'Ŋ' => "ng",
        _ => LatinOf(letter.ToString()) ?? Rune.ToLowerInvariant(letter).ToString(),
    };

    private static ushort[] PlainMap()
    {
        var map = new ushort[char.MaxValue + 1];
        for (var i = 0; i < map.Length; i++)
        {
            var c = (char)i;
            if (char.IsSurrogate(c)) map[i] = Complex;
            // Full lower-casing of İ is i with a dot above: two code points.
            else if (c == 'İ') map[i] = Complex;
            else if (IsLetterOrDigit(CharUnicodeInfo.GetUnicodeCategory(c))) map[i] = char.ToLowerInvariant(c);
        }
        return map;
    }

    private static ushort[] FoldedMap()
    {
        var map = new ushort[char.MaxValue + 1];
        for (var i = 0; i < map.Length; i++) map[i] = FoldedEntry((char)i);
        return map;
    }

    private static ushort FoldedEntry(char c)
    {
        if (char.IsSurrogate(c) || IsApostrophe(c) || IsInvisible(c) || c is '#' or '＃' or '@' or '＠') return Complex;
        var category = CharUnicodeInfo.GetUnicodeCategory(c);
        if (IsLetterOrDigit(category))
        {
            if (c < 0x80) return char.ToLowerInvariant(c);
            var folded = FoldLetter(new Rune(c));
            return folded.Length == 1 ? folded[0] : Complex;
        }
        if (IsMark(category)) return Complex;
        // Symbols before the arrows are signs of print (© ® ° ™ ℠): they stand between words but are no words.
        return c >= 0x2190 && category == UnicodeCategory.OtherSymbol ? Complex
            : c >= 0x2000 && category is UnicodeCategory.MathSymbol or UnicodeCategory.OtherPunctuation ? Complex
            : Separator;
    }

    /// <summary>
    /// Basic Latin or Greek letters for letters that are those with accents, in another width or style; else null.
    /// </summary>
    private static string? LatinOf(string letter)
    {
        switch (letter[0])
        {
            case 'ø' or 'Ø': return "o";
            case 'ł' or 'Ł': return "l";
            case 'đ' or 'Đ' or 'ð' or 'Ð': return "d";
            case 'ħ' or 'Ħ': return "h";
            case 'ı' or 'İ': return "i";
            case 'æ' or 'Æ' or 'ǽ' or 'Ǽ': return "a";
            case 'œ' or 'Œ': return "o";
        }
        if (letter[0] < 0x00AA || letter[0] is >= '\u0400' and < '\u1D00' or >= '\u3000' and < '\uD800') return null;
        var bare = new StringBuilder();
        foreach (var rune in letter.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (IsMark(Rune.GetUnicodeCategory(rune))) continue;
            var low = Rune.ToLowerInvariant(rune);
            if (low.Value is not (>= 'a' and <= 'z' or >= '0' and <= '9' or >= 0x3B1 and <= 0x3C9)) return null;
            bare.Append(low.Value == 'ς' ? 'σ' : (char)low.Value);
        }
        return bare.Length == 0 ? null : bare.ToString();
    }
}
