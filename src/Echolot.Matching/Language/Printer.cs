using System.Text;
using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>Writes a tree with every grouping in brackets and operators in capitals.</summary>
internal sealed class Printer(Spelling spelling)
{
    private readonly StringBuilder text = new();

    public static string Print(Node node) => Print(node, Spelling.Canonical);

    public static string Print(Node node, Spelling spelling)
    {
        var printer = new Printer(spelling);
        printer.Write(node, within: null, scope: Scope.Any);
        return printer.text.ToString();
    }

    private void Write(Node node, Node? within, Scope scope)
    {
        switch (node)
        {
            case WordsNode words:
                OpenField(words, scope);
                text.Append(spelling.Words(words));
                break;
            case ValueNode value:
                text.Append(spelling.Value(value));
                break;
            case RangeNode range:
                text.Append(spelling.Range(range));
                break;
            case NotNode not:
                text.Append("NOT ");
                Write(not.Part, not, scope);
                break;
            case AndNode and:
                Join(and.Parts, and, within, scope);
                break;
            case OrNode or:
                Join(or.Parts, or, within, scope);
                break;
            case NearNode near:
                // The field stands before the whole: title:(a NEAR/3 b).
                var own = OpenField(near, scope);
                var bracketed = within is not null || own != scope;
                if (bracketed) text.Append('(');
                Write(near.Left, near, own);
                text.Append(' ').Append(spelling.Near(near)).Append(' ');
                Write(near.Right, near, own);
                if (bracketed) text.Append(')');
                break;
            case WindowNode window:
                var inner = OpenField(window, scope);
                text.Append(spelling.Window([.. window.Parts.Select(part => Whole(part, window, inner))],
                    window.Distance));
                break;
            case CountNode count:
                text.Append($"COUNT({Whole(count.Part, within: null, scope)})>={count.Least}");
                break;
        }
    }

    private string Whole(Node node, Node? within, Scope scope)
    {
        var printer = new Printer(spelling);
        printer.Write(node, within, scope);
        return printer.text.ToString();
    }

    private void Join(Node[] parts, Node node, Node? within, Scope scope)
    {
        if (within is not null) text.Append('(');
        for (var i = 0; i < parts.Length; i++)
        {
            var isGlued = parts[i] is NotNode && !spelling.AndBeforeNot;
            if (i > 0) text.Append(node is OrNode ? " OR " : isGlued ? " " : " AND ");
            Write(parts[i], node, scope);
        }
        if (within is not null) text.Append(')');
    }

    private Scope OpenField(Node node, Scope outer)
    {
        var own = Nodes.ScopeOf(node) ?? Scope.Any;
        if (own != outer) text.Append(spelling.NameOf(own)).Append(':');
        return own;
    }
}
