using System.Runtime.InteropServices;
using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>
/// Recursive descent over lexemes: OR of AND of NEAR of operands. Goes on after an error so that all are reported;
/// a tree is only used when there was none.
/// </summary>
internal sealed partial class Parser
{
    public const int MaxLength = 20_000, MaxTerms = 2_000, MaxDepth = 64, MaxCount = 100;

    /// <summary>
    /// Every order of the terms is tried at every place of each: with eight of them 256 steps a place.
    /// </summary>
    public const int MaxWindowParts = 8;

    /// <summary>
    /// A NEAR may stand in a NEAR, but no deeper: what "near" means three levels down nobody can foresee.
    /// </summary>
    public const int MaxNearDepth = 2;

    private readonly string text;
    private readonly List<Lexeme> lexemes;
    private readonly List<QueryError> errors;
    private readonly List<QueryError>? warnings;

    /// <summary>The parts of the groups that are being read; each group takes its own away again.</summary>
    private readonly List<Node> nodes;

    private readonly TermReader terms;
    private int next, depth;

    private readonly QueryOptions options;
    private readonly ParseRules rules;

    private Parser(string text, QueryOptions options, ParseRules rules, List<QueryError> errors,
        List<QueryError>? warnings)
    {
        (this.text, this.options, this.rules, this.errors, this.warnings) = (text, options, rules, errors, warnings);
        var memory = ParseMemory.Take();
        nodes = memory.Nodes;
        lexemes = new Lexer(text, rules, memory, errors, warnings).Read();
        terms = new TermReader(text, options, rules, memory, errors, warnings);
    }

    /// <summary>
    /// The tree, or null where <paramref name="errors"/> has the reasons; looks for warnings only where there is a
    /// list for them.
    /// </summary>
    public static Node? Parse(
        string text, QueryOptions options, ParseRules rules, List<QueryError> errors, List<QueryError>? warnings)
    {
        if (text.Length > MaxLength)
        {
            errors.Add(new("too-long", $"The query has {text.Length} characters; {MaxLength} are allowed.", MaxLength,
                text.Length - MaxLength, "Split it into several queries."));
            return null;
        }
        var parser = new Parser(text, options, rules, errors, warnings);
        var node = parser.ParseAll();
        if (node is null || errors.Count > 0) return null;
        if (!Nodes.AsksForSomething(node))
        {
            errors.Add(new("pure-negation",
                "The query only says what must not be there, so it would match nearly everything.",
                0, text.Length, "Say first what to find, then what to leave out: brand NOT job."));
            return null;
        }
        return node;
    }

    private Lexeme Current => lexemes[next];

    private Node? ParseAll()
    {
        if (Current.Kind == LexemeKind.End)
        {
            if (errors.Count == 0)
                errors.Add(new("empty", "The query is empty.", 0, text.Length, "Write at least one word to find."));
            return null;
        }
        while (true)
        {
            if (ParseOr(null) is { } node) nodes.Add(node);
            if (Current.Kind == LexemeKind.End || next >= lexemes.Count) break;
            // Only a closing bracket stops the outermost expression early.
            while (Current.Kind == LexemeKind.Close)
            {
                errors.Add(new("stray-bracket", "This bracket closes nothing.", Current.Start, Current.Length,
                    "Delete it, or open a bracket before it.", Fix: new(Current.Start, Current.Length, "")));
                next++;
            }
            if (Current.Kind == LexemeKind.End) break;
        }
        return nodes.Count == 0 ? null : Nodes.And(CollectionsMarshal.AsSpan(nodes));
    }

    private Node? ParseOr(Lexeme? field)
    {
        var (first, start) = (nodes.Count, Current.Start);
        var stretches = warnings is null ? null : new Stretches();
        while (true)
        {
            var from = Current.Start;
            if (ParseAnd(field, out var joined, out var near) is { } node)
            {
                nodes.Add(node);
                stretches?.Add(new(node, from, EndOfLast()), joined, near);
            }
            if (Current.Kind != LexemeKind.Or) break;
            next++;
        }
        var count = nodes.Count - first;
        if (count == 0) return null;
        var all = Nodes.Or(CollectionsMarshal.AsSpan(nodes)[first..]);
        nodes.RemoveRange(first, count);
        if (stretches is not null && count > 1 && errors.Count == 0) WarnOfAlternatives(all, start, stretches);
        return all;
    }

