using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// One segment at work on one post after another: which atoms are there and where, which queries that makes candidates,
/// and which of them hold. All memory is kept from post to post.
/// </summary>
internal sealed partial class Run : IThreadPoolWorkItem
{
    /// <summary>Every so many posts the atoms are counted.</summary>
    private const int CountEvery = 16;

    /// <summary>
    /// The queries are filed anew after so many counted posts, and again after this times more, and so on.
    /// </summary>
    private const int FirstPlan = 256, NextPlan = 8;

    /// <summary>Of an atom whose places are needed.</summary>
    private struct AtomState
    {
        public int FirstPlace, LastPlace;
    }

    private struct Place
    {
        public int Token, Next;
    }

    private readonly Segment segment;
    private ulong[]? alive;
    private readonly Tally? tally;

    /// <summary>A bit for each atom: few enough to stay in the first cache, because every step asks it.</summary>
    private readonly ulong[] there;

    /// <summary>Of atoms that are there: in which fields.</summary>
    private readonly byte[] scopes;

    private readonly AtomState[] states;

    /// <summary>A bit for each query that is found already.</summary>
    private readonly ulong[] isFound;

    private int[] present = new int[64];
    private int presentCount;
    private Posting[] candidates = new Posting[64];
    private int candidateCount;
    private int[] hits = new int[64];
    private int hitCount;
    private Place[] places = new Place[64];
    private int placeCount;
    private int[] wordAtPosition = new int[64];

    /// <summary>Tokens that some phrase begins with.</summary>
    private int[] phraseStarts = new int[64];
    private int phraseStartCount;

    private int[] scratch = new int[512];
    private int positions;
    private Token[] tokens = [];
    private int tokenCount;

    /// <summary>Of the post at hand; all of it would be many references to copy.</summary>
    private string? title;
    private string text = "";

    private Plan plan;

    /// <summary>In how many of the counted posts each atom was.</summary>
    private readonly int[] counts;

    private int untilCount = CountEvery;
    private long countedPosts, nextPlan = FirstPlan;

    /// <param name="segment">The queries.</param>
    /// <param name="alive">A bit for each query that still counts; null: all do.</param>
    /// <param name="tally">Where to count what each query costs; null: nowhere.</param>
    public Run(Segment segment, ulong[]? alive, Tally? tally = null)
    {
        (this.segment, this.alive, this.tally, plan) = (segment, alive, tally, segment.Plan);
        there = AtomCheck.Nothing(segment.AtomCount);
        scopes = new byte[segment.AtomCount];
        states = new AtomState[segment.AtomCount];
        isFound = new ulong[segment.Ids.Length / 64 + 1];
        counts = new int[segment.AtomCount];
    }

    /// <summary>The same for a set in which other queries of the segment count.</summary>
    public Run Continued(ulong[]? alive)
    {
        this.alive = alive;
        return this;
    }

    public bool Plain => segment.Plain;

    public Segment Segment => segment;

    /// <summary>Queries looked at so far, also those that one word alone decided.</summary>
    public long Candidates { get; private set; }

    /// <summary>Adds the ids of the matching queries.</summary>
    public void Match(TokenBuffer buffer, ValueBuffer values, in Post subject, ref Ids found)
    {
        FindAtoms(buffer, values, subject);
        FindQueries(ref found);
        if (--untilCount == 0) Count();
        Forget();
    }

    private void FindAtoms(TokenBuffer buffer, ValueBuffer values, in Post subject)
    {
        plan = segment.Plan;
        (title, text) = (subject.Title, subject.Text);
        tokens = buffer.Items;
        tokenCount = buffer.Tokens.Length;
        if (segment.UsesLead) buffer.MarkLead();
        FindWords(buffer);
        if (phraseStartCount > 0) FindPhrases();
        FindValues(values, subject);
        FindNumbers(subject);
    }

    /// <summary>Back to where nothing is there.</summary>
    private void Forget()
    {
        foreach (var atom in present.AsSpan(0, presentCount)) there[atom >> 6] = 0;
        foreach (var slot in hits.AsSpan(0, hitCount)) isFound[slot >> 6] = 0;
        presentCount = hitCount = placeCount = phraseStartCount = 0;
        hasSentences = false;
    }

