using System.Runtime.InteropServices;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Compiles queries of one reading of words into a <see cref="Segment"/>.</summary>
internal sealed partial class SegmentBuilder(bool plain)
{
    /// <summary>Starts the key of a value of a field, so that it cannot be taken for a word.</summary>
    public const char ValueMark = '\u0001';

    /// <summary>How much rarer a phrase is than the rarest of its words, roughly.</summary>
    private const double PhraseShare = 0.05;

    private const int MaxOnStack = 256;

    private readonly List<long> ids = [];
    private readonly List<int> roots = [];
    private readonly QueryTexts texts = new();
    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Index, string Pattern), int> globs = [];
    private readonly List<(int Atom, int[] Words)> phraseWords = [];
    private readonly List<double> weights = [];
    private readonly List<int> uses = [];
    private readonly List<bool> needsPlaces = [];
    private readonly PhraseIndex phraseIndex = new();
    private readonly HashSet<int> phraseStarts = [];
    private readonly GlobIndex wordGlobs = new(), tagGlobs = new();
    private readonly GlobIndex[] valueGlobs = [.. Enumerable.Range(0, Fields.ValueCount).Select(_ => new GlobIndex())];
    private readonly bool[] usesField = new bool[Fields.ValueCount];
    private readonly int[] hasAtoms = Filled(Fields.Has.Length), isAtoms = Filled(Fields.Is.Length);
    private readonly List<Op> ops = [];
    private readonly List<int> operands = [];
    private readonly List<Phrase> phrases = [];

    // Of the groups that are being compiled; each group takes its own away again.
    private readonly List<int> steps = [];
    private readonly List<(byte Scope, int Atom)> soles = [];

    public int Count => ids.Count;

    public void Add(long id, Query query)
    {
        ids.Add(id);
        texts.Add(query);
        roots.Add(Compile(query.Root, near: false));
    }

    /// <summary>To be called once, after the last <see cref="Add"/>.</summary>
    /// <param name="sources">Segments that the queries were in before: what they have counted is known at once.</param>
    public Segment Finish(params IEnumerable<Segment> sources)
    {
        wordGlobs.Complete();
        tagGlobs.Complete();
        foreach (var index in valueGlobs) index.Complete();
        var (byId, order) = (new int[ids.Count], ids.ToArray());
        for (var slot = 0; slot < byId.Length; slot++) byId[slot] = slot;
        Array.Sort(order, byId);
        var segment = new Segment
        {
            Plain = plain,
            Ids = [.. ids],
            ById = byId,
            Texts = texts.Complete(),
            Atoms = new AtomTable([.. exact.Select(entry => KeyValuePair.Create(entry.Key, WordOf(entry.Value)))]),
            AtomCount = weights.Count,
            NeedsPlaces = [.. needsPlaces],
            WordPhrases = phraseIndex,
            WordGlobs = wordGlobs,
            TagGlobs = tagGlobs,
            ValueGlobs = valueGlobs,
            UsesField = usesField,
            HasAtoms = hasAtoms,
            IsAtoms = isAtoms,
            Phrases = [.. phrases],
            Fuzzy = fuzzy,
            Forms = formIndex,
            Raws = [.. raws],
            UsesLead = usesLead,
            UsesScopes = ops.Exists(op => op.Scope is not (0 or (byte)Scope.Any)),
            Ranges = [.. ranges],
            KnownNumbers = knownNumbers,
            Roots = [.. roots],
            Guesses = Guess(),
            Ops = [.. ops],
            Operands = [.. operands],
        };
        segment.LearnFrom(sources);
        segment.Exchange(segment.PlanFor(segment.Guesses));
        return segment;
    }

    private static int[] Filled(int length)
    {
        var atoms = new int[length];
        Array.Fill(atoms, -1);
        return atoms;
    }

    private int WordOf(int atom) => atom << Segment.FlagBits
        | (needsPlaces[atom] ? Segment.HasPlaces : 0)
        | (phraseStarts.Contains(atom) ? Segment.StartsPhrase : 0);

    /// <summary>
    /// What many queries ask for is much talked about, names of firms aside: a name stands in few queries of a large set,
    /// a topic in very many.
    /// </summary>
    private float[] Guess()
    {
        var guesses = new float[weights.Count];
        for (var atom = 0; atom < guesses.Length; atom++)
            guesses[atom] = (float)(weights[atom] * Math.Max(1, uses[atom]));
        foreach (var (atom, words) in phraseWords)
            guesses[atom] = (float)(PhraseShare * words.Min(word => guesses[word]));
        return guesses;
    }

    private int NewAtom(double weight)
    {
        weights.Add(weight);
        uses.Add(0);
        needsPlaces.Add(false);
        return weights.Count - 1;
    }

    private int Exact(in Atom word)
    {
        ref var atom = ref CollectionsMarshal.GetValueRefOrAddDefault(exact, word.Key, out var known);
        if (!known) atom = NewAtom(Weights.Of(word));
        uses[atom]++;
        return atom;
    }

    private int Exact(ValueNode value)
    {
        // Most queries ask for one of a few values, so the key is looked up before it is made a string.
        var length = 2 + value.Value.Length;
        var key = length <= MaxOnStack ? stackalloc char[length] : new char[length];
        (key[0], key[1]) = (ValueMark, (char)('0' + (int)value.Field));
        value.Value.CopyTo(key[2..]);
        ref var atom = ref CollectionsMarshal.GetValueRefOrAddDefault(
            exact.GetAlternateLookup<ReadOnlySpan<char>>(), key, out var known);
        if (!known) atom = NewAtom(Weights.Of(value));
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
        AtomKind.Fuzzy1 or AtomKind.Fuzzy2 or AtomKind.Inflected or AtomKind.Compound => FormOf(atom),
        _ => Exact(atom),
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
            : Exact(value);
    }

    private int Flag(int[] atoms, int at, ValueNode value)
    {
        if (atoms[at] < 0) atoms[at] = NewAtom(Weights.Of(value));
        return atoms[at];
    }

    /// <summary>The atom of plain words in a row, or -1 if there is a pattern or a sign among them.</summary>
    private int PhraseAtom(WordsNode words)
    {
        if (Array.Exists(words.Atoms, word => word.Kind != AtomKind.Word)) return -1;
        if (KnownPhrase(words.Atoms) is var whole and >= 0) return whole;
        var (atoms, atom) = (Array.ConvertAll(words.Atoms, AtomOf), NewAtom(0));
        phraseWords.Add((atom, atoms));
        phraseStarts.Add(atoms[0]);
        phraseIndex.Add(atoms, atom);
        return atom;
    }

    private int KnownPhrase(Atom[] words)
    {
        if (!exact.TryGetValue(words[0].Key, out var known)) return -1;
        var node = PhraseIndex.First(known);
        foreach (var word in words[1..])
            if (!exact.TryGetValue(word.Key, out known) || (node = phraseIndex.Step(node, known)) == -1) return -1;
        return phraseIndex.At(node);
    }

    /// <summary>The atom that alone says whether the leaf holds, or -1.</summary>
    private int SoleAtom(Node node, bool near) => node switch
    {
        WordsNode { Raw: not Raw.None } => -1,
        WordsNode { Atoms.Length: 1 } word => AtomOf(word.Atoms[0]),
        WordsNode words when !near && words.Scope != Scope.Lead => PhraseAtom(words),
        ValueNode value => AtomOf(value),
        _ => -1,
    };

    private int Emit(Op op)
    {
        ops.Add(op);
        return ops.Count - 1;
    }

    /// <param name="node">What to compile.</param>
    /// <param name="near">It has to be found where it stands, as a side of a NEAR.</param>
    private int Compile(Node node, bool near)
    {
        if (SoleAtom(node, near) is var atom and >= 0) return Emit(new(OpKind.Atom, ScopeOf(node), false, atom, 0, 0));
        switch (node)
        {
            case WordsNode { Raw: not Raw.None } raw: return CompileRaw(raw);
            case WordsNode words: return Emit(new(OpKind.Phrase, ScopeOf(words), false, PhraseOf(words), 0, 0));
            case NotNode not: return Emit(new(OpKind.Not, 0, false, Compile(not.Part, near), 0, 0));
            case AndNode and:
                var first = steps.Count;
                foreach (var part in and.Parts) steps.Add(Compile(part, near));
                return Group(OpKind.And, first);
            case OrNode or: return CompileOr(or, near);
            case NearNode { Distance: > NearNode.Sentence } side:
                var (left, right) = (PlacesOf(side.Left), PlacesOf(side.Right));
                return Emit(new(OpKind.Near, 0, side.Ordered, left, right, side.Distance));
            default: return CompileOperator(node);
        }
    }

    private byte ScopeOf(Node leaf)
    {
        if (leaf is not WordsNode words) return (byte)Scope.Any;
        usesLead |= words.Scope == Scope.Lead;
        return (byte)words.Scope;
    }

    /// <summary>Joins the steps from the first on.</summary>
    private int Group(OpKind kind, int first)
    {
        var parts = CollectionsMarshal.AsSpan(steps)[first..];
        var step = parts[0];
        if (parts.Length > 1)
        {
            operands.AddRange(parts);
            step = Emit(new(kind, 0, false, operands.Count - parts.Length, parts.Length, 0));
        }
        steps.RemoveRange(first, steps.Count - first);
        return step;
    }

    /// <summary>What one atom decides is one step for each scope: any of these atoms.</summary>
    private int CompileOr(OrNode or, bool near)
    {
        var (firstStep, firstSole, scopes) = (steps.Count, soles.Count, 0);
        foreach (var part in or.Parts)
        {
            if (SoleAtom(part, near) is var atom and >= 0)
            {
                soles.Add((ScopeOf(part), atom));
                scopes |= 1 << soles[^1].Scope;
            }
            else steps.Add(Compile(part, near));
        }
        for (byte scope = 0; scopes >> scope != 0; scope++)
        {
            if ((scopes >> scope & 1) == 0) continue;
            var first = operands.Count;
            foreach (var (where, atom) in CollectionsMarshal.AsSpan(soles)[firstSole..])
                if (where == scope && !CollectionsMarshal.AsSpan(operands)[first..].Contains(atom)) operands.Add(atom);
            steps.Insert(firstStep, Emit(new(OpKind.Any, scope, false, first, operands.Count - first, 0)));
        }
        soles.RemoveRange(firstSole, soles.Count - firstSole);
        return Group(OpKind.Or, firstStep);
    }

    private int PhraseOf(WordsNode words)
    {
        var whole = PhraseAtom(words);
        var atoms = Array.ConvertAll(words.Atoms, AtomOf);
        var areWords = Array.ConvertAll(words.Atoms, atom => atom.Kind == AtomKind.Word);
        var offsets = new int[atoms.Length];
        for (var i = 1; i < atoms.Length; i++) offsets[i] = offsets[i - 1] + LengthOf(words.Atoms[i - 1]);
        var isFixed = words.Atoms.All(atom => atom.Kind is not (AtomKind.HashtagGlob or AtomKind.MentionGlob));
        var anchor = isFixed ? Enumerable.Range(0, atoms.Length).MinBy(i => weights[atoms[i]]) : 0;
        for (var i = 0; i < atoms.Length; i++)
            if (!isFixed || i == anchor || !areWords[i]) needsPlaces[atoms[i]] = true;
        phrases.Add(new(atoms, areWords, isFixed ? offsets : null, anchor, whole));
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
}
