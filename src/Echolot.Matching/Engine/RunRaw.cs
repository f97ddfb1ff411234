using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>A term as typed: found by its folded words, then compared with the text of the post.</summary>
/// <param name="Text">As typed, with single spaces.</param>
/// <param name="Lead">Characters before the first word: <c>{#BT}</c>.</param>
internal sealed record RawText(string Text, int Lead, bool IgnoreCase)
{
    public static RawText Of(WordsNode words, bool plain)
    {
        var buffer = new TokenBuffer(plain);
        buffer.Read(words.Surface, Scope.Text);
        var lead = 0;
        foreach (ref readonly var token in buffer.Tokens)
        {
            // Of one hashtag or mention its sign is the first character, of a phrase the first word.
            if (words.Atoms.Length > 1 && token.Kind is not (TokenKind.Word or TokenKind.Emoji)) continue;
            lead = token.CharStart;
            break;
        }
        return new(words.Surface, lead, words.Raw == Raw.Accents);
    }

    /// <summary>
    /// Whether the field reads so with the first word at <paramref name="word"/>. Any spaces are one space, any
    /// apostrophe is the same.
    /// </summary>
    public bool StandsIn(ReadOnlySpan<char> field, int word)
    {
        var at = word - Lead;
        if (at < 0) return false;
        foreach (var c in Text)
        {
            if (at >= field.Length) return false;
            if (c == ' ')
            {
                if (!char.IsWhiteSpace(field[at])) return false;
                while (at < field.Length && char.IsWhiteSpace(field[at])) at++;
            }
            else if (!IsSame(c, field[at++])) return false;
        }
        // The word may go on with an accent or an e that folding hides.
        return at == field.Length || !IsInWord(Text[^1]) || !IsInWord(field[at]);
    }

    private static bool IsInWord(char c) => char.IsLetterOrDigit(c) || Letters.IsMark(char.GetUnicodeCategory(c));

    private bool IsSame(char asked, char found) => asked == found
        || IgnoreCase && char.ToUpperInvariant(asked) == char.ToUpperInvariant(found)
        || Letters.IsApostrophe(asked) && Letters.IsApostrophe(found);
}

/// <summary>Terms that are compared as typed.</summary>
internal sealed partial class Run
{
    private bool IsRaw(in Op op)
    {
        var before = stretchCount;
        FindRaw(op);
        var found = stretchCount > before;
        stretchCount = before;
        return found;
    }

    private void FindRaw(in Op op)
    {
        ref readonly var inner = ref segment.Ops[op.A];
        var raw = segment.Raws[op.B];
        if (inner.Kind == OpKind.Phrase)
        {
            var kept = stretchCount;
            FindPhrase(segment.Phrases[inner.A], inner.Scope, onlyFirst: false);
            var end = stretchCount;
            for (var i = kept; i < end; i++)
                if (Reads(raw, WordAt(StartOf(stretches[i])))) stretches[kept++] = stretches[i];
            stretchCount = kept;
            return;
        }
        if (!IsThere(inner.A, inner.Scope)) return;
        for (var at = states[inner.A].FirstPlace; at >= 0; at = places[at].Next)
        {
            ref readonly var token = ref tokens[places[at].Token];
            if (((byte)token.Scope & inner.Scope) != 0 && Reads(raw, token)) Push(token.Position, token.PositionEnd);
        }
    }

    private bool Reads(RawText raw, in Token first) =>
        raw.StandsIn((first.Scope & Scope.Title) != 0 ? title : text, first.CharStart);

    /// <summary>The word or emoji at a position; tokens are in the order of their positions.</summary>
    private ref readonly Token WordAt(int position)
    {
        var (low, high) = (0, tokenCount);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (tokens[middle].Position < position) low = middle + 1;
            else high = middle;
        }
        while (tokens[low].Kind is not (TokenKind.Word or TokenKind.Emoji)) low++;
        return ref tokens[low];
    }
}
