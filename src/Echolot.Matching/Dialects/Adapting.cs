using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Dialects;

/// <summary>
/// Makes of a query one that a product can say, and lists what had to change. Where something near to a clause can be
/// said it is put in its place; other clauses are left out.
/// </summary>
internal sealed class Adapting(DialectSpelling spelling, List<DialectLack> lacks)
{
    /// <summary>The query as the product can say it; null where nothing is left that asks for something.</summary>
    public Node? AdaptAll(Node root)
    {
        var adapted = Adapt(root);
        return adapted is null || Nodes.AsksForSomething(adapted) ? adapted : Lack(root, null);
    }

    private Node? Adapt(Node node) => node switch
    {
        WordsNode words => AdaptWords(words),
        ValueNode value => spelling.TryValue(value) is null ? Lack(value, null) : value,
        RangeNode range => spelling.TryRange(range) is null ? Lack(range, null) : range,
        NotNode not => Adapt(not.Part) is { } part ? Nodes.Not(part) : null,
        AndNode and => AdaptAll(and.Parts) is { Length: > 0 } kept ? Nodes.And(kept) : null,
        OrNode or => AdaptAll(or.Parts) is { Length: > 0 } kept ? Nodes.Or(kept) : null,
        NearNode near => AdaptNear(near),
        WindowNode window => AdaptWindow(window),
        CountNode count => Lack(count, Adapt(count.Part)),
        _ => throw new InvalidOperationException($"A query holds a {node.GetType().Name} that cannot be translated."),
    };

    /// <summary>What is left of the parts.</summary>
    private Node[] AdaptAll(Node[] parts) => [.. parts.Select(Adapt).OfType<Node>()];

    private Node? Lack(Node node, Node? instead)
    {
        lacks.Add(new(Printer.Print(node), instead is null ? "" : Printer.Print(instead, spelling)));
        return instead;
    }

    private Node? AdaptWords(WordsNode words)
    {
        if (words.Atoms.Any(atom => atom.IsGlob && !spelling.HasPattern(atom.Key.TrimStart('#', '@'))))
            return Lack(words, null);
        var raw = words.Raw == Raw.None || spelling.Has(words.Raw, words.Surface) ? words.Raw : Raw.None;
        var scope = spelling.Has(words.Scope) ? words.Scope : Scope.Any;
        var atoms = spelling.HasFuzzy ? words.Atoms
            : Array.ConvertAll(words.Atoms, atom => atom.Edits > 0 ? atom with { Kind = AtomKind.Word } : atom);
        atoms = Array.ConvertAll(atoms,
            atom => atom.Kind is AtomKind.Inflected or AtomKind.Compound ? atom with { Kind = AtomKind.Word } : atom);
        var adapted = new WordsNode(scope, atoms, words.Surface, raw);
        return adapted.Equals(words) ? adapted : Lack(words, adapted);
    }

    private Node? AdaptNear(NearNode near)
    {
        var before = lacks.Count;
        var (left, right) = (Adapt(near.Left), Adapt(near.Right));
        if (left is null || right is null)
        {
            lacks.RemoveRange(before, lacks.Count - before);
            return Lack(near, null);
        }
        if (near.Distance == NearNode.Sentence && !spelling.HasSentence || !HasPlace(left) || !HasPlace(right))
            return Lack(near, Nodes.And([left, right]));
        var adapted = new NearNode(left, right, Math.Min(near.Distance, spelling.MaxBetween + 1), near.Ordered);
        return near.Distance > spelling.MaxBetween + 1 ? Lack(near, adapted) : adapted;
    }

    /// <summary>Whether it can still stand beside a NEAR.</summary>
    private static bool HasPlace(Node node) =>
        node is WordsNode or NearNode || node is OrNode or && or.Parts.All(HasPlace);

    private Node? AdaptWindow(WindowNode window)
    {
        var before = lacks.Count;
        var parts = AdaptAll(window.Parts);
        if (parts.Length == window.Parts.Length)
        {
            var adapted = new WindowNode(parts, window.Distance);
            return spelling.Has(adapted) ? adapted : Lack(window, Nodes.And(parts));
        }
        lacks.RemoveRange(before, lacks.Count - before);
        return Lack(window, null);
    }
}
