using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Compiles queries of one reading of words into a <see cref="Segment"/>.</summary>
internal sealed partial class SegmentBuilder
{
    /// <summary>Starts the key of a value of a field, so that it cannot be taken for a word.</summary>
    public const char ValueMark = '\u0001';

    private readonly Dictionary<string, int> exact = [];
    private readonly Dictionary<(int Index, string Pattern), int> globs = [];
    private readonly List<double> weights = [];
    private readonly List<int> uses = [];
    private readonly List<bool> needsPlaces = [];
    private readonly GlobIndex wordGlobs = new(), tagGlobs = new();
    private readonly GlobIndex[] valueGlobs = [new(), new(), new(), new(), new(), new()];
    private readonly bool[] usesField = new bool[6];
    private readonly int[] hasAtoms = new int[Fields.Has.Length], isAtoms = new int[Fields.Is.Length];
    private readonly List<Op> ops = [];
    private readonly List<int> operands = [];
    private readonly List<Phrase> phrases = [];
    private readonly bool isPlain;

    private SegmentBuilder(bool plain)
    {
        isPlain = plain;
        Array.Fill(hasAtoms, -1);
        Array.Fill(isAtoms, -1);
    }

    public static Segment Build(IReadOnlyList<(long Id, Query Query)> queries, bool plain)
    {
        var builder = new SegmentBuilder(plain);
        var slots = new Dictionary<long, int>(queries.Count);
        var roots = new int[queries.Count];
        var postings = new List<List<int>>();
        for (var slot = 0; slot < queries.Count; slot++)
        {
            var (id, query) = queries[slot];
            slots.Add(id, slot);
            roots[slot] = builder.Compile(query.Root);
        }
        builder.WeighByUse();
        for (var slot = 0; slot < queries.Count; slot++) builder.AddPostings(roots[slot], slot, postings);
        return builder.Finish(queries, plain, slots, roots, postings);
    }

    private Segment Finish(IReadOnlyList<(long Id, Query Query)> queries, bool plain, Dictionary<long, int> slots, int[] roots,
        List<List<int>> postings)
    {
        wordGlobs.Complete();
        tagGlobs.Complete();
        foreach (var index in valueGlobs) index.Complete();
        var starts = new int[weights.Count + 1];
        for (var atom = 0; atom < weights.Count; atom++)
            starts[atom + 1] = starts[atom] + (atom < postings.Count ? postings[atom].Count : 0);
        return new Segment
        {
            Plain = plain,
            Ids = [.. queries.Select(query => query.Id)],
            Queries = [.. queries.Select(query => query.Query)],
            Slots = slots,
            Atoms = new AtomTable(exact),
            AtomCount = weights.Count,
            NeedsPlaces = [.. needsPlaces],
            WordGlobs = wordGlobs,
            TagGlobs = tagGlobs,
            ValueGlobs = valueGlobs,
            UsesField = usesField,
            HasAtoms = hasAtoms,
            IsAtoms = isAtoms,
            Ops = [.. ops],
            Operands = [.. operands],
            Phrases = [.. phrases],
            Fuzzy = fuzzy,
            Raws = [.. raws],
            Roots = roots,
            PostingStarts = starts,
            Postings = [.. postings.SelectMany(list => list)],
        };
    }

    private int NewAtom(double weight)
    {
        weights.Add(weight);
        uses.Add(0);
        needsPlaces.Add(false);
        return weights.Count - 1;
    }

    private int Exact(string key, double weight)
    {
        if (!exact.TryGetValue(key, out var atom)) exact.Add(key, atom = NewAtom(weight));
        uses[atom]++;
        return atom;
    }

    /// <summary>Indexes: 0 words, 1 hashtags and mentions, 2 and on the fields.</summary>
    private int Pattern(int index, string pattern, double weight)
    {
        if (globs.TryGetValue((index, pattern), out var atom)) return atom;
        globs.Add((index, pattern), atom = NewAtom(weight));
        var into = index switch { 0 => wordGlobs, 1 => tagGlobs, _ => valueGlobs[index - 2] };
        foreach (var variant in Glob.Variants(pattern)) into.Add(variant, atom);
        return atom;
    }

