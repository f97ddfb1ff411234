using System.Globalization;

namespace Echolot.Matching.Text;

/// <summary>Words of what somebody writes about themselves.</summary>
internal static class BioWords
{
    /// <summary>Most words in a row that can be asked for.</summary>
    public const int Most = 5;

    /// <summary>The next word; empty at the end.</summary>
    /// <param name="rest">What is left of the text.</param>
    /// <param name="wildcards">Whether <c>*</c> and <c>?</c> belong to words.</param>
    public static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest, bool wildcards = false)
    {
        var start = 0;
        while (start < rest.Length && !IsPart(rest[start], wildcards)) start++;
        var end = start;
        while (end < rest.Length && IsPart(rest[end], wildcards)) end++;
        var word = rest[start..end];
        rest = rest[end..];
        return word;
    }

    private static bool IsPart(char sign, bool wildcards) => char.IsLetterOrDigit(sign)
        || char.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark || wildcards && sign is '*' or '?';
}
