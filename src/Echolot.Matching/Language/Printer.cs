using System.Globalization;
using System.Text;
using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>Writes a tree in the one canonical form: every grouping in brackets, operators in capitals.</summary>
internal static class Printer
{
    public static string Print(Node node)
    {
        var text = new StringBuilder();
        Write(text, node, within: null, scope: Scope.Any);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Node node, Node? within, Scope scope)
    {
        switch (node)
        {
            case WordsNode words:
                if (words.Scope != scope) text.Append(Fields.NameOf(words.Scope)).Append(':');
                Write(text, words);
                break;
            case ValueNode value:
                text.Append(Fields.NameOf(value.Field)).Append(':')
                    .Append(IsBare(value.Surface) ? value.Surface : '"' + value.Surface + '"');
                break;
            case RangeNode range:
                text.Append(Fields.NameOf(range.Field)).Append(':');
                Write(text, range);
                break;
            case NotNode not:
                text.Append("NOT ");
                Write(text, not.Part, not, scope);
                break;
            case AndNode and:
                Open(text, within);
                for (var i = 0; i < and.Parts.Length; i++)
                {
                    if (i > 0) text.Append(and.Parts[i] is NotNode ? " " : " AND ");
                    Write(text, and.Parts[i], and, scope);
                }
                Close(text, within);
                break;
            case OrNode or:
                Open(text, within);
                for (var i = 0; i < or.Parts.Length; i++)
                {
                    if (i > 0) text.Append(" OR ");
                    Write(text, or.Parts[i], or, scope);
                }
                Close(text, within);
                break;
            case NearNode near:
                // The field stands before the whole: title:(a NEAR/3 b).
                var own = OpenField(text, near, scope);
                var bracketed = within is not null || own != scope;
                if (bracketed) text.Append('(');
                Write(text, near.Left, near, own);
                text.Append(near.Ordered ? " O" : " ");
                if (near.Distance == NearNode.Sentence) text.Append("SENTENCE ");
                else text.Append(CultureInfo.InvariantCulture, $"NEAR/{near.Distance} ");
                Write(text, near.Right, near, own);
                if (bracketed) text.Append(')');
                break;
            case WindowNode window:
                var inner = OpenField(text, window, scope);
                text.Append('(');
                for (var i = 0; i < window.Parts.Length; i++)
                {
                    if (i > 0) text.Append(" AND ");
                    Write(text, window.Parts[i], window, inner);
                }
                text.Append(CultureInfo.InvariantCulture, $")~{window.Distance}");
                break;
            case CountNode count:
                text.Append("COUNT(");
                Write(text, count.Part, within: null, scope);
                text.Append(CultureInfo.InvariantCulture, $")>={count.Least}");
                break;
        }
    }

    private static void Write(StringBuilder text, RangeNode range)
    {
        var (least, greatest, _) = Fields.BoundsOf(range.Field);
        var (min, max) = (NumberOf(range.Min), NumberOf(range.Max));
        if (range.Min == range.Max) text.Append(min);
        else if (range.Max == greatest && !range.Below) text.Append(range.Above ? ">" : ">=").Append(min);
        else if (range.Min == least && !range.Above) text.Append(range.Below ? "<" : "<=").Append(max);
        else text.Append('[').Append(min).Append(" TO ").Append(max).Append(']');
    }

    private static string NumberOf(double number) => ((decimal)number).ToString(CultureInfo.InvariantCulture);

    private static Scope OpenField(StringBuilder text, Node node, Scope outer)
    {
        var own = Nodes.ScopeOf(node) ?? Scope.Any;
        if (own != outer) text.Append(Fields.NameOf(own)).Append(':');
        return own;
    }

    private static void Write(StringBuilder text, WordsNode words)
    {
        var surface = words.Surface;
        switch (words.Raw)
        {
            case Raw.Accents: text.Append("+\"").Append(surface).Append('"'); break;
            case Raw.Exact when surface.Contains('}'): text.Append("++\"").Append(surface).Append('"'); break;
            case Raw.Exact: text.Append('{').Append(surface).Append('}'); break;
            default:
                text.Append(IsBare(surface) ? surface : '"' + surface + '"');
                break;
        }
        if (words.Atoms[0].Edits > 0) text.Append('~').Append(words.Atoms[0].Edits);
    }

    private static void Open(StringBuilder text, Node? within)
    {
        if (within is not null) text.Append('(');
    }

    private static void Close(StringBuilder text, Node? within)
    {
        if (within is not null) text.Append(')');
    }

    /// <summary>Whether the words read the same without quotation marks.</summary>
    private static bool IsBare(string surface)
    {
        if (Lexer.IsOperatorWord(surface) || surface[0] is '-' or '!' || surface.AsSpan().ContainsAny("&|:<>{}[]~+")) return false;
        foreach (var c in surface)
            if (Lexer.EndsWord(c)) return false;
        return true;
    }
}
