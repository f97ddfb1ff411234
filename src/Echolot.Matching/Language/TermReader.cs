using System.Globalization;
using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>Makes leaves of a query from words and phrases, by the tokeniser that also reads the posts.</summary>
internal sealed partial class TermReader(
    string text, QueryOptions options, ParseRules rules, ParseMemory memory, List<QueryError> errors,
    List<QueryError>? warnings)
{
    private const int MaxVariantWords = 4, MaxEdits = 2, MaxFuzzy = 50, MustNotDiffer = 0;

    /// <summary>Fewest letters by how many may differ.</summary>
    private static readonly int[] MinFuzzy = [0, 3, 5];

    private readonly TokenBuffer buffer = memory.Buffer(options.Plain);
    private int count;

    public Node? Read(Lexeme lexeme, Lexeme? field)
    {
        var content = text.Substring(lexeme.ContentStart, lexeme.ContentLength);
        if (field is not { } named) return ReadWords(content, Scope.Any, lexeme);
        var name = NameOf(named);
        if (Fields.Signs.TryGetValue(name, out var sign))
            return sign.Length == 0 ? ReadWords(content, Scope.Any, lexeme with { Raw = Raw.Exact })
                : ReadWords(sign + content.TrimStart(' ', sign[0]), Scope.Any, lexeme);
        if (rules.LeftOut is { } leftOut && Fields.ForeignIds.Contains(name))
        {
            leftOut.Add(new("foreign-id", $"\"{name}:\" asks for an identifier of that product, which no mention has here.",
                named.Start, lexeme.End - named.Start, "Ask for the site, the author or the source by name instead."));
            return null;
        }
        return Fields.Values.TryGetValue(name, out var value) ? ReadValue(value, content, lexeme, named)
            : Fields.Ranges.TryGetValue(name, out var range) ? ReadRange(range, content, lexeme)
            : ReadWords(content, Fields.Scopes[name], lexeme);
    }

    /// <summary>The words of a phrase, each with what is glued to it, as terms of their own.</summary>
    public List<Lexeme> Split(Lexeme phrase)
    {
        var words = new List<Lexeme>();
        var (i, end) = (phrase.ContentStart, phrase.ContentStart + phrase.ContentLength);
        while (i < end)
        {
            var start = i;
            while (i < end && !char.IsWhiteSpace(text[i])) i++;
            if (AtomsOf(text[start..i]).Length > 0)
                words.Add(new(LexemeKind.Phrase, start, i - start, start, i - start, Raw: phrase.Raw));
            i++;
        }
        return words;
    }

    /// <summary><c>"car sharing"~</c>: the words apart, with a hyphen, or in one, at each of their seams.</summary>
    public Node? ReadVariants(Lexeme phrase, Lexeme? field)
    {
        var words = text.Substring(phrase.ContentStart, phrase.ContentLength)
            .Split([' ', '-', '\t', '\r', '\n', '\u00A0'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < 2 or > MaxVariantWords || phrase.Raw != Raw.None || IsValueField(field))
        {
            errors.Add(new("tilde-single", $"A tilde without a number needs a phrase of 2 to {MaxVariantWords} words.",
                phrase.Start, phrase.Length, "Write \"car sharing\"~ for every way of spelling, bahn~1 for one "
                    + "wrong letter."));
            return null;
        }
        var plain = phrase with { HasTilde = false };
        var variants = new Node[1 << (words.Length - 1)];
        for (var seams = 0; seams < variants.Length; seams++)
        {
            var content = words[0];
            for (var i = 1; i < words.Length; i++) content += ((seams >> (i - 1) & 1) == 0 ? " " : "") + words[i];
            if (ReadWords(content, ScopeOf(field), plain) is not { } variant) return null;
            variants[seams] = variant;
        }
        return Nodes.Or(variants);
    }

    private bool IsValueField(Lexeme? field) => field is { } named && !Fields.Scopes.ContainsKey(NameOf(named));

    private Scope ScopeOf(Lexeme? field) => field is { } named ? Fields.Scopes[NameOf(named)] : Scope.Any;

    private string NameOf(Lexeme field) => text.Substring(field.Start, field.Length);

    private WordsNode? ReadWords(string content, Scope scope, Lexeme lexeme)
    {
        content = WithSingleSpaces(content);
        var atoms = AtomsOf(content);
        if (!Counted(atoms.Length, lexeme)) return null;
        if (atoms.Length == 0)
        {
            errors.Add(lexeme.ContentLength == 0
                ? new("empty-phrase", "There is nothing between these quotation marks.", lexeme.Start, lexeme.Length,
                    "Write the words of the phrase between them, or delete them.",
                        Fix: new(lexeme.Start, lexeme.Length, ""))
                : new("nothing-to-search", $"\"{content}\" has no letter or digit to look for.", lexeme.Start,
                    lexeme.Length,
                    "Write a word, a hashtag, a mention or an emoji. Signs within a name belong in quotation "
                    + "marks: \"H & M\"."));
            return null;
        }
        if (Array.TrueForAll(atoms, atom => Literals(atom) == 0))
        {
            errors.Add(new("bare-wildcard", "A wildcard alone would match every post.", lexeme.Start, lexeme.Length,
                "Write at least one letter beside it: bahn* or *bahn."));
            return null;
        }
        if (lexeme.HasTilde && lexeme.Number != MustNotDiffer && !MakeFuzzy(lexeme, atoms)) return null;
        if (lexeme.Raw != Raw.None && Array.Exists(atoms, atom => atom.IsGlob))
        {
            errors.Add(new("raw-wildcard", "A term that is compared as typed cannot have wildcards.", lexeme.Start,
                lexeme.Length,
                "Leave out the wildcard, or the plus signs or braces.", Fix: WithoutSigns(lexeme, content)));
            return null;
        }
        if (warnings is not null) Warn(lexeme, content, atoms, warnings);
        var forms = lexeme.Forms ?? options.Forms;
        // Where letters may differ or must not, the term stands for itself.
        if (lexeme.Raw == Raw.None && atoms[0].Edits == 0) Inflect(atoms, forms);
        else if (lexeme.Forms is not null)
        {
            errors.Add(new("forms-as-typed", "A term that is compared as typed has no other forms.", lexeme.Start,
                lexeme.Length,
                "Leave out the sign for forms, or the plus signs or braces.", Fix: WithoutForms(lexeme)));
            return null;
        }
        return new WordsNode(scope, atoms, content, lexeme.Raw, forms);
    }

    /// <summary>The term without what makes it compared as typed.</summary>
    private QueryFix? WithoutSigns(Lexeme lexeme, string content)
    {
        var end = lexeme.ContentStart + lexeme.ContentLength + 1;
        return text[lexeme.Start] is '{' or '+' && !content.Contains('"')
            ? new(lexeme.Start, end - lexeme.Start, content.Contains(' ') ? $"\"{content}\"" : content) : null;
    }

    private QueryFix? WithoutForms(Lexeme lexeme)
    {
        var bare = text.AsSpan(lexeme.Start, lexeme.Length).TrimEnd('^').Length;
        return bare < lexeme.Length ? new(lexeme.Start + bare, lexeme.Length - bare, "")
            : text[lexeme.Start] == '=' ? new(lexeme.Start, 1, "") : null;
    }

    private QueryFix? WithFewerEdits(Lexeme lexeme, Atom atom)
    {
        var number = text.AsSpan(lexeme.Start, lexeme.Length).TrimEnd("0123456789").Length;
        var most = atom.Key.Length >= MinFuzzy[2] ? 2 : 1;
        return atom.Key.Length < MinFuzzy[most] ? null
            : new(lexeme.Start + number, lexeme.Length - number, most.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Nearly always what is there already.</summary>
    private static string WithSingleSpaces(string content)
    {
        var isApart = true;
        foreach (var c in content)
        {
            var isSpace = char.IsWhiteSpace(c);
            if (isSpace && (isApart || c != ' '))
                return string.Join(' ', content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            isApart = isSpace;
        }
        return isApart ? content.TrimEnd() : content;
    }

    /// <summary>Words become terms that are found in other forms; short ones stay as they are.</summary>
    private static void Inflect(Atom[] atoms, WordForms forms)
    {
        if (forms == WordForms.AsTyped) return;
        foreach (ref var atom in atoms.AsSpan())
        {
            if (atom.Kind != AtomKind.Word || atom.Key.Length < Inflection.MinTerm) continue;
            var isCompound = forms == WordForms.Compound && atom.Key.Length >= Compounds.MinTerm;
            atom = atom with { Kind = isCompound ? AtomKind.Compound : AtomKind.Inflected };
        }
    }

    /// <summary><c>bahn~1</c>: one folded word of which so many letters may differ.</summary>
    private bool MakeFuzzy(Lexeme lexeme, Atom[] atoms)
    {
        if (lexeme.Number < 0 && lexeme.Kind == LexemeKind.Word)
            warnings?.Add(new("fuzzy-default", "A tilde without a number means one wrong letter.", lexeme.Start,
                lexeme.Length,
                "Write ~1 for one letter, ~2 for two.", IsWarning: true, Fix: new(lexeme.End, 0, "1")));
        var edits = lexeme.Number < 0 ? 1 : lexeme.Number;
        if (atoms is not [{ Kind: AtomKind.Word }] || lexeme.Raw != Raw.None)
            errors.Add(new("fuzzy-word", "Wrong letters are allowed for in single words without wildcards only.",
                lexeme.Start, lexeme.Length, "Write the tilde behind one word: bahn~1. For words near each other "
                    + "write \"a b\"~5."));
        else if (edits > MaxEdits)
            errors.Add(new("fuzzy-distance", $"At most {MaxEdits} letters of a word may differ.", lexeme.Start,
                lexeme.Length,
                "Write ~1 or ~2.", Fix: WithFewerEdits(lexeme, atoms[0])));
        else if (atoms[0].Key.Length < MinFuzzy[edits] || atoms[0].Key.Length > MaxFuzzy)
            errors.Add(new("fuzzy-length",
                $"A word with ~{edits} has from {MinFuzzy[edits]} to {MaxFuzzy} letters; shorter ones would find "
                + "everything.",
                lexeme.Start, lexeme.Length, "Write out the spellings you want: (bmw OR bwm)."));
        else
        {
            atoms[0] = atoms[0] with { Kind = edits == 1 ? AtomKind.Fuzzy1 : AtomKind.Fuzzy2 };
            return true;
        }
        return false;
    }

    private void Warn(Lexeme lexeme, string content, Atom[] atoms, List<QueryError> warnings)
    {
        foreach (var atom in atoms)
        {
            if (atom.IsGlob && Literals(atom) is > 0 and < 3 && atom.Key.Contains('*'))
            {
                warnings.Add(new("broad-wildcard",
                    $"\"{content}\" has fewer than three letters beside its wildcard and matches very many words.",
                    lexeme.Start, lexeme.Length, "Write more letters.", IsWarning: true));
                break;
            }
        }
        if (lexeme.Kind == LexemeKind.Phrase)
        {
            if (content.AsSpan().TrimEnd().EndsWith("?"))
                warnings.Add(new("question-mark", "The question mark stands for exactly one letter, not for itself.",
                    lexeme.Start, lexeme.Length, "Leave it out if you mean the sign.", IsWarning: true,
                    Fix: new(text.LastIndexOf('?', lexeme.ContentStart + lexeme.ContentLength - 1), 1, "")));
        }
        else if (content is "and" or "or" or "not" or "und" or "oder" or "nicht" or "near"
            or "And" or "Or" or "Not" or "Und" or "Oder" or "Nicht")
        {
            warnings.Add(new("lower-case-operator", $"\"{content}\" is searched for as a word.", lexeme.Start,
                lexeme.Length,
                $"Operators are written in capitals: {content.ToUpperInvariant()}. To find the word, put it in "
                + "quotation marks.",
                IsWarning: true, Fix: new(lexeme.Start, lexeme.Length, content.ToUpperInvariant())));
        }
    }

    private static int Literals(Atom atom)
    {
        var letters = 0;
        foreach (var c in atom.Key)
            if (c is not ('*' or '?' or TokenBuffer.OptionalE or '#' or '@')) letters++;
        return letters;
    }

    /// <summary>The words in a row; of a hashtag or mention only itself, not the words it is made of.</summary>
    private Atom[] AtomsOf(string content)
    {
        buffer.Clear();
        buffer.Read(content, Scope.Text);
        var atoms = memory.Atoms;
        atoms.Clear();
        var tokens = buffer.Tokens;
        var until = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (token.Position < until || token.Kind == TokenKind.Part) continue;
            // Shorter forms of a handle come before the whole.
            while (token.Kind == TokenKind.Mention && i + 1 < tokens.Length && tokens[i + 1].Kind == TokenKind.Mention
                && tokens[i + 1].Position == token.Position) token = tokens[++i];
            var letters = buffer.Text(token);
            var key = letters.SequenceEqual(content) ? content : letters.ToString();
            var isGlob = key.AsSpan().ContainsAny('*', '?');
            atoms.Add(new(token.Kind switch
            {
                TokenKind.Hashtag => isGlob ? AtomKind.HashtagGlob : AtomKind.Hashtag,
                TokenKind.Mention => isGlob ? AtomKind.MentionGlob : AtomKind.Mention,
                TokenKind.Emoji => AtomKind.Emoji,
                _ => isGlob ? AtomKind.Glob : AtomKind.Word,
            }, key));
            until = token.PositionEnd;
        }
        return [.. atoms];
    }

    /// <summary><c>[1 TO 2]</c>, <c>&gt;100</c>, <c>&lt;=5</c>, <c>3</c>; an end of <c>*</c> is open.</summary>
    private Node? ReadRange(RangeField field, string content, Lexeme lexeme)
    {
        if (!Counted(1, lexeme) || IsAsTyped(lexeme, Fields.NameOf(field))) return null;
        var (least, greatest, whole) = Fields.BoundsOf(field);
        if (Ends(content.Trim(), least, greatest) is not var (min, max, above, below)
            || whole && (min != Math.Floor(min) || max != Math.Floor(max)))
        {
            var numbers = whole ? "whole numbers" : "numbers";
            errors.Add(new("range-number", $"\"{Fields.NameOf(field)}:\" needs {numbers}.", lexeme.Start, lexeme.Length,
                $"Write {Fields.NameOf(field)}:[1 TO 2], or >, >=, < or <= and a number."));
            return null;
        }
        if (min < least || max > greatest)
        {
            errors.Add(new("range-bounds", $"\"{Fields.NameOf(field)}:\" goes from {least} to {greatest}.",
                lexeme.Start, lexeme.Length,
                "Write numbers within."));
            return null;
        }
        // Whole numbers have no gaps: >2 is >=3.
        if (whole) (min, max, above, below) = (above ? min + 1 : min, below ? max - 1 : max, false, false);
        if (min <= max && (min < max || !above && !below)) return new RangeNode(field, min, max, above, below);
        if (field == RangeField.Hour && min <= greatest && max >= least)
            return Nodes.Or([new RangeNode(field, min, greatest), new RangeNode(field, least, max)]);
        errors.Add(new("range-reversed", "No number lies in this range: it ends before it begins.", lexeme.Start,
            lexeme.Length,
            "Write the smaller number first.",
            Fix: content.StartsWith('[')
                ? new(lexeme.Start, lexeme.Length, FormattableString.Invariant($"[{max} TO {min}]"))
                : null));
        return null;
    }

    private static (double Min, double Max, bool Above, bool Below)? Ends(string content, double least, double greatest)
    {
        if (content.StartsWith('['))
        {
            return content[1..].TrimEnd(']').Split(" TO ", StringSplitOptions.TrimEntries) is [var from, var to]
                && NumberOf(from, least) is { } min && NumberOf(to, greatest) is { } max
                ? (min, max, false, false) : null;
        }
        var sign = content[..^content.TrimStart('<', '>', '=').Length];
        return (sign, NumberOf(content[sign.Length..].Trim(), double.NaN)) switch
        {
            (_, null or double.NaN) => null,
            ("" or "=", { } only) => (only, only, false, false),
            (">", { } min) => (min, greatest, true, false),
            (">=", { } min) => (min, greatest, false, false),
            ("<", { } max) => (least, max, false, true),
            ("<=", { } max) => (least, max, false, false),
            _ => null,
        };
    }

    private static double? NumberOf(string text, double open)
    {
        if (text == "*") return open;
        // Six digits behind the point are printed as they were read.
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (double)Math.Round(number, 6) : null;
    }

    private bool Counted(int more, Lexeme lexeme)
    {
        var before = count;
        count += more;
        if (count <= Parser.MaxTerms) return true;
        if (before <= Parser.MaxTerms)
            errors.Add(new("too-many-terms", $"The query has more than {Parser.MaxTerms} words.", lexeme.Start,
                lexeme.Length,
                "Split it into several queries."));
        return false;
    }
}
