using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Compiles what is more than words, phrases, NEAR and their combinations.</summary>
internal sealed partial class SegmentBuilder
{
    private readonly FuzzyIndex fuzzy = new();
    private readonly FormIndex formIndex = new();
    private readonly Dictionary<Atom, int> forms = [];
    private readonly List<RawText> raws = [];
    private readonly List<RangeNode> ranges = [];
    private readonly int[] knownNumbers = [.. Enumerable.Repeat(-1, Fields.RangeCount)];
    private bool usesLead;

    private int FormOf(Atom atom)
    {
        if (forms.TryGetValue(atom, out var known)) return known;
        var made = NewAtom(Weights.Of(atom with { Kind = AtomKind.Word }) * 3);
        forms.Add(atom, made);
        if (atom.Edits > 0) fuzzy.Add(atom.Key, atom.Edits, made);
        else formIndex.Add(atom, made);
        return made;
    }

    private int CompileOperator(Node node)
    {
        switch (node)
        {
            case RangeNode range:
                ref var known = ref knownNumbers[(int)range.Field];
                if (known < 0) known = NewAtom(Weights.KnownNumber);
                ranges.Add(range);
                return Emit(new(OpKind.Range, (byte)Scope.Any, false, ranges.Count - 1, known, 0));
            case NearNode near:
                return Emit(new(OpKind.Sentence, 0, near.Ordered, PlacesOf(near.Left), PlacesOf(near.Right), 0));
            case CountNode count: return Emit(new(OpKind.Count, 0, false, PlacesOf(count.Part), 0, count.Least));
            case WindowNode window:
                int[] parts = [.. window.Parts.Select(PlacesOf)];
                operands.AddRange(parts);
                return Emit(new(OpKind.Window, 0, false, operands.Count - parts.Length, parts.Length, window.Distance));
            default: throw new InvalidOperationException($"A query holds a {node.GetType().Name} that cannot be "
                + "compiled.");
        }
    }

    private int PlacesOf(Node node)
    {
        var op = Compile(node, near: true);
        NeedPlaces(op);
        return op;
    }

    /// <summary>The words as they are folded decide where to look, the text of the post decides.</summary>
    private int CompileRaw(WordsNode words)
    {
        var folded = words.Atoms.Length == 1
            ? Emit(new(OpKind.Atom, ScopeOf(words), false, AtomOf(words.Atoms[0]), 0, 0))
            : Emit(new(OpKind.Phrase, ScopeOf(words), false, PhraseOf(words), 0, 0));
        NeedPlaces(folded);
        raws.Add(RawText.Of(words, plain));
        return Emit(new(OpKind.Raw, ops[folded].Scope, false, folded, raws.Count - 1, 0));
    }
}
