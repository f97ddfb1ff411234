using System.Globalization;
using System.Text;

namespace Echolot.Matching.Text;

/// <summary>Hashtags, mentions and emoji.</summary>
internal sealed partial class TokenBuffer
{
    /// <summary>Hashtags, mentions and emoji; everything else is skipped.</summary>
    private int ReadSign(ReadOnlySpan<char> text, int i, Scope scope)
    {
        switch (text[i])
        {
            case '#' or '＃' when !IsWordBefore(text, i): return ReadTag(text, i, '#', TokenKind.Hashtag, scope);
            case '@' or '＠' when !IsWordBefore(text, i): return ReadTag(text, i, '@', TokenKind.Mention, scope);
        }
        if (Rune.DecodeFromUtf16(text[i..], out var rune, out var used) != System.Buffers.OperationStatus.Done) return i + 1;
        var isEmoji = rune.Value >= 0x2190 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol
            || i + used < text.Length && text[i + used] == '\uFE0F' && rune.Value >= 0x2000;
        return isEmoji ? ReadEmoji(text, i, scope) : i + used;
    }

    private bool IsWordBefore(ReadOnlySpan<char> text, int i) =>
        i > 0 && (map[text[i - 1]] > Letters.Complex || text[i - 1] == '_'
            || i > 1 && char.IsLowSurrogate(text[i - 1]) && IsWordAt(text, i - 2));

    /// <summary>
    /// Adds the token of a hashtag or mention and returns the place after its sign, where its words are read.
    /// </summary>
    private int ReadTag(ReadOnlySpan<char> text, int start, char sign, TokenKind kind, Scope scope)
    {
        var begin = foldedLength;
        folded[foldedLength++] = sign;
        var i = start + 1;
        var (words, shorter) = (0, 0);
        while (i < text.Length)
        {
            BeginWord();
            var end = FoldRun(text, i, apostrophes: false);
            if (foldedLength > wordStart) words++;
            if (end > i)
            {
                i = end;
                continue;
            }
            var c = text[i];
            if (c == '_')
            {
                folded[foldedLength++] = '_';
                i++;
            }
            else if (kind == TokenKind.Mention && words > 0 && shorter < MaxShorterHandles && c is '.' or '-' or '@'
                && (IsWordAt(text, i + 1) || Underscore(text, i + 1)))
            {
                // People write the first part of a handle: @bahn.bsky.social is also @bahn.
                shorter++;
                Add(begin, foldedLength, position, position + words, start, i, kind, scope);
                var copy = foldedLength - begin;
                EnsureFolded((text.Length - i) * 8 + copy + Slack);
                folded.AsSpan(begin, copy).CopyTo(folded.AsSpan(foldedLength));
                begin = foldedLength;
                foldedLength += copy;
                folded[foldedLength++] = c;
                i++;
            }
            else break;
        }
        if (words > 0) Add(begin, foldedLength, position, position + words, start, i, kind, scope);
        return start + 1;
    }

    private static bool Underscore(ReadOnlySpan<char> text, int i) => i < text.Length && text[i] == '_';

    private int ReadEmoji(ReadOnlySpan<char> text, int i, Scope scope)
    {
        var length = StringInfo.GetNextTextElementLength(text[i..]);
        var (begin, toned) = (foldedLength, false);
        foreach (var c in text.Slice(i, length))
            if (c is not ('\uFE0E' or '\uFE0F')) folded[foldedLength++] = c;
        Add(begin, foldedLength, position, position + 1, i, i + length, TokenKind.Emoji, scope);
        var whole = foldedLength;
        for (var k = begin; k < whole; k++)
        {
            // Skin tones are U+1F3FB to U+1F3FF; an emoji with one is also the emoji without.
            if (k > begin && k + 1 < whole && folded[k] == '\uD83C' && folded[k + 1] is >= '\uDFFB' and <= '\uDFFF')
                (k, toned) = (k + 1, true);
            else folded[foldedLength++] = folded[k];
        }
        if (toned) Add(whole, foldedLength, position, position + 1, i, i + length, TokenKind.Emoji, scope);
        position++;
        return i + length;
    }
}
