namespace Echolot.Matching.Engine;

/// <summary>Patterns of <c>*</c> (any letters, also none) and <c>?</c> (exactly one letter).</summary>
internal static class Glob
{
    private const int MaxVariants = 16;

    /// <summary>
    /// The patterns without optional e: with it and without it. Beyond 16 of them the rest is read without, as folding
    /// usually leaves words.
    /// </summary>
    public static List<string> Variants(string pattern)
    {
        var variants = new List<string> { "" };
        foreach (var c in pattern)
        {
            if (c != Text.TokenBuffer.OptionalE)
            {
                for (var i = 0; i < variants.Count; i++) variants[i] += c;
            }
            else if (variants.Count < MaxVariants) variants.AddRange([.. variants.Select(variant => variant + 'e')]);
        }
        return variants;
    }

    /// <summary>
    /// Greedy matching with one point of return, the usual method for patterns whose only repetition is <c>*</c>:
    /// at most pattern length times text length steps.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && pattern[p] == '?')
            {
                p++;
                t += Width(text, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else return false;
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    /// <summary>Letters outside the first plane take two units.</summary>
    private static int Width(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
}
