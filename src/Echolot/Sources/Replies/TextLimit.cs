using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Echolot.Sources;

/// <summary>How a network counts the length of a text.</summary>
public enum LengthUnit
{
    /// <summary>What a reader takes for one letter (Bluesky).</summary>
    Grapheme,

    /// <summary>UTF-16 code units (most web forms).</summary>
    Utf16,

    /// <summary>Unicode code points.</summary>
    CodePoint,
}

/// <summary>Longest text of a channel.</summary>
/// <param name="Most">In <paramref name="Unit"/>, more than zero.</param>
/// <param name="Unit">How it counts.</param>
/// <param name="MostBytes">Most bytes in UTF-8 besides; null: not limited.</param>
/// <param name="LinkWeight">What every link counts, however long it is (Mastodon: 23); null: as it is.</param>
/// <param name="ShortHandles">Whether of <c>@name@host</c> only <c>@name</c> counts (Mastodon).</param>
public sealed partial record TextLimit(
    int Most, LengthUnit Unit, int? MostBytes = null, int? LinkWeight = null, bool ShortHandles = false)
{
    /// <summary>Length of a text by this measure.</summary>
    public int LengthOf(string text)
    {
        var links = 0;
        if (LinkWeight is { } weight)
            text = Link().Replace(text, _ =>
            {
                links += weight;
                return "";
            });
        if (ShortHandles) text = Handle().Replace(text, "$1");
        return links + Unit switch
        {
            LengthUnit.Grapheme => new StringInfo(text).LengthInTextElements,
            LengthUnit.CodePoint => text.EnumerateRunes().Count(),
            _ => text.Length,
        };
    }

    /// <summary>Whether a text can be sent as it is.</summary>
    public bool Fits(string text) =>
        LengthOf(text) <= Most && (MostBytes is not { } bytes || Encoding.UTF8.GetByteCount(text) <= bytes);

    // What ends a sentence is not part of the address: the networks count it besides.
    [GeneratedRegex(@"https?://\S*[^\s.,;:!?)\]}'""»“”…]", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"(@[\p{L}\p{N}_.-]+)@[\p{L}\p{N}.:-]*[\p{L}\p{N}]", RegexOptions.NonBacktracking)]
    private static partial Regex Handle();
}
