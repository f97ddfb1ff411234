namespace Echolot.Connectors.Feeds.Reading;

internal enum MarkupKind { Text, Start, End, CData, Comment, Declaration, Instruction }

/// <summary>A piece of markup.</summary>
/// <param name="Name">Element name as written (Start, End).</param>
/// <param name="Text">Raw text (Text, with references), content (CData, Comment, Declaration, Instruction).</param>
/// <param name="Attributes">Name as written and raw value, in order.</param>
/// <param name="Closed">The start tag closes itself.</param>
internal sealed record MarkupPiece(
    MarkupKind Kind, string Name, string Text, IReadOnlyList<KeyValuePair<string, string>> Attributes, bool Closed);

/// <summary>
/// Cuts XML or HTML into pieces and never fails: what is no markup is text. One pass, linear in the length.
/// </summary>
internal static class Markup
{
    private const int MostAttributes = 256;

    public static IEnumerable<MarkupPiece> Cut(string text, bool html)
    {
        var at = 0;
        while (at < text.Length)
        {
            var next = NextTag(text, at);
            if (next > at)
                yield return Piece(MarkupKind.Text, text[at..next]);
            if (next >= text.Length)
                yield break;
            MarkupPiece piece;
            (piece, at) = One(text, next, html);
            yield return piece;

            // In HTML, script and style hold no markup.
            if (html && piece is { Kind: MarkupKind.Start, Closed: false } && IsRaw(piece.Name))
            {
                var end = EndOf(text, piece.Name, at);
                if (end > at)
                    yield return Piece(MarkupKind.CData, text[at..end]);
                at = end;
            }
        }
    }

    private static bool IsRaw(string name) =>
        name.Equals("script", StringComparison.OrdinalIgnoreCase) || name.Equals("style", StringComparison.OrdinalIgnoreCase);

    private static int EndOf(string text, string name, int at)
    {
        for (var i = text.IndexOf("</", at, StringComparison.Ordinal); i >= 0; i = text.IndexOf("</", i + 2, StringComparison.Ordinal))
        {
            var after = i + 2 + name.Length;
            if (string.Compare(text, i + 2, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0
                && (after >= text.Length || !IsNamePart(text[after])))
            {
                return i;
            }
        }
        return text.Length;
    }

    private static int NextTag(string text, int at)
    {
        for (var i = text.IndexOf('<', at); i >= 0; i = text.IndexOf('<', i + 1))
        {
            if (i + 1 >= text.Length)
                break;
            var c = text[i + 1];
            if (IsNameStart(c) || c is '!' or '?' || (c == '/' && i + 2 < text.Length && IsNameStart(text[i + 2])))
                return i;
        }
        return text.Length;
    }

    private static (MarkupPiece, int) One(string text, int at, bool html)
    {
        if (text[at + 1] == '/')
        {
            var nameEnd = NameEnd(text, at + 2);
            var close = text.IndexOf('>', nameEnd);
            return (Piece(MarkupKind.End, "", text[(at + 2)..nameEnd]), close < 0 ? text.Length : close + 1);
        }
        if (Starts(text, at, "<!--"))
            return Until(text, at + 4, "-->", MarkupKind.Comment);
        if (html && Starts(text, at, "<![CDATA["))
            return (Piece(MarkupKind.Text, "&lt;![CDATA["), at + 9); // packed twice: only the outer one is XML
        if (Starts(text, at, "<![CDATA["))
            return Until(text, at + 9, "]]>", MarkupKind.CData);
        if (text[at + 1] == '?')
            return Until(text, at + 2, ">", MarkupKind.Instruction);
        if (html && text[at + 1] == '!' && text.IndexOf('>', at) < 0)
            return (Piece(MarkupKind.Text, "&lt;!"), at + 2); // somebody writes about markup
        return text[at + 1] == '!' ? Declaration(text, at + 2) : StartTag(text, at + 1);
    }

    private static (MarkupPiece, int) Until(string text, int from, string end, MarkupKind kind)
    {
        var to = text.IndexOf(end, Math.Min(from, text.Length), StringComparison.Ordinal);
        return to < 0 ? (Piece(kind, text[Math.Min(from, text.Length)..]), text.Length) : (Piece(kind, text[from..to]), to + end.Length);
    }

    /// <summary>A declaration ends at the first &gt; outside quotes and square brackets.</summary>
    private static (MarkupPiece, int) Declaration(string text, int from)
    {
        var (depth, quote) = (0, '\0');
        for (var i = from; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (depth > 0 && Starts(text, i, "<!--"))
                i = Math.Max(i, text.IndexOf("-->", i, StringComparison.Ordinal) + 1);
            else if (c is '"' or '\'')
                quote = c;
            else if (c is '[' or ']')
                depth += c == '[' ? 1 : -1;
            else if (c == '>' && depth <= 0)
                return (Piece(MarkupKind.Declaration, text[from..i]), i + 1);
        }
        var end = text.IndexOf('>', from);
        return end < 0
            ? (Piece(MarkupKind.Declaration, text[from..]), text.Length)
            : (Piece(MarkupKind.Declaration, text[from..end]), end + 1);
    }

    private static (MarkupPiece, int) StartTag(string text, int at)
    {
        var i = NameEnd(text, at);
        var name = text[at..i];
        var attributes = new List<KeyValuePair<string, string>>();
        while (i < text.Length)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i]))
                i++;
            if (i >= text.Length)
                break;
            if (text[i] == '>')
                return (new(MarkupKind.Start, name, "", attributes, false), i + 1);
            if (text[i] == '/' && i + 1 < text.Length && text[i + 1] == '>')
                return (new(MarkupKind.Start, name, "", attributes, true), i + 2);
            if (text[i] == '<') // the tag was never closed
                return (new(MarkupKind.Start, name, "", attributes, false), i);
            var start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('=' or '>' or '<') && !(text[i] == '/' && i > start))
                i++;
            var key = text[start..i];
            if (i == start)
            {
                i++; // a stray '='
                continue;
            }
            (var value, i) = Value(text, i);
            if (attributes.Count < MostAttributes && key != "/")
                attributes.Add(new(key, value));
        }
        return (new(MarkupKind.Start, name, "", attributes, false), i);
    }

    private static (string, int) Value(string text, int i)
    {
        var next = i;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        if (next >= text.Length || text[next] != '=')
            return ("", i);
        next++;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        if (next >= text.Length)
            return ("", next);
        var quoted = text[next] is '"' or '\'';
        if (quoted)
        {
            var end = text.IndexOf(text[next], next + 1);
            if (end >= 0)
                return (text[(next + 1)..end], end + 1);
            next++; // a quote left open: up to the end of the tag
        }
        var stop = next;
        while (stop < text.Length && !char.IsWhiteSpace(text[stop]) && text[stop] != '>')
            stop++;
        if (!quoted && stop < text.Length && text[stop] == '>' && stop > next && text[stop - 1] == '/')
            stop--;
        return (text[next..stop], stop);
    }

    private static int NameEnd(string text, int at)
    {
        while (at < text.Length && IsNamePart(text[at]))
            at++;
        return at;
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or ':';

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or ':' or '-' or '.' || c >= '\x80';

    private static bool Starts(string text, int at, string with) => string.CompareOrdinal(text, at, with, 0, with.Length) == 0;

    private static MarkupPiece Piece(MarkupKind kind, string text, string name = "") => new(kind, name, text, [], false);
}
