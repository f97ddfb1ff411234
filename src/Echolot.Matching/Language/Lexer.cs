using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Echolot.Matching.Language;

internal enum LexemeKind : byte { Word, Phrase, Open, Close, And, Or, Not, Near, Field, Count, Least, End }

/// <summary>
/// A piece of a query. For words and phrases <c>ContentStart</c>/<c>ContentLength</c> leave out quotation marks and
/// what is written before and behind the term.
/// </summary>
/// <param name="Number">Distance of a NEAR, number behind a tilde, least number of a COUNT.</param>
/// <param name="Forms">What the signs before or behind the term say, or null.</param>
/// <param name="HasTilde">A tilde follows the word, phrase or bracket; without a number <c>Number</c> is -1.</param>
internal readonly record struct Lexeme(LexemeKind Kind, int Start, int Length, int ContentStart, int ContentLength,
    int Number = 0, bool Ordered = false, bool HasTilde = false, Raw Raw = Raw.None, WordForms? Forms = null)
{
    public int End => Start + Length;
}

/// <summary>Cuts a query into lexemes and reports what cannot be one.</summary>
internal sealed partial class Lexer(
    string text, ParseRules rules, ParseMemory memory, List<QueryError> errors, List<QueryError>? warnings)
{
    public const int DefaultDistance = 15, MaxDistance = 100;

    /// <summary>Where a word may end: what <see cref="EndsWord"/> says, and signs that may be an operator.</summary>
    private static readonly SearchValues<char> MayEndWord = SearchValues.Create([.. Enumerable
        .Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => EndsWord(c) || c is '&' or '|' or '<')]);

    private readonly List<Lexeme> lexemes = memory.Lexemes;
    private readonly Stack<bool> brackets = memory.Brackets;

    /// <summary>Spaces, brackets and quotation marks end a word.</summary>
    public static bool EndsWord(char c) => c is '(' or ')' || IsQuote(c) || char.IsWhiteSpace(c);

    /// <summary>Any quotation mark opens and any closes: „a“ “a” »a« «a» "a".</summary>
    public static bool IsQuote(char c) =>
        c is '"' or '„' or '“' or '”' or '‟' or '»' or '«' or '‹' or '›' or '＂' or '″';

    public static bool IsOperatorWord(ReadOnlySpan<char> word) =>
        OperatorOf(word) is not null || word is "SENTENCE" or "OSENTENCE"
        || word.StartsWith("NEAR") && IsNear(word[4..]) || word.StartsWith("ONEAR") && IsNear(word[5..]);

    public List<Lexeme> Read()
    {
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c)) i++;
            else if (c == '=' && i + 1 < text.Length
                && (char.IsLetterOrDigit(text[i + 1]) || IsQuote(text[i + 1]))) i = ReadAsTyped(i);
            else if (c == '(') i = ReadOpen(i);
            else if (c == ')') i = ReadClose(i);
            else if (IsQuote(c)) i = ReadPhrase(i, i, Raw.None);
            else if (At(i, "++") && IsQuoteAt(i + 2)) i = ReadPhrase(i, i + 2, Raw.Exact);
            else if (c == '+' && IsQuoteAt(i + 1)) i = ReadPhrase(i, i + 1, Raw.Accents);
            else if (c == '{') i = ReadBraces(i);
            else if (At(i, "&&")) Add(LexemeKind.And, i, i += 2);
            else if (At(i, "||")) Add(LexemeKind.Or, i, i += 2);
            else if (At(i, "<<<")) i = SkipComment(i);
            else if (c == '#' && EndsAt(i + 1)) i = SkipLine(i);
            else if (IsSignBefore(i, '-', ')') || c == '!' && StartsTerm(i + 1)) Add(LexemeKind.Not, i, ++i);
            else if (c == '+' && StartsTerm(i + 1)) i++;
            else i = ReadWord(i);
        }
        Add(LexemeKind.End, text.Length, text.Length);
        if (rules.LinesAreAlternatives && text.AsSpan().ContainsAny('\n', '\r')) JoinLines();
        return lexemes;
    }

    /// <summary>
    /// Puts OR between lines. Inside of brackets, beside an operator and before an exclusion a line goes on: a line of
    /// its own that only excludes would find nearly everything.
    /// </summary>
    private void JoinLines()
    {
        Lexeme[] cut = [.. lexemes];
        lexemes.Clear();
        var depth = 0;
        foreach (var lexeme in cut)
        {
            if (depth == 0 && lexemes.Count > 0 && EndsOperand(lexemes[^1].Kind) && Parser.StartsOperand(lexeme.Kind)
                && text.AsSpan(lexemes[^1].End..lexeme.Start).IndexOfAny('\n', '\r') is var line and >= 0)
            {
                rules.Decide(new("lines-alternatives", "Each line is read as an alternative: OR stands between them.", 0,
                    text.Length, "Put brackets around lines that belong together, or write AND between them.",
                    IsWarning: true));
                var at = lexemes[^1].End + line;
                Add(LexemeKind.Or, at, at + 1);
            }
            lexemes.Add(lexeme);
            depth = lexeme.Kind switch
            {
                LexemeKind.Open => depth + 1, LexemeKind.Close => Math.Max(0, depth - 1), _ => depth,
            };
        }
    }

    private static bool EndsOperand(LexemeKind kind) =>
        kind is LexemeKind.Word or LexemeKind.Phrase or LexemeKind.Close or LexemeKind.Least;

    private bool At(int i, string what) => text.AsSpan(i).StartsWith(what);

    private bool EndsAt(int i) => i >= text.Length || char.IsWhiteSpace(text[i]);

    private bool IsQuoteAt(int i) => i < text.Length && IsQuote(text[i]);

    private bool IsSignBefore(int i, char sign, char not) => text[i] == sign && !EndsAt(i + 1) && text[i + 1] != not;

    /// <summary>Whether a term begins here, so that a sign before it is meant for it.</summary>
    private bool StartsTerm(int i) => i < text.Length
        && (char.IsLetterOrDigit(text[i]) || text[i] is '(' or '{' or '*' or '#' or '@' || IsQuote(text[i]));

    private void Add(LexemeKind kind, int start, int end) =>
        lexemes.Add(new(kind, start, end - start, start, end - start));

    private int ReadOpen(int start)
    {
        brackets.Push(lexemes.Count > 0 && lexemes[^1].Kind == LexemeKind.Count);
        Add(LexemeKind.Open, start, start + 1);
        return start + 1;
    }

    private int ReadClose(int start)
    {
        var isCount = brackets.TryPop(out var counts) && counts;
        var end = ReadTilde(start + 1, out var number);
        lexemes.Add(new(LexemeKind.Close, start, end - start, start, 1, number, HasTilde: end > start + 1));
        return isCount ? ReadLeast(end) : SkipPreference(end);
    }

    /// <summary>The comparison behind a COUNT; without one the parser says that it is missing.</summary>
    private int ReadLeast(int start)
    {
        var i = start;
        while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
        var begin = i;
        while (i < text.Length && text[i] is '>' or '<' or '=' or '≥') i++;
        var sign = text.AsSpan(begin, i - begin);
        if (sign.IsEmpty) return start;
        while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
        var digits = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        var isNumber = int.TryParse(text.AsSpan(digits, i - digits), NumberStyles.None, CultureInfo.InvariantCulture,
            out var least);
        if (sign is ">") least++;
        if (!isNumber || sign is not (">" or ">=" or "≥") || least is < 1 or > Parser.MaxCount)
        {
            errors.Add(new("count-number", $"COUNT needs a whole number from 1 to {Parser.MaxCount} behind >=.", begin,
                i - begin,
                "Write COUNT(word)>=3 for three or more; for fewer, NOT COUNT(word)>=3."));
            least = 1;
        }
        lexemes.Add(new(LexemeKind.Least, begin, i - begin, begin, i - begin, least));
        return i;
    }

    /// <summary>Where a tilde and its number end; <paramref name="number"/> is -1 without one.</summary>
    private int ReadTilde(int start, out int number)
    {
        number = 0;
        if (start >= text.Length || text[start] != '~') return start;
        var end = start + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        number = end == start + 1 ? -1 : NumberOf(text.AsSpan(start + 1, end - start - 1));
        return end;
    }

    /// <summary>The number, or one that is too large for everything.</summary>
    private static int NumberOf(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private int SkipComment(int start)
    {
        var end = text.IndexOf(">>>", start, StringComparison.Ordinal);
        if (end >= 0) return end + 3;
        errors.Add(new("unclosed-comment", "This comment is never closed.", start, 3,
            "Write >>> where it ends, or delete it.",
            Fix: new(text.Length, 0, ">>>")));
        return text.Length;
    }

    private int SkipLine(int start)
    {
        while (start < text.Length && text[start] is not ('\n' or '\r')) start++;
        return start;
    }

    private int ReadPhrase(int start, int quote, Raw raw)
    {
        var end = quote + 1;
        while (end < text.Length && !IsQuote(text[end])) end++;
        if (end == text.Length)
        {
            errors.Add(new("unclosed-quote", "This quotation mark is never closed.", quote, 1,
                "Close the phrase with a second quotation mark, or delete this one.", Fix: new(quote, 1, "")));
            return text.Length;
        }
        return AddTerm(LexemeKind.Phrase, start, quote + 1, end, end + 1, raw);
    }

    /// <summary><c>=word</c> and <c>="a phrase"</c>.</summary>
    private int ReadAsTyped(int start)
    {
        var before = lexemes.Count;
        var end = IsQuote(text[start + 1]) ? ReadPhrase(start, start + 1, Raw.None) : ReadWord(start + 1);
        if (lexemes.Count > before && lexemes[^1] is { Kind: LexemeKind.Word or LexemeKind.Phrase } term)
            lexemes[^1] = term with { Start = start, Length = term.End - start, Forms = WordForms.AsTyped };
        return end;
    }

    private int ReadBraces(int start)
    {
        var end = text.IndexOf('}', start);
        if (end < 0)
        {
            errors.Add(new("unclosed-brace", "This brace is never closed.", start, 1,
                "Write } behind the word whose capitals count: {BT}.", Fix: EndOfWord(start + 1) is var word && word > start + 1
                    ? new(word, 0, "}") : new(start, 1, "")));
            return text.Length;
        }
        return AddTerm(LexemeKind.Phrase, start, start + 1, end, end + 1, Raw.Exact);
    }

    private int AddTerm(LexemeKind kind, int start, int from, int to, int behind, Raw raw)
    {
        var end = ReadTilde(behind, out var number);
        var hasTilde = end > behind;
        if (SkipPreference(end) is var after && after > end)
        {
            lexemes.Add(new(kind, start, end - start, from, to - from, number, HasTilde: hasTilde, Raw: raw));
            return after;
        }
        var forms = default(WordForms?);
        while (!hasTilde && end < text.Length && end < behind + 2 && text[end] == '^')
        {
            forms = end == behind ? WordForms.Inflected : WordForms.Compound;
            end++;
        }
        lexemes.Add(new(kind, start, end - start, from, to - from, number, HasTilde: hasTilde, Raw: raw, Forms: forms));
        return end;
    }

    /// <summary><c>^9</c> behind a term or bracket says what to show first elsewhere, and nothing here.</summary>
    private int SkipPreference(int start)
    {
        if (start >= text.Length || text[start] != '^') return start;
        var end = start + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end == start + 1) return start;
        (rules.LeftOut ?? warnings)?.Add(new("preference", $"\"{text[start..end]}\" says what to show first, which a "
            + "query does not decide here.", start, end - start, "Leave it out.", IsWarning: rules.LeftOut is null,
            Fix: new(start, end - start, "")));
        return end;
    }

    private int ReadWord(int start)
    {
        var end = start;
        while (true)
        {
            var more = text.AsSpan(end).IndexOfAny(MayEndWord);
            end = more < 0 ? text.Length : end + more;
            if (more < 0 || EndsWord(text[end]) || At(end, "&&") || At(end, "||") || At(end, "<<<")) break;
            end++;
        }
        var word = text.AsSpan(start, end - start);
        if (OperatorOf(word) is { } kind) Add(kind, start, end);
        else if (word is "SENTENCE" or "OSENTENCE")
            lexemes.Add(new(LexemeKind.Near, start, end - start, start, end - start, NearNode.Sentence,
                Ordered: word[0] == 'O'));
        else if (word.StartsWith("NEAR") && IsNear(word[4..])) ReadNear(start, end, word[4..], ordered: false);
        else if (word.StartsWith("ONEAR") && IsNear(word[5..])) ReadNear(start, end, word[5..], ordered: true);
        else if (word is "COUNT" && text.AsSpan(end).TrimStart().StartsWith('(')) Add(LexemeKind.Count, start, end);
        else if (FieldEnd(start, end) is var colon and > 0)
        {
            Add(LexemeKind.Field, start, colon);
            return colon + 1 < text.Length && text[colon + 1] == '[' ? ReadRange(colon + 1) : colon + 1;
        }
        else
        {
            var tilde = start + word.TrimEnd("0123456789").Length - 1;
            if (tilde > start && tilde + 1 < end && text[tilde] == '^' && text[tilde - 1] != '^')
                return AddTerm(LexemeKind.Word, start, start, tilde, tilde, Raw.None);
            if (tilde > start && text[tilde] == '~' && text[tilde - 1] != '~')
                return AddTerm(LexemeKind.Word, start, start, tilde, tilde, Raw.None);
            var bare = start + word.TrimEnd('^').Length;
            if (bare > start && bare < end) return AddTerm(LexemeKind.Word, start, start, bare, bare, Raw.None);
            Add(LexemeKind.Word, start, end);
        }
        return end;
    }

    /// <summary><c>[1 TO 2]</c> behind a field.</summary>
    private int ReadRange(int start)
    {
        var end = text.IndexOf(']', start);
        if (end < 0)
        {
            errors.Add(new("unclosed-range", "This range is never closed.", start, 1,
                "Write ] behind it: rating:[1 TO 2].",
                Fix: Ends().Match(text, start) is { Success: true } ends ? new(start + ends.Length, 0, "]") : null));
            return text.Length;
        }
        Add(LexemeKind.Word, start, end + 1);
        return end + 1;
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
        var distance = rules.Near;
        if (rest.IsEmpty)
            warnings?.Add(new("near-default", $"NEAR without a number means NEAR/{rules.Near}.", start, end - start,
                $"Write the distance, such as NEAR/{rules.Near}.", IsWarning: true,
                Fix: new(end, 0, $"/{rules.Near}")));
        else
        {
            var digits = rest[1..];
            if (digits.EndsWith("f"))
            {
                ordered = true;
                digits = digits[..^1];
            }
            var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            if (isNumber && number == 0 && rules.Farther == 0)
            {
                number = 1;
                warnings?.Add(new("near-zero",
                    $"\"{text[start..end]}\" is read as next to each other, which is NEAR/1.", start, end - start,
                    "Write 1 for words next to each other.", IsWarning: true,
                    Fix: new(end - rest.Length + 1, digits.Length, "1")));
            }
            if (isNumber && rules.DistanceOf(number, start, end - start) is { } known) distance = known;
            else
            {
                errors.Add(new("near-distance", $"\"{text[start..end]}\" needs a whole number from 1 to {MaxDistance}.",
                    start, end - start, "Write NEAR/1 for words next to each other, NEAR/5 for at most four "
                        + "words between."));
                distance = rules.Near;
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
        while (colon < end && (char.IsAsciiLetter(text[colon]) || colon > start && text[colon] is '.' or '_')) colon++;
        if (colon == start || colon == end || text[colon] != ':') return 0;
        if (Fields.IsField(text.AsSpan(start, colon - start))) return colon;
        var name = text[start..colon];
        if (name.Contains('.')) return 0;
        var next = colon + 1 < text.Length ? text[colon + 1] : ' ';
        if (next == '/' || char.IsWhiteSpace(next) || next == ')') return 0;
        if (rules.LeftOut is not null) return colon;
        errors.Add(Fields.Unknown(name, start, colon + 1 < end ? new(start, end - start, $"\"{text[start..end]}\"") : null));
        return 0;
    }

    private int EndOfWord(int start)
    {
        while (start < text.Length && !EndsWord(text[start])) start++;
        return start;
    }

    /// <summary>A range that lacks nothing but its end.</summary>
    [GeneratedRegex(@"\G\[\s*[\d.*]+\s+TO\s+[\d.*]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Ends();
}
