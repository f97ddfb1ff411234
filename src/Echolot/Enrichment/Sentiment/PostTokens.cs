using System.Text;

namespace Echolot.Enrichment;

internal enum TokenKind : byte { Word, Hashtag, Sign, Mark, Handle, Address, Number }

/// <summary>A piece of a post as sentiment reads it.</summary>
/// <param name="Start">Offset in UTF-16 code units.</param>
/// <param name="Form">Lower case, letters repeated three times and more cut to two; signs as themselves.</param>
/// <param name="Shouted">Written in capitals, two letters or more.</param>
internal readonly record struct Token(int Start, int Length, TokenKind Kind, string Form, bool Shouted = false);

/// <summary>Cuts a post into words, hashtags, emoji and emoticons, marks, handles and addresses.</summary>
internal static class PostTokens
{
    /// <summary>Tokens read of one text: the first pages of an article; the rest rarely changes its tone.</summary>
    public const int Limit = 600;

    private const int LongestEmoticon = 6;
    private const int LongestWord = 60;

    public static List<Token> Read(string text, Lexicon signs)
    {
        var tokens = new List<Token>(32);
        Read(text, signs, tokens);
        return tokens;
    }

    /// <summary>As <see cref="Read(string, Lexicon)"/>, into a list that is at hand.</summary>
    public static void Read(string text, Lexicon signs, List<Token> tokens)
    {
        tokens.Clear();
        for (var i = 0; i < text.Length && tokens.Count < Limit;)
            i += Math.Max(1, Next(text, i, signs, tokens));
    }

    /// <summary>Adds the token that starts here, if one does; returns how many code units are done with.</summary>
    private static int Next(string text, int at, Lexicon signs, List<Token> tokens)
    {
        var c = text[at];
        if (char.IsWhiteSpace(c)) return 1;
        var rest = text.AsSpan(at);
        var afterLetter = at > 0 && char.IsLetterOrDigit(text[at - 1]);

        if (!afterLetter && c is 'h' or 'w' or 'H' or 'W' && IsAddress(rest))
        {
            var end = rest.IndexOfAny(" \t\r\n\u00a0");
            return Add(TokenKind.Address, end < 0 ? rest.Length : end, "http");
        }
        if (rest.StartsWith("&lt;3")) return Add(TokenKind.Sign, 5, "<3");
        if (c == '&' && rest[..Math.Min(9, rest.Length)].IndexOf(';') is > 1 and var semicolon) return semicolon + 1;
        if (c is '@' or '#' && rest.Length > 1 && (char.IsLetterOrDigit(rest[1]) || rest[1] == '_'))
        {
            var end = 1;
            while (end < rest.Length && (char.IsLetterOrDigit(rest[end]) || rest[end] == '_')) end++;
            return c == '@' ? Add(TokenKind.Handle, end, "@") : Add(TokenKind.Hashtag, end, Fold(rest[1..end]));
        }
        if (!afterLetter && Emoticon(rest, signs) is > 0 and var emoticon)
            return Add(TokenKind.Sign, emoticon, rest[..emoticon].ToString());
        if (char.IsLetter(c))
        {
            var end = 1;
            while (end < rest.Length && (char.IsLetterOrDigit(rest[end]) || rest[end] is >= '\u0300' and <= '\u036f'
                || (rest[end] is '\'' or '’' && end + 1 < rest.Length && char.IsLetter(rest[end + 1])))) end++;
            var word = rest[..end];
            var shouted = end > 1 && word.IndexOfAnyExceptInRange('A', 'Z') < 0;
            tokens.Add(new(at, end, TokenKind.Word, Fold(word), shouted));
            return end;
        }
        if (char.IsDigit(c))
        {
            var end = 1;
            while (end < rest.Length && (char.IsLetterOrDigit(rest[end])
                || (rest[end] is '.' or ',' or ':' && end + 1 < rest.Length && char.IsDigit(rest[end + 1])))) end++;
            return Add(TokenKind.Number, end, "0");
        }
        if (c is '!' or '?' or '.' or '…')
        {
            var end = 1;
            while (end < rest.Length && rest[end] is '!' or '?' or '.' or '…') end++;
            return Add(TokenKind.Mark, end, MarkForm(rest[..end]));
        }
        if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done) return 1;
        if (IsPictograph(rune)) return Add(TokenKind.Sign, used, rest[..used].ToString());
        if (c is ',' or ';' or ':' or '"' or '„' or '“' or '”' or '(' or ')' or '-' or '–')
            return Add(TokenKind.Mark, 1, c is '„' or '“' or '”' ? "\"" : c.ToString());
        return used;

        int Add(TokenKind kind, int length, string form)
        {
            tokens.Add(new(at, length, kind, form));
            return length;
        }
    }

    private static bool IsAddress(ReadOnlySpan<char> rest) =>
        rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    private static int Emoticon(ReadOnlySpan<char> rest, Lexicon signs)
    {
        if (rest.Length < 2 || !signs.MayBegin(rest[0], rest[1])) return 0;
        for (var length = Math.Min(LongestEmoticon, rest.Length); length > 1; length--)
        {
            var cutsWord = length < rest.Length
                && char.IsLetterOrDigit(rest[length - 1]) && char.IsLetterOrDigit(rest[length]);
            if (cutsWord) continue;
            // ":/" of an address that somebody broke in two.
            if (length == 2 && rest.StartsWith("://")) continue;
            if (!char.IsSurrogate(rest[0]) && signs.Knows(rest[..length])) return length;
        }
        return 0;
    }

    private static string MarkForm(ReadOnlySpan<char> run) =>
        run.Contains('!') && run.Contains('?') ? "?!"
        : run[0] == '!' ? run.Length > 1 ? "!!" : "!"
        : run[0] == '?' ? run.Length > 1 ? "??" : "?"
        : run.Length > 1 || run[0] == '…' ? "…" : ".";

    private static bool IsPictograph(Rune rune) =>
        rune.Value is >= 0x1F300 and <= 0x1FAFF and not (>= 0x1F3FB and <= 0x1F3FF)
            or >= 0x2600 and <= 0x27BF or >= 0x2B00 and <= 0x2BFF or >= 0x2190 and <= 0x21FF;

    private static string Fold(ReadOnlySpan<char> word)
    {
        Span<char> into = stackalloc char[LongestWord];
        var length = 0;
        foreach (var raw in word)
        {
            if (length == into.Length) break;
            if (raw == '\u0308' && length > 0)
            {
                into[length - 1] = into[length - 1] switch { 'a' => 'ä', 'o' => 'ö', 'u' => 'ü', var other => other };
                continue;
            }
            if (raw is >= '\u0300' and <= '\u036f') continue;
            var c = raw == '’' ? '\'' : char.ToLowerInvariant(raw);
            if (length > 1 && into[length - 1] == c && into[length - 2] == c) continue;
            into[length++] = c;
        }
        return into[..length].ToString();
    }
}