    private Node? ParseAnd(Lexeme? field, out bool joined, out bool near)
    {
        var (first, start) = (nodes.Count, Current.Start);
        var stretches = warnings is null ? null : new Stretches();
        var (count, hasNear) = (0, false);
        while (true)
        {
            var negated = false;
            var not = default(Lexeme?);
            var before = Current.Start;
            while (Current.Kind == LexemeKind.Not)
            {
                not = Current;
                negated = !negated;
                next++;
            }
            if (!StartsOperand(Current.Kind))
            {
                MissingOperand(not);
                // A NEAR or AND in place of an operand: skip it and go on behind it.
                if (Current.Kind is LexemeKind.And or LexemeKind.Near)
                {
                    next++;
                    continue;
                }
                break;
            }
            var from = Current.Start;
            var operand = ParseNear(field, out var isNear);
            hasNear |= isNear;
            count++;
            if (operand is not null)
            {
                var part = negated ? Nodes.Not(operand) : operand;
                nodes.Add(part);
                stretches?.All.Add(new(part, before, EndOfLast()));
                if (isNear) stretches?.Nears.Add(new(operand, from, EndOfLast()));
            }
            if (Current.Kind == LexemeKind.And) next++;
            else if (StartsOperand(Current.Kind)) WarnOfImplicitAnd(from);
            else if (Current.Kind != LexemeKind.Not) break;
        }
        (joined, near) = (count > 1, hasNear);
        if (stretches is not null && joined && errors.Count == 0) WarnOfConjunction(start, stretches);
        if (nodes.Count == first) return null;
        var all = Nodes.And(CollectionsMarshal.AsSpan(nodes)[first..]);
        nodes.RemoveRange(first, nodes.Count - first);
        return all;
    }

    internal static bool StartsOperand(LexemeKind kind) =>
        kind is LexemeKind.Word or LexemeKind.Phrase or LexemeKind.Open or LexemeKind.Field or LexemeKind.Count;

    private void MissingOperand(Lexeme? not)
    {
        var before = not ?? (next > 0 ? lexemes[next - 1] : Current);
        if (not is null && before.Kind is not (LexemeKind.And or LexemeKind.Or or LexemeKind.Near or LexemeKind.Field))
            before = Current;
        if (IsCutOff()) return;
        if (before.Kind == LexemeKind.End)
        {
            // A bracket that is never closed is named anyway, and says as much.
            if (next == 0 || lexemes[next - 1].Kind != LexemeKind.Open)
                errors.Add(new("missing-operand", "There is a term missing at the end.", before.Start, before.Length,
                    "Write a term there, or delete what stands before it.", Fix: WithoutOperatorsAtEnd()));
            return;
        }
        var empty = before.Kind is LexemeKind.Close or LexemeKind.Open;
        errors.Add(empty
            ? new("empty-brackets", "There is nothing in these brackets.", before.Start, before.Length,
                "Delete the brackets or write a term into them.", Fix: WithoutBrackets())
            : new("missing-operand", $"There is a term missing beside "
                + $"\"{text.Substring(before.Start, before.Length)}\".",
                before.Start, before.Length,
                "Write a term on each side of the operator. To find the word itself, put it in quotation marks.",
                Fix: Current.Kind == LexemeKind.End ? WithoutOperatorsAtEnd() : new(before.Start, before.Length, "")));
    }

    /// <summary>Whether the operand is there, but could not be cut out.</summary>
    private bool IsCutOff() => Current.Kind == LexemeKind.End
        && errors.Any(error => error.Code is "unclosed-quote" or "unclosed-brace" or "unclosed-range");