    private int AtomOf(Atom atom) => atom.Kind switch
    {
        AtomKind.Glob => Pattern(0, atom.Key, Weights.Of(atom)),
        AtomKind.HashtagGlob or AtomKind.MentionGlob => Pattern(1, atom.Key, Weights.Of(atom)),
        AtomKind.Fuzzy1 or AtomKind.Fuzzy2 => FormOf(atom),
        _ => Exact(atom.Key, Weights.Of(atom)),
    };

    private int AtomOf(ValueNode value)
    {
        usesField[(int)value.Field] = true;
        switch (value.Field)
        {
            case ValueField.Has: return Flag(hasAtoms, Array.IndexOf(Fields.Has, value.Value), value);
            case ValueField.Is: return Flag(isAtoms, Array.IndexOf(Fields.Is, value.Value), value);
        }
        // Folding may leave an optional e behind a wildcard only.
        return value.IsGlob
            ? Pattern(2 + (int)value.Field, value.Value, Weights.Of(value))
            : Exact($"{ValueMark}{(char)('0' + (int)value.Field)}{value.Value}", Weights.Of(value));
    }

    private int Flag(int[] atoms, int at, ValueNode value)
    {
        if (atoms[at] < 0) atoms[at] = NewAtom(Weights.Of(value));
        return atoms[at];
    }

    /// <summary>
    /// What many queries ask for is much talked about, names of firms aside: a name stands in few queries of a large set,
    /// a topic in very many.
    /// </summary>
    private void WeighByUse()
    {
        for (var atom = 0; atom < uses.Count; atom++) weights[atom] *= Math.Max(1, uses[atom]);
    }

    private int Emit(Op op)
    {
        ops.Add(op);
        return ops.Count - 1;
    }

    private int Compile(Node node)
    {
        switch (node)
        {
            case WordsNode words:
                var folded = words.Atoms.Length == 1
                    ? Emit(new(OpKind.Atom, (byte)words.Scope, false, AtomOf(words.Atoms[0]), 0, 0))
                    : Emit(new(OpKind.Phrase, (byte)words.Scope, false, PhraseOf(words), 0, 0));
                return words.Raw == Raw.None ? folded : CompileRaw(words, folded);
            case ValueNode value: return Emit(new(OpKind.Atom, (byte)Scope.Any, false, AtomOf(value), 0, 0));
            case NotNode not: return Emit(new(OpKind.Not, 0, false, Compile(not.Part), 0, 0));
            case AndNode and: return Group(OpKind.And, [.. and.Parts.Select(Compile)]);
            case OrNode or: return CompileOr(or);
            case NearNode { Distance: > NearNode.Sentence } near:
                var (left, right) = (Compile(near.Left), Compile(near.Right));
                NeedPlaces(left);
                NeedPlaces(right);
                return Emit(new(OpKind.Near, 0, near.Ordered, left, right, near.Distance));
            default: return CompileOperator(node);
        }
    }

    /// <summary>Cheap steps first: what is there is known at once, where it is has to be looked up.</summary>
    private int Group(OpKind kind, int[] parts)
    {
        if (parts.Length == 1) return parts[0];
        Array.Sort(parts, (left, right) => (CostOf(left), left).CompareTo((CostOf(right), right)));
        operands.AddRange(parts);
        return Emit(new(kind, 0, false, operands.Count - parts.Length, parts.Length, 0));
    }

    private int CostOf(int op) => ops[op].Kind switch
    {
        OpKind.Atom => 0,
        OpKind.Any => 1,
        OpKind.Not => 1 + CostOf(ops[op].A),
        OpKind.Phrase => 5,
        OpKind.Near or OpKind.Sentence or OpKind.Count or OpKind.Raw => 6,
        OpKind.Window => 7,
        _ => 3,
    };

    /// <summary>Words without more are one step for each scope: any of these atoms.</summary>
    private int CompileOr(OrNode or)
    {
        var parts = new List<int>();
        foreach (var group in or.Parts.GroupBy(part => part switch
        {
            WordsNode { Atoms.Length: 1, Raw: Raw.None } word => (int)word.Scope,
            ValueNode => (int)Scope.Any,
            _ => 0,
        }))
        {
            if (group.Key == 0)
            {
                parts.AddRange(group.Select(Compile));
                continue;
            }
            var atoms = group
                .Select(part => part is ValueNode value ? AtomOf(value) : AtomOf(((WordsNode)part).Atoms[0]))
                .Distinct().ToArray();
            operands.AddRange(atoms);
            parts.Add(Emit(new(OpKind.Any, (byte)group.Key, false, operands.Count - atoms.Length, atoms.Length, 0)));
        }
        return Group(OpKind.Or, [.. parts]);
    }