    private void Count()
    {
        untilCount = CountEvery;
        foreach (var atom in present.AsSpan(0, presentCount)) counts[atom]++;
        if (++countedPosts < nextPlan) return;
        nextPlan *= NextPlan;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>On another thread: the stream does not wait.</summary>
    void IThreadPoolWorkItem.Execute() => segment.Replan(counts, countedPosts);

    /// <summary>Reports an atom; for a token and atom perhaps more than once.</summary>
    public void Found(int atom, int token)
    {
        if (token < 0) Found(atom);
        else
        {
            var hasPlaces = segment.NeedsPlaces[atom];
            Found(atom, (byte)tokens[token].Scope, hasPlaces);
            if (hasPlaces) FoundPlace(atom, token);
        }
    }

    public IEnumerable<QueryCost> Costs()
    {
        for (var slot = 0; slot < segment.Ids.Length; slot++)
            if (alive is null || (alive[slot >> 6] & (1UL << slot)) != 0) yield return tally!.Of(slot, segment.Ids[slot]);
    }

    /// <summary>The terms under which a query is filed, and which of them the post has.</summary>
    public IReadOnlyList<FiledTerm> Filed(long id, TokenBuffer buffer, ValueBuffer values, in Post subject)
    {
        if (!segment.TryGetSlot(id, out var slot) || alive is not null && (alive[slot >> 6] & (1UL << slot)) == 0) return [];
        FindAtoms(buffer, values, subject);
        var filed = new List<FiledTerm>();
        var names = new AtomNames(segment);
        foreach (var atom in plan.AtomsOf(slot)) filed.Add(new(names.Of(atom), IsThere(atom)));
        Forget();
        return filed;
    }

    private void FindWords(TokenBuffer buffer)
    {
        positions = buffer.Positions;
        if (wordAtPosition.Length < positions) wordAtPosition = new int[positions * 2];
        wordAtPosition.AsSpan(0, positions).Fill(-1);
        var atoms = segment.Atoms;
        var read = buffer.Tokens;
        if (phraseStarts.Length < read.Length) phraseStarts = new int[read.Length * 2];
        var scratch = Scratch(read.Length * 2 + 1);
        var maybe = scratch[..(read.Length + 1)];
        var slots = scratch[(read.Length + 1)..];
        var count = 0;
        for (var i = 0; i < read.Length; i++)
        {
            // Without a branch: which words are there cannot be foretold.
            maybe[count] = i;
            count += atoms.MayHave(read[i].Hash);
        }
        // Each step asks for the memory of the next, so that none waits for its own.
        foreach (var i in maybe[..count]) atoms.Prefetch(read[i].Hash);
        var likely = 0;
        foreach (var i in maybe[..count])
        {
            if (atoms.SlotOf(read[i].Hash) is not (var slot and >= 0)) continue;
            atoms.PrefetchWord(slot);
            (maybe[likely], slots[likely]) = (i, slot);
            likely++;
        }
        ref var letters = ref buffer.Letters0;
        for (var at = 0; at < likely; at++)
        {
            var i = maybe[at];
            ref readonly var token = ref read[i];
            ref var first = ref Unsafe.Add(ref letters, token.FoldStart);
            var word = atoms.FindFrom(slots[at], token.Hash, ref first, token.FoldLength);
            if (word < 0) continue;
            var (atom, hasPlaces) = (word >> Segment.FlagBits, (word & Segment.HasPlaces) != 0);
            Found(atom, (byte)token.Scope, hasPlaces);
            if (hasPlaces) FoundPlace(atom, i);
            if (token.Kind != TokenKind.Word) continue;
            wordAtPosition[token.Position] = atom;
            phraseStarts[phraseStartCount] = i;
            phraseStartCount += (word & Segment.StartsPhrase) / Segment.StartsPhrase;
        }
        if (!segment.WordGlobs.IsEmpty) segment.WordGlobs.Find(buffer, TokenKind.Word, TokenKind.Part, this);
        if (!segment.TagGlobs.IsEmpty) segment.TagGlobs.Find(buffer, TokenKind.Hashtag, TokenKind.Mention, this);
        if (segment.Fuzzy.IsEmpty && segment.Forms.IsEmpty) return;
        for (var i = 0; i < read.Length; i++)
        {
            if (read[i].Kind > TokenKind.Part) continue;
            if (!segment.Fuzzy.IsEmpty) segment.Fuzzy.Find(buffer.Text(read[i]), this, i);
            if (!segment.Forms.IsEmpty) segment.Forms.Find(buffer.Text(read[i]), this, i);
        }
    }

    /// <summary>Room for so many numbers and one more; what is in it lasts until the next call.</summary>
    public Span<int> Scratch(int count)
    {
        if (scratch.Length <= count) scratch = new int[count * 2];
        return scratch;
    }

    private void FindPhrases()
    {
        var phrases = segment.WordPhrases;
        var starts = phraseStarts.AsSpan(0, phraseStartCount);
        var likely = 0;
        foreach (var start in starts)
        {
            var position = tokens[start].Position;
            if (position + 1 >= positions || wordAtPosition[position + 1] is not (var next and >= 0)) continue;
            phrases.Prefetch(PhraseIndex.First(wordAtPosition[position]), next);
            starts[likely++] = start;
        }
        foreach (var start in starts[..likely])
        {
            ref readonly var token = ref tokens[start];
            var node = PhraseIndex.First(wordAtPosition[token.Position]);
            for (var position = token.Position + 1; position < positions; position++)
            {
                var word = wordAtPosition[position];
                if (word < 0 || (node = phrases.Step(node, word)) == -1) break;
                if (phrases.At(node) is var phrase and >= 0)
                    Found(phrase, (byte)token.Scope, segment.NeedsPlaces[phrase]);
            }
        }
    }

    /// <summary>Reports an atom that has no place: a value of a field.</summary>
    internal void Found(int atom)
    {
        Found(atom, (byte)Scope.Any, hasPlaces: false);
        states[atom] = new AtomState { FirstPlace = -1, LastPlace = -1 };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Found(int atom, byte scope, bool hasPlaces)
    {
        ref var bits = ref there[atom >> 6];
        if ((bits & (1UL << atom)) != 0)
        {
            if (segment.UsesScopes) scopes[atom] |= scope;
            return;
        }
        bits |= 1UL << atom;
        if (segment.UsesScopes) scopes[atom] = scope;
        if (presentCount == present.Length) Array.Resize(ref present, presentCount * 2);
        present[presentCount++] = atom;
        Memory.Prefetch(ref plan.Starts[atom]);
        if (hasPlaces) states[atom] = new AtomState { FirstPlace = -1, LastPlace = -1 };
    }

    private void FoundPlace(int atom, int token)
    {
        ref var state = ref states[atom];
        var before = state.LastPlace;
        // Tokens come in order, perhaps again and again, and once more for each pattern that an atom stands for: going on
        // where the last one was, each time through is one walk and not one for each token.
        if (before >= 0 && places[before].Token > token) before = -1;
        for (var at = before < 0 ? state.FirstPlace : places[before].Next; at >= 0 && places[at].Token <= token;
            at = places[at].Next) before = at;
        if (before >= 0 && places[before].Token == token)
        {
            state.LastPlace = before;
            return;
        }
        if (placeCount == places.Length) Array.Resize(ref places, placeCount * 2);
        ref var next = ref before < 0 ? ref state.FirstPlace : ref places[before].Next;
        places[placeCount] = new Place { Token = token, Next = next };
        next = placeCount;
        state.LastPlace = placeCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsThere(int atom) =>
        (Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(there), atom >> 6) & (1UL << atom)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsThere(int atom, byte scope) =>
        IsThere(atom) && (scope == (byte)Scope.Any || (scopes[atom] & scope) != 0);
}

/// <summary>A list of ids that keeps its memory.</summary>
internal struct Ids
{
    private long[] items;
    private int count;

    public readonly ReadOnlySpan<long> Span => items.AsSpan(0, count);

    public void Clear() => count = 0;

    /// <summary>Adds the ids of these slots.</summary>
    public void Add(long[] ids, ReadOnlySpan<int> slots)
    {
        if (items is null || items.Length - count < slots.Length)
            Array.Resize(ref items, Math.Max(64, (count + slots.Length) * 2));
        var room = items.AsSpan(count, slots.Length);
        for (var i = 0; i < room.Length; i++) room[i] = ids[slots[i]];
        count += slots.Length;
    }
}
