using System.Text;

namespace Echolot.Matching.Language;

/// <summary>What is told about a query that parses; looked for only where somebody asks.</summary>
internal sealed partial class Parser
{
    /// <summary>The parts of a group with their places, and which of them would be clearer in brackets.</summary>
    private sealed class Stretches
    {
        public List<Part> All { get; } = [];

        public List<Part> Joined { get; } = [];

        public List<Part> Nears { get; } = [];

        public void Add(Part part, bool joined, bool near)
        {
            All.Add(part);
            if (joined) Joined.Add(part);
            else if (near) Nears.Add(part);
        }
    }

    private void WarnOfAlternatives(Node all, int start, Stretches parts)
    {
        Lints.Alternatives(parts.All, warnings!);
        if (parts.Joined.Count > 0)
        {
            warnings!.Add(new("mixed-and-or",
                $"AND and OR are mixed without brackets. AND binds first, so this reads: "
                + $"{Printer.Print(all, Spelling.Of(options))}",
                start, EndOfLast() - start, "Put brackets around what belongs together.", IsWarning: true,
                Fix: Bracketed(start, EndOfLast(), parts.Joined)));
        }
        NearMixed("OR", start, parts.Nears);
    }

    private void WarnOfConjunction(int start, Stretches parts)
    {
        NearMixed("AND", start, parts.Nears);
        Lints.Conjunction(parts.All, warnings!);
    }

    /// <summary>The stretch with brackets around the parts, each of which stands in it.</summary>
    private QueryFix Bracketed(int start, int end, List<Part> parts)
    {
        var fixedText = new StringBuilder();
        var at = start;
        foreach (var part in parts)
        {
            fixedText.Append(text, at, part.Start - at).Append('(').Append(text, part.Start, part.Length).Append(')');
            at = part.End;
        }
        return new(start, end - start, fixedText.Append(text, at, end - at).ToString());
    }

    private static bool IsOperator(LexemeKind kind) =>
        kind is LexemeKind.And or LexemeKind.Or or LexemeKind.Not or LexemeKind.Near;

    /// <summary>The query without the operators that it ends with.</summary>
    private QueryFix? WithoutOperatorsAtEnd()
    {
        var first = next;
        while (first > 0 && IsOperator(lexemes[first - 1].Kind)) first--;
        return first == 0 || first == next ? null
            : new(lexemes[first].Start, EndOfLast() - lexemes[first].Start, "");
    }

    /// <summary>The query without empty brackets, their field, and the operators that join them to the rest.</summary>
    private QueryFix? WithoutBrackets()
    {
        if (Current.Kind != LexemeKind.Close || next == 0 || lexemes[next - 1].Kind != LexemeKind.Open) return null;
        var (first, last) = (next - 1, next);
        if (first > 0 && lexemes[first - 1].Kind == LexemeKind.Count) return null;
        if (first > 0 && lexemes[first - 1].Kind == LexemeKind.Field) first--;
        var field = first;
        while (first > 0 && IsOperator(lexemes[first - 1].Kind)) first--;
        if (first == field && IsOperator(lexemes[last + 1].Kind) && lexemes[last + 1].Kind != LexemeKind.Not) last++;
        return new(lexemes[first].Start, lexemes[last].End - lexemes[first].Start, "");
    }

    private void WarnOfImplicitAnd(int from)
    {
        var warning = new QueryError("implicit-and", "Two terms without an operator between them are read as AND.",
            from, Current.End - from,
            "Write AND or OR between them, or put them in quotation marks to find them as a phrase.", IsWarning: true,
            Fix: And(Current.Start));
        warnings?.Add(warning);
        rules.Decide(warning);
    }

    private void NearMixed(string with, int start, List<Part> nears)
    {
        if (nears.Count == 0) return;
        warnings?.Add(new("near-mixed", $"NEAR is mixed with {with} without brackets. NEAR binds first.",
            start, EndOfLast() - start, "Put the NEAR and its two sides in brackets.", IsWarning: true,
            Fix: Bracketed(start, EndOfLast(), nears)));
    }

    /// <summary>Puts an AND before a term and its plus sign.</summary>
    private QueryFix And(int at)
    {
        while (at > EndOfLast() && text[at - 1] == '+') at--;
        return new(at, 0, char.IsWhiteSpace(text[at - 1]) ? "AND " : " AND ");
    }
}