    private int PhraseOf(WordsNode words)
    {
        var atoms = words.Atoms.Select(AtomOf).ToArray();
        var areWords = words.Atoms.Select(atom => atom.Kind == AtomKind.Word).ToArray();
        var offsets = new int[atoms.Length];
        for (var i = 1; i < atoms.Length; i++) offsets[i] = offsets[i - 1] + LengthOf(words.Atoms[i - 1]);
        var isFixed = words.Atoms.All(atom => atom.Kind is not (AtomKind.HashtagGlob or AtomKind.MentionGlob));
        var anchor = isFixed ? Enumerable.Range(0, atoms.Length).MinBy(i => weights[atoms[i]]) : 0;
        for (var i = 0; i < atoms.Length; i++)
            if (!isFixed || i == anchor || !areWords[i]) needsPlaces[atoms[i]] = true;
        phrases.Add(new(atoms, areWords, isFixed ? offsets : null, anchor));
        return phrases.Count - 1;
    }

    /// <summary>Positions that an atom spans: hashtags and handles as many as they have words.</summary>
    private static int LengthOf(Atom atom) => atom.Kind is AtomKind.Hashtag or AtomKind.Mention
        ? atom.Key[1..].Split(['_', '.', '-', '@'], StringSplitOptions.RemoveEmptyEntries).Length
        : 1;

    private void NeedPlaces(int op)
    {
        var (kind, first, count) = (ops[op].Kind, ops[op].A, ops[op].B);
        if (kind == OpKind.Atom) needsPlaces[first] = true;
        else if (kind == OpKind.Any)
            for (var i = 0; i < count; i++) needsPlaces[operands[first + i]] = true;
        else if (kind == OpKind.Or)
            for (var i = 0; i < count; i++) NeedPlaces(operands[first + i]);
    }

    private void AddPostings(int root, int slot, List<List<int>> postings)
    {
        var plan = PlanOf(root) ?? throw new InvalidOperationException("A query that asks for nothing came through the parser.");
        foreach (var (atom, alone) in plan.Atoms)
        {
            while (postings.Count <= atom) postings.Add([]);
            postings[atom].Add(slot * 2 + (alone ? 1 : 0));
        }
    }

    /// <summary>Atoms of which one must be there for the step to hold; null where nothing must.</summary>
    private sealed record Plan(double Weight, Dictionary<int, bool> Atoms);

    private Plan? PlanOf(int at)
    {
        var op = ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom: return Any([op.A], op.Scope == (byte)Scope.Any);
            case OpKind.Any: return Any(operands.GetRange(op.A, op.B), op.Scope == (byte)Scope.Any);
            case OpKind.Not: return null;
            case OpKind.Phrase: return Any([phrases[op.A].Atoms.MinBy(atom => weights[atom])], alone: false);
            case OpKind.Near:
                var (left, right) = (PlanOf(op.A)!, PlanOf(op.B)!);
                return NotAlone(left.Weight <= right.Weight ? left : right);
            case OpKind.And:
                Plan? best = null;
                foreach (var part in operands.GetRange(op.A, op.B))
                    if (PlanOf(part) is { } plan && (best is null || plan.Weight < best.Weight)) best = plan;
                return best is null ? null : NotAlone(best);
            case OpKind.Sentence or OpKind.Count or OpKind.Window or OpKind.Raw: return PlanOfOperator(op);
            default:
                var union = new Plan(0, []);
                foreach (var part in operands.GetRange(op.A, op.B))
                {
                    if (PlanOf(part) is not { } plan) return null;
                    foreach (var (atom, alone) in plan.Atoms) union.Atoms[atom] = alone || union.Atoms.GetValueOrDefault(atom);
                    union = union with { Weight = union.Weight + plan.Weight };
                }
                return union;
        }
    }

    private Plan Any(List<int> atoms, bool alone) =>
        new(atoms.Sum(atom => weights[atom]), atoms.Distinct().ToDictionary(atom => atom, _ => alone));

    private static Plan NotAlone(Plan plan) => plan with { Atoms = plan.Atoms.ToDictionary(entry => entry.Key, _ => false) };
}
