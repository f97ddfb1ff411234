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
                if (words.Scope != scope) text.Append(FieldOf(words.Scope)).Append(':');
                text.Append(IsBare(words) ? words.Surface : '"' + words.Surface + '"');
                break;
            case ValueNode value:
                text.Append(Fields.NameOf(value.Field)).Append(':')
                    .Append(IsBareValue(value.Surface) ? value.Surface : '"' + value.Surface + '"');
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
                var own = Nodes.ScopeOf(near) ?? Scope.Any;
                if (own != scope) text.Append(FieldOf(own)).Append(':');
                var bracketed = within is not null || own != scope;
                if (bracketed) text.Append('(');
                Write(text, near.Left, near, own);
                text.Append(CultureInfo.InvariantCulture, $" {(near.Ordered ? "ONEAR" : "NEAR")}/{near.Distance} ");
                Write(text, near.Right, near, own);
                if (bracketed) text.Append(')');
                break;
        }
    }

    private static void Open(StringBuilder text, Node? within)
    {
        if (within is not null) text.Append('(');
    }

    private static void Close(StringBuilder text, Node? within)
    {
        if (within is not null) text.Append(')');
    }

    private static string FieldOf(Scope scope) => scope == Scope.Title ? "title" : "text";

    /// <summary>Whether the words read the same without quotation marks.</summary>
    private static bool IsBare(WordsNode words)
    {
        var surface = words.Surface;
        if (Lexer.IsOperatorWord(surface) || surface[0] == '-' || surface.AsSpan().ContainsAny("&|:<>{}[]~+!")) return false;
        foreach (var c in surface)
            if (Lexer.EndsWord(c)) return false;
        return true;
    }

    private static bool IsBareValue(string surface)
    {
        if (Lexer.IsOperatorWord(surface) || surface[0] == '-' || surface.AsSpan().ContainsAny("&|:")) return false;
        foreach (var c in surface)
            if (Lexer.EndsWord(c)) return false;
        return true;
    }
}