    private Node? ParseNear(Lexeme? field, out bool isNear)
    {
        isNear = false;
        var start = Current.Start;
        var left = ParseOperand(field);
        while (Current.Kind == LexemeKind.Near)
        {
            if (isNear && left is not null && errors.Count == 0)
                warnings?.Add(new("near-mixed", "NEAR follows NEAR without brackets. The first binds first.", start,
                    Current.End - start, "Put the first NEAR and its two sides in brackets.", IsWarning: true,
                    Fix: Bracketed(start, EndOfLast(), [new(left, start, EndOfLast())])));
            isNear = true;
            var near = Current;
            next++;
            if (!StartsOperand(Current.Kind))
            {
                if (Current.Kind == LexemeKind.Not) NearOperand(Current);
                else MissingOperand(null);
                return left;
            }
            var right = ParseOperand(field);
            if (left is null || right is null) continue;
            if (!IsNearOperand(left) || !IsNearOperand(right)) NearOperand(near);
            var node = new NearNode(left, right, near.Number, near.Ordered);
            CheckFields(node, near.Start, near.Length);
            if (NearDepth(node) > MaxNearDepth && errors.Count == 0)
                errors.Add(new("near-depth", "A NEAR stands in a NEAR that stands in another.", near.Start, near.Length,
                    "Use fewer NEAR, or join several queries with AND."));
            left = node;
            if (errors.Count > 0 && NearDepth(node) > MaxNearDepth) left = right;
        }
        return left;
    }

    private void CheckFields(Node near, int start, int length)
    {
        if (Nodes.ScopeOf(near) is null && errors.Count == 0)
            errors.Add(new("near-fields", "Terms that are to stand near each other are in different fields.", start,
                length,
                "Write the field once before the brackets: title:(a NEAR/3 b)."));
    }

    private static int NearDepth(Node node) => node switch
    {
        NearNode near => 1 + Math.Max(NearDepth(near.Left), NearDepth(near.Right)),
        OrNode or => or.Parts.Max(NearDepth),
        _ => 0,
    };

    private static bool IsNearOperand(Node node) =>
        node is WordsNode or NearNode || node is OrNode or && or.Parts.All(IsNearOperand);

    private void NearOperand(Lexeme at) => errors.Add(new("near-operand",
        "NEAR joins words, phrases, and alternatives of them in brackets; AND, NOT and field values cannot be "
        + "near something.",
        at.Start, at.Length, "Write (a OR b) NEAR/5 (c OR \"d e\") and join other conditions with AND."));

    private Node? ParseOperand(Lexeme? field)
    {
        var lexeme = Current;
        next++;
        switch (lexeme.Kind)
        {
            case LexemeKind.Word or LexemeKind.Phrase: return ParseTerm(lexeme, field);
            case LexemeKind.Open: return ParseBrackets(lexeme, field);
            case LexemeKind.Count: return ParseCount(lexeme, field);
        }
        if (field is { } outer)
            errors.Add(new("field-in-field",
                $"A field cannot stand inside \"{text.Substring(outer.Start, outer.Length)}:(…)\".",
                lexeme.Start, lexeme.Length, "Close the bracket first and join the two fields with AND."));
        if (!IsFilled(lexeme))
        {
            if (StartsOperand(Current.Kind) && Current.Kind != LexemeKind.Field) ParseOperand(null);
            return null;
        }
        if (StartsOperand(Current.Kind) && Current.Kind != LexemeKind.Field) return ParseOperand(lexeme);
        if (IsCutOff()) return null;
        errors.Add(new("missing-value", $"There is no value after \"{text.Substring(lexeme.Start, lexeme.Length)}:\".",
            lexeme.Start, lexeme.Length + 1, "Write the value after the colon; several as field:(a OR b)."));
        return Current.Kind == LexemeKind.Field ? ParseOperand(field) : null;
    }

    private bool IsFilled(Lexeme field)
    {
        var name = text.Substring(field.Start, field.Length);
        var missing = rules.LeftOut ?? errors;
        if (!Fields.IsField(name))
            missing.Add(Fields.Unknown(name, field.Start));
        else if (Fields.Found.Contains(name))
            missing.Add(new("found-later", $"\"{name}:\" is found out of a mention after a query has matched it.",
                field.Start, field.Length + 1, "Leave it out, and filter the list of mentions instead."));
        else if (Fields.DeskFields.Contains(name))
            missing.Add(new("desk-state", $"\"{name}:\" is what people do with a mention, which nobody has done "
                + "when it comes in.",
                field.Start, field.Length + 1, "Leave it out, and filter the list of mentions instead."));
        else return true;
        return false;
    }

