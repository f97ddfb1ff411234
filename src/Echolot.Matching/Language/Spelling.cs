using System.Globalization;
using Echolot.Matching.Text;

namespace Echolot.Matching.Language;

/// <summary>
/// How the parts of a query are written: in the canonical form where a spelling does not say otherwise.
/// </summary>
/// <param name="forms">Of words whose forms need no mark.</param>
internal abstract class Spelling(WordForms forms = WordForms.AsTyped)
{
    public static Spelling Canonical { get; } = new Own(WordForms.AsTyped);

    public static Spelling Of(QueryOptions options) =>
        options.Forms == WordForms.AsTyped ? Canonical : new Own(options.Forms);

    /// <summary>Whether an AND stands before a NOT.</summary>
    public virtual bool AndBeforeNot => false;

    public virtual string NameOf(Scope scope) => Fields.NameOf(scope);

    public virtual string Near(NearNode near) =>
        (near.Ordered ? "O" : "") + (near.Distance == NearNode.Sentence ? "SENTENCE" : $"NEAR/{near.Distance}");

    /// <summary>What stands before the brackets of a window and behind them.</summary>
    public virtual string Window(IReadOnlyList<string> parts, int distance) =>
        $"({string.Join(" AND ", parts)})~{distance}";

    public virtual string Value(ValueNode value) => $"{Fields.NameOf(value.Field)}:{Quoted(value.Surface)}";

    public virtual string Range(RangeNode range) => $"{Fields.NameOf(range.Field)}:{Ends(range)}";

    public virtual string Exact(string surface) => surface.Contains('}') ? $"++\"{surface}\"" : $"{{{surface}}}";

    /// <summary>A word, or a phrase in quotation marks, with what is written before and behind.</summary>
    public string Words(WordsNode words)
    {
        var text = words.Raw switch
        {
            Raw.Accents => $"+\"{words.Surface}\"",
            Raw.Exact => Exact(words.Surface),
            _ => Quoted(words.Surface),
        };
        if (words.Atoms[0].Edits > 0) return $"{text}~{words.Atoms[0].Edits}";
        return words.Raw != Raw.None || words.Forms == forms ? text : words.Forms switch
        {
            WordForms.Inflected => text + '^',
            WordForms.Compound => text + "^^",
            _ => '=' + text,
        };
    }

    protected static string Ends(RangeNode range)
    {
        var (least, greatest, _) = Fields.BoundsOf(range.Field);
        var (min, max) = (NumberOf(range.Min), NumberOf(range.Max));
        if (range.Min == range.Max) return min;
        if (range.Max == greatest && !range.Below) return (range.Above ? ">" : ">=") + min;
        if (range.Min == least && !range.Above) return (range.Below ? "<" : "<=") + max;
        return $"[{min} TO {max}]";
    }

    protected static string NumberOf(double number) => ((decimal)number).ToString(CultureInfo.InvariantCulture);

    /// <summary>In quotation marks unless it reads the same without.</summary>
    protected static string Quoted(string surface) => IsBare(surface) ? surface : $"\"{surface}\"";

    private static bool IsBare(string surface)
    {
        if (Lexer.IsOperatorWord(surface) || surface is "#" || surface[0] is '-' or '!' or '='
            || surface.AsSpan().ContainsAny("&|:<>{}[]~+^")) return false;
        foreach (var c in surface)
            if (Lexer.EndsWord(c)) return false;
        return true;
    }

    private sealed class Own(WordForms forms) : Spelling(forms);
}
