using System.Runtime.CompilerServices;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// One segment at work on one post after another: which atoms are there and where, which queries that makes candidates,
/// and which of them hold. All memory is kept from post to post.
/// </summary>
internal sealed partial class Run
{
    private struct AtomState
    {
        /// <summary>Number of the post in which the atom was last seen; everything else is of that post.</summary>
        public int Post;
        public int FirstPlace, LastPlace;
        public byte Scopes;
    }

    private struct Place
    {
        public int Token, Next;
    }

    private readonly Segment segment;
    private readonly ulong[]? alive;
    private readonly AtomState[] states;
    private readonly int[] seen;
    private int[] present = new int[64];
    private int presentCount;
    private Place[] places = new Place[64];
    private int placeCount;
    private int[] wordAtPosition = new int[64];
    private int positions;
    private int post;
    private Token[] tokens = [];
    private int tokenCount;
    private Post subject;

    /// <param name="segment">The queries.</param>
    /// <param name="alive">A bit for each query that still counts; null: all do.</param>
    public Run(Segment segment, ulong[]? alive)
    {
        (this.segment, this.alive) = (segment, alive);
        states = new AtomState[segment.AtomCount];
        seen = new int[segment.Ids.Length];
    }

    public bool Plain => segment.Plain;

    /// <summary>Adds the ids of the matching queries.</summary>
    public void Match(TokenBuffer buffer, ValueBuffer values, in Post subject, ref Ids found)
    {
        NextPost();
        this.subject = subject;
        tokens = buffer.Items;
        tokenCount = buffer.Tokens.Length;
        FindWords(buffer);
        FindValues(values, subject);
        for (var i = 0; i < presentCount; i++)
        {
            var atom = present[i];
            var end = segment.PostingStarts[atom + 1];
            for (var at = segment.PostingStarts[atom]; at < end; at++)
            {
                var entry = segment.Postings[at];
                var slot = entry >> 1;
                if (seen[slot] == post) continue;
                seen[slot] = post;
                if (alive is not null && (alive[slot >> 6] & (1UL << slot)) == 0) continue;
                if ((entry & 1) != 0 || Holds(segment.Roots[slot])) found.Add(segment.Ids[slot]);
            }
        }
    }

    /// <summary>Reports an atom; called for the tokens in order, for a token and atom perhaps more than once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Found(int atom, int token)
    {
        if (token < 0) Found(atom);
        else Found(atom, token, (byte)tokens[token].Scope);
    }

    private void NextPost()
    {
        if (post == int.MaxValue)
        {
            Array.Clear(states);
            Array.Clear(seen);
            post = sentencesOf = 0;
        }
        post++;
        presentCount = placeCount = 0;
    }

    private void FindWords(TokenBuffer buffer)
    {
        positions = buffer.Positions;
        if (wordAtPosition.Length < positions) wordAtPosition = new int[positions * 2];
        wordAtPosition.AsSpan(0, positions).Fill(-1);
        var atoms = segment.Atoms;
        var (wordGlobs, tagGlobs) = (segment.WordGlobs, segment.TagGlobs);
        var read = buffer.Tokens;
        for (var i = 0; i < read.Length; i++)
        {
            ref readonly var token = ref read[i];
            var text = buffer.Text(token);
            var atom = atoms.Find(token.Hash, text);
            if (atom >= 0)
            {
                Found(atom, i, (byte)token.Scope);
                if (token.Kind == TokenKind.Word) wordAtPosition[token.Position] = atom;
            }
            if (token.Kind <= TokenKind.Part)
            {
                if (!wordGlobs.IsEmpty) wordGlobs.Find(text, this, i);
                if (!segment.Fuzzy.IsEmpty) segment.Fuzzy.Find(text, this, i);
            }
            else if (token.Kind != TokenKind.Emoji && !tagGlobs.IsEmpty) tagGlobs.Find(text, this, i);
        }
    }

    /// <summary>Reports an atom that has no place: a value of a field.</summary>
    internal void Found(int atom)
    {
        ref var state = ref states[atom];
        if (state.Post == post) return;
        state = new AtomState { Post = post, FirstPlace = -1, LastPlace = -1, Scopes = (byte)Scope.Any };
        Present(atom);
    }

    private void Found(int atom, int token, byte scope)
    {
        ref var state = ref states[atom];
        if (state.Post != post)
        {
            state = new AtomState { Post = post, FirstPlace = -1, LastPlace = -1 };
            Present(atom);
        }
        state.Scopes |= scope;
        if (!segment.NeedsPlaces[atom]) return;
        if (state.LastPlace >= 0 && places[state.LastPlace].Token == token) return;
        if (placeCount == places.Length) Array.Resize(ref places, placeCount * 2);
        places[placeCount] = new Place { Token = token, Next = -1 };
        if (state.LastPlace < 0) state.FirstPlace = placeCount;
        else places[state.LastPlace].Next = placeCount;
        state.LastPlace = placeCount++;
    }

    private void Present(int atom)
    {
        if (presentCount == present.Length) Array.Resize(ref present, presentCount * 2);
        present[presentCount++] = atom;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsThere(int atom, byte scopes)
    {
        ref readonly var state = ref states[atom];
        return state.Post == post && (state.Scopes & scopes) != 0;
    }

    private bool Holds(int at)
    {
        ref readonly var op = ref segment.Ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom: return IsThere(op.A, op.Scope);
            case OpKind.Any:
                foreach (var atom in segment.Operands.AsSpan(op.A, op.B))
                    if (IsThere(atom, op.Scope)) return true;
                return false;
            case OpKind.And:
                foreach (var part in segment.Operands.AsSpan(op.A, op.B))
                    if (!Holds(part)) return false;
                return true;
            case OpKind.Or:
                foreach (var part in segment.Operands.AsSpan(op.A, op.B))
                    if (Holds(part)) return true;
                return false;
            case OpKind.Not: return !Holds(op.A);
            case OpKind.Phrase: return HasPhrase(segment.Phrases[op.A], op.Scope);
            case OpKind.Near: return IsNear(op);
            case OpKind.Sentence: return IsInSentence(op);
            case OpKind.Count: return IsOften(op);
            case OpKind.Window: return IsWindow(op);
            default: return IsRaw(op);
        }
    }
}

/// <summary>A list of ids that keeps its memory.</summary>
internal struct Ids
{
    private long[] items;
    private int count;

    public readonly ReadOnlySpan<long> Span => items.AsSpan(0, count);

    public void Clear() => count = 0;

    public void Add(long id)
    {
        if (items is null || count == items.Length) Array.Resize(ref items, Math.Max(64, count * 2));
        items[count++] = id;
    }
}
