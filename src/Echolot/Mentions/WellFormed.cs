using System.Text;

namespace Echolot.Mentions;

/// <summary>
/// Text that every database and every encoder takes: halves of surrogate pairs and NUL become U+FFFD, one for one, so that
/// offsets stay. Posts cut off in the middle of an emoji are frequent, hostile ones are rare.
/// </summary>
public static class WellFormed
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text itself where nothing is wrong with it.</summary>
    public static string Of(string text)
    {
        var at = FirstWrong(text, 0);
        if (at < 0) return text;
        var mended = new StringBuilder(text);
        for (; at >= 0; at = FirstWrong(text, at + 1)) mended[at] = Replacement;
        return mended.ToString();
    }

    public static string? OfOptional(string? text) => text is null ? null : Of(text);

    private static int FirstWrong(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var next = text.AsSpan(i).IndexOfAny(Suspects);
            if (next < 0) return -1;
            i += next;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else return i;
        }
        return -1;
    }

    private static readonly System.Buffers.SearchValues<char> Suspects = System.Buffers.SearchValues.Create(
        ['\0', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);
}