    private Node? ParseBrackets(Lexeme open, Lexeme? field)
    {
        if (++depth > MaxDepth)
        {
            errors.Add(new("too-deep", $"Brackets are nested more than {MaxDepth} deep.", open.Start, 1,
                "Leave out brackets that are not needed, or split the query."));
            next = lexemes.Count - 1;
            return null;
        }
        var node = ParseOr(field);
        depth--;
        if (Current.Kind == LexemeKind.Close)
        {
            var close = Current;
            next++;
            if (close.HasTilde) return node is null ? null : Proximity(node, close, open.Start);
        }
        else if (errors.All(error => error.Code != "too-deep"))
            errors.Add(new("unclosed-bracket", "This bracket is never closed.", open.Start, 1,
                "Close it where the group ends, or delete it.", Fix: new(EndOfLast(), 0, ")")));
        return node;
    }

    private Node? ParseTerm(Lexeme lexeme, Lexeme? field)
    {
        if (!lexeme.HasTilde || lexeme.Kind == LexemeKind.Word) return terms.Read(lexeme, field);
        if (lexeme.Number < 0) return terms.ReadVariants(lexeme, field);
        var words = terms.Split(lexeme);
        if (words.Count < 2) return terms.Read(lexeme, field);
        Node?[] parts = [.. words.Select(word => terms.Read(word, field))];
        return Array.IndexOf(parts, null) >= 0 ? null : Proximity(Nodes.And(parts!), lexeme, lexeme.Start);
    }

    /// <summary><c>"a b"~5</c> and <c>(a AND b)~5</c>: two terms are a NEAR, more a window.</summary>
    private Node? Proximity(Node node, Lexeme tilde, int start)
    {
        var length = tilde.End - start;
        var parts = node is AndNode and ? and.Parts : [node];
        if (tilde.Number < 0 || rules.DistanceOf(tilde.Number, start, length) is not { } distance)
            errors.Add(new("near-distance", $"The tilde needs a whole number from 1 to {Lexer.MaxDistance}.", start,
                length,
                "Write \"a b\"~5 for words with at most four others between them."));
        else if (parts.Length < 2 || !parts.All(IsNearOperand) || parts.Any(part => NearDepth(part) > 0))
            errors.Add(new("window-operand", "A tilde behind brackets needs terms that are joined by AND.", start,
                length,
                "Write ((a OR b) AND (c OR \"d e\"))~5."));
        else if (parts.Length > MaxWindowParts)
            errors.Add(new("window-parts", $"More than {MaxWindowParts} terms stand before this tilde.", start, length,
                "Leave out terms, or join several groups with AND."));
        else
        {
            Node near = parts.Length == 2
                ? new NearNode(parts[0], parts[1], distance, ordered: false)
                : new WindowNode(parts, distance);
            CheckFields(near, start, length);
            return near;
        }
        return null;
    }

    private Node? ParseCount(Lexeme count, Lexeme? field)
    {
        var open = Current;
        next++;
        var node = ParseBrackets(open, field);
        if (Current.Kind != LexemeKind.Least)
        {
            errors.Add(new("count-number", "COUNT needs a number to compare with.", count.Start,
                EndOfLast() - count.Start,
                "Write COUNT(word)>=3 behind the bracket."));
            return null;
        }
        var least = Current;
        next++;
        if (node is null) return null;
        if (IsNearOperand(node) && NearDepth(node) == 0) return new CountNode(node, least.Number);
        errors.Add(new("count-operand", "COUNT counts words, phrases, and alternatives of them.", count.Start,
            least.End - count.Start, "Write COUNT(a OR \"b c\")>=3 and join other conditions with AND."));
        return null;
    }

    private int EndOfLast() => next == 0 ? 0 : lexemes[next - 1].Start + lexemes[next - 1].Length;
}
