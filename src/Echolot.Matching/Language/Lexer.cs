using System.Globalization;

namespace Echolot.Matching.Language;

internal enum LexemeKind : byte { Word, Phrase, Open, Close, And, Or, Not, Near, Field, End }

/// <summary>
/// A piece of a query. For words and phrases <c>ContentStart</c>/<c>ContentLength</c> leave out quotation marks.
/// </summary>
internal readonly record struct Lexeme(LexemeKind Kind, int Start, int Length, int ContentStart, int ContentLength,
    int Distance = 0, bool Ordered = false);

/// <summary>Cuts a query into lexemes and reports what cannot be one.</summary>
internal sealed class Lexer(string text, List<QueryError> errors, List<QueryError> warnings)
{
    public const int DefaultDistance = 15, MaxDistance = 100;

    private readonly List<Lexeme> lexemes = [];

    /// <summary>Spaces, brackets and quotation marks end a word.</summary>
    public static bool EndsWord(char c) => c is '(' or ')' || IsQuote(c) || char.IsWhiteSpace(c);

    /// <summary>Any quotation mark opens and any closes: „a“ “a” »a« «a» "a".</summary>
    public static bool IsQuote(char c) => c is '"' or '„' or '“' or '”' or '‟' or '»' or '«' or '‹' or '›' or '＂' or '″';

    public static bool IsOperatorWord(ReadOnlySpan<char> word) =>
        OperatorOf(word) is not null
        || word.StartsWith("NEAR") && IsNear(word[4..]) || word.StartsWith("ONEAR") && IsNear(word[5..]);

    public List<Lexeme> Read()
    {
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c)) i++;
            else if (c == '(') Add(LexemeKind.Open, i, ++i);
            else if (c == ')') Add(LexemeKind.Close, i, ++i);
            else if (IsQuote(c)) i = ReadPhrase(i);
            else if (At(i, "&&")) Add(LexemeKind.And, i, i += 2);
            else if (At(i, "||")) Add(LexemeKind.Or, i, i += 2);
            else i = ReadWord(i);
        }
        Add(LexemeKind.End, text.Length, text.Length);
        return lexemes;
    }

    private bool At(int i, string what) => string.CompareOrdinal(text, i, what, 0, what.Length) == 0;

    private void Add(LexemeKind kind, int start, int end) => lexemes.Add(new(kind, start, end - start, start, end - start));

    private int ReadPhrase(int start)
    {
        var end = start + 1;
        while (end < text.Length && !IsQuote(text[end])) end++;
        if (end == text.Length)
        {
            errors.Add(new("unclosed-quote", "This quotation mark is never closed.", start, 1,
                "Close the phrase with a second quotation mark, or delete this one."));
            return text.Length;
        }
        lexemes.Add(new(LexemeKind.Phrase, start, end + 1 - start, start + 1, end - start - 1));
        return end + 1;
    }

    private int ReadWord(int start)
    {
        if (text[start] == '-' && start + 1 < text.Length && !char.IsWhiteSpace(text[start + 1]) && text[start + 1] != ')')
        {
            Add(LexemeKind.Not, start, start + 1);
            return start + 1;
        }
        var end = start;
        while (end < text.Length && !EndsWord(text[end]) && !At(end, "&&") && !At(end, "||")) end++;
        var word = text.AsSpan(start, end - start);
        if (OperatorOf(word) is { } kind) Add(kind, start, end);
        else if (word.StartsWith("NEAR") && IsNear(word[4..])) ReadNear(start, end, word[4..], ordered: false);
        else if (word.StartsWith("ONEAR") && IsNear(word[5..])) ReadNear(start, end, word[5..], ordered: true);
        else if (FieldEnd(start, end) is var colon and > 0)
        {
            Add(LexemeKind.Field, start, colon);
            return colon + 1;
        }
        else Add(LexemeKind.Word, start, end);
        return end;
    }

    private static LexemeKind? OperatorOf(ReadOnlySpan<char> word) => word switch
    {
        "AND" or "UND" => LexemeKind.And,
        "OR" or "ODER" => LexemeKind.Or,
        "NOT" or "NICHT" => LexemeKind.Not,
        _ => null,
    };

    private static bool IsNear(ReadOnlySpan<char> rest) => rest.IsEmpty || rest[0] == '/';

    private void ReadNear(int start, int end, ReadOnlySpan<char> rest, bool ordered)
    {
        var distance = DefaultDistance;
        if (rest.IsEmpty)
            warnings.Add(new("near-default", $"NEAR without a number means NEAR/{DefaultDistance}.", start, end - start,
                $"Write the distance, such as NEAR/{DefaultDistance}.", IsWarning: true));
        else
        {
            var digits = rest[1..];
            if (digits.EndsWith("f"))
            {
                ordered = true;
                digits = digits[..^1];
            }
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out distance)
                || distance is < 1 or > MaxDistance)
            {
                errors.Add(new("near-distance", $"\"{text[start..end]}\" needs a whole number from 1 to {MaxDistance}.",
                    start, end - start, "Write NEAR/1 for words next to each other, NEAR/5 for at most four words between."));
                distance = DefaultDistance;
            }
        }
        lexemes.Add(new(LexemeKind.Near, start, end - start, start, end - start, distance, ordered));
    }

    /// <summary>
    /// Where the name of a field ends, or 0 if the word has none. Addresses (https://…) and times (12:30) have
    /// none.
    /// </summary>
    private int FieldEnd(int start, int end)
    {
        var colon = start;
        while (colon < end && char.IsAsciiLetter(text[colon])) colon++;
        if (colon == start || colon == end || text[colon] != ':') return 0;
        var name = text[start..colon];
        if (Fields.Scopes.ContainsKey(name) || Fields.Values.ContainsKey(name)) return colon;
        var next = colon + 1 < text.Length ? text[colon + 1] : ' ';
        if (next == '/' || char.IsWhiteSpace(next) || next == ')') return 0;
        errors.Add(new("unknown-field", $"There is no field \"{name}\".", start, colon + 1 - start,
            $"Fields are {Fields.Known}. To find these words in the text, put them in quotation marks."));
        return 0;
    }
}
