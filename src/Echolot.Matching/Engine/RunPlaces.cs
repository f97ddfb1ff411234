using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Where things are: phrases and proximity.</summary>
internal sealed partial class Run
{
    /// <summary>Stretches as first position in the upper half and the position after the last in the lower: sorting
    /// the numbers sorts by start. Used as a stack by nested NEARs.</summary>
    private long[] stretches = new long[64];
    private int stretchCount;
    private int[] cursors = new int[16];

    public static int StartOf(long stretch) => (int)(stretch >> 32);

    public static int EndOf(long stretch) => (int)stretch;

    private void Push(int start, int end)
    {
        if (stretchCount == stretches.Length) Array.Resize(ref stretches, stretchCount * 2);
        stretches[stretchCount++] = (long)start << 32 | (uint)end;
    }

    private bool HasPhrase(Phrase phrase, byte scope)
    {
        var before = stretchCount;
        var found = FindPhrase(phrase, scope, onlyFirst: scope != (byte)Scope.Lead);
        stretchCount = before;
        return found;
    }

    /// <summary>Pushes where the phrase stands, in order; returns whether it does.</summary>
    private bool FindPhrase(Phrase phrase, byte scope, bool onlyFirst)
    {
        var before = stretchCount;
        if (!FindPhraseAnywhere(phrase, scope, onlyFirst)) return false;
        return scope != (byte)Scope.Lead || KeepLead(before);
    }

    /// <summary>Drops stretches that begin in the lead and end behind it.</summary>
    private bool KeepLead(int before)
    {
        var kept = before;
        for (var i = before; i < stretchCount; i++)
            if ((WordAt(EndOf(stretches[i]) - 1).Scope & Scope.Lead) != 0) stretches[kept++] = stretches[i];
        stretchCount = kept;
        return kept > before;
    }

    private bool FindPhraseAnywhere(Phrase phrase, byte scope, bool onlyFirst)
    {
        if (phrase.Whole >= 0 && !IsThere(phrase.Whole, scope)) return false;
        foreach (var atom in phrase.Atoms)
            if (!IsThere(atom, scope)) return false;
        var before = stretchCount;
        if (phrase.Offsets is not { } offsets)
        {
            for (var at = states[phrase.Atoms[0]].FirstPlace; at >= 0; at = places[at].Next)
            {
                ref readonly var token = ref tokens[places[at].Token];
                if (((byte)token.Scope & scope) != 0) FollowPhrase(phrase, 0, token.Position, token.Position);
            }
            return stretchCount > before;
        }
        var anchor = phrase.Anchor;
        if (cursors.Length < phrase.Atoms.Length) cursors = new int[phrase.Atoms.Length * 2];
        for (var i = 0; i < phrase.Atoms.Length; i++) cursors[i] = states[phrase.Atoms[i]].FirstPlace;
        for (var at = states[phrase.Atoms[anchor]].FirstPlace; at >= 0; at = places[at].Next)
        {
            ref readonly var token = ref tokens[places[at].Token];
            if (((byte)token.Scope & scope) == 0 || token.Kind == TokenKind.Part) continue;
            var start = token.Position - offsets[anchor];
            if (start < 0 || !StandsAt(phrase, offsets, start)) continue;
            var last = phrase.Atoms.Length - 1;
            Push(start, last == anchor ? token.PositionEnd : EndAt(phrase, last, start + offsets[last]));
            if (onlyFirst) return true;
        }
        return stretchCount > before;
    }

    private bool StandsAt(Phrase phrase, int[] offsets, int start)
    {
        for (var i = 0; i < phrase.Atoms.Length; i++)
        {
            if (i == phrase.Anchor) continue;
            var position = start + offsets[i];
            if (position >= positions) return false;
            if (phrase.AreWords[i])
            {
                if (wordAtPosition[position] != phrase.Atoms[i]) return false;
                continue;
            }
            // The phrase is tried at growing places, so each of its atoms is passed through once.
            ref var cursor = ref cursors[i];
            while (cursor >= 0 && (tokens[places[cursor].Token].Position < position
                || tokens[places[cursor].Token].Position == position && tokens[places[cursor].Token].Kind == TokenKind.Part))
                cursor = places[cursor].Next;
            if (cursor < 0 || tokens[places[cursor].Token].Position != position) return false;
        }
        return true;
    }

    private int EndAt(Phrase phrase, int i, int position) =>
        phrase.AreWords[i] ? position + 1 : tokens[places[cursors[i]].Token].PositionEnd;

    /// <summary>
    /// For phrases with hashtags of unknown length: every place of every atom that follows the one before.
    /// </summary>
    private void FollowPhrase(Phrase phrase, int i, int start, int position)
    {
        for (var at = states[phrase.Atoms[i]].FirstPlace; at >= 0; at = places[at].Next)
        {
            ref readonly var token = ref tokens[places[at].Token];
            if (token.Position > position) return;
            if (token.Position != position || token.Kind == TokenKind.Part) continue;
            if (i == phrase.Atoms.Length - 1) Push(start, token.PositionEnd);
            else FollowPhrase(phrase, i + 1, start, token.PositionEnd);
        }
    }

    /// <summary>Pushes where a side of a NEAR stands, sorted by start and without repetition.</summary>
    private void FindStretches(int at)
    {
        var before = stretchCount;
        ref readonly var op = ref segment.Ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom:
                FindPlaces(op.A, op.Scope);
                return;
            case OpKind.Any:
                foreach (var atom in segment.Operands.AsSpan(op.A, op.B)) FindPlaces(atom, op.Scope);
                break;
            case OpKind.Or:
                foreach (var part in segment.Operands.AsSpan(op.A, op.B)) FindStretches(part);
                break;
            case OpKind.Phrase:
                FindPhrase(segment.Phrases[op.A], op.Scope, onlyFirst: false);
                break;
            case OpKind.Near:
                FindNear(op);
                break;
            case OpKind.Sentence:
                FindInSentence(op);
                break;
            default:
                FindRaw(op);
                break;
        }
        SortFrom(before);
    }

    private void SortFrom(int before)
    {
        var added = stretches.AsSpan(before, stretchCount - before);
        if (added.Length < 2) return;
        added.Sort();
        var kept = 1;
        for (var i = 1; i < added.Length; i++)
            if (added[i] != added[kept - 1]) added[kept++] = added[i];
        stretchCount = before + kept;
    }

    private void FindPlaces(int atom, byte scope)
    {
        if (!IsThere(atom, scope)) return;
        for (var at = states[atom].FirstPlace; at >= 0; at = places[at].Next)
        {
            ref readonly var token = ref tokens[places[at].Token];
            if (((byte)token.Scope & scope) != 0) Push(token.Position, token.PositionEnd);
        }
    }

    /// <summary>
    /// Whether some stretches of both sides have at most C - 1 tokens between them and do not overlap.
    /// </summary>
    private bool IsNear(in Op op)
    {
        var before = stretchCount;
        FindStretches(op.A);
        var middle = stretchCount;
        if (middle > before) FindStretches(op.B);
        var left = stretches.AsSpan(before, middle - before);
        var right = stretches.AsSpan(middle, stretchCount - middle);
        var near = Follows(left, right, op.C) || !op.Ordered && Follows(right, left, op.C);
        stretchCount = before;
        return near;
    }

    private static bool Follows(ReadOnlySpan<long> first, ReadOnlySpan<long> second, int distance)
    {
        if (second.IsEmpty) return false;
        foreach (var stretch in first)
        {
            var at = FirstFrom(second, EndOf(stretch));
            if (at < second.Length && StartOf(second[at]) - EndOf(stretch) < distance) return true;
        }
        return false;
    }

    public static int FirstFrom(ReadOnlySpan<long> sorted, int position)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (StartOf(sorted[middle]) < position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>
    /// For a NEAR within a NEAR: stretches from the start of one side to the end of the other, for each start the
    /// earliest end and for each end the latest start. More could not change whether something else is near, and a post
    /// of one word over and over would have as many as words times distance.
    /// </summary>
    private void FindNear(in Op op)
    {
        var before = stretchCount;
        FindStretches(op.A);
        var middle = stretchCount;
        if (middle > before) FindStretches(op.B);
        var end = stretchCount;
        Join(before, middle, middle, end, op.C);
        if (!op.Ordered) Join(middle, end, before, middle, op.C);
        var joined = stretchCount - end;
        stretches.AsSpan(end, joined).CopyTo(stretches.AsSpan(before));
        stretchCount = before + joined;
    }

    private void Join(int firstFrom, int firstTo, int secondFrom, int secondTo, int distance)
    {
        var seconds = secondTo - secondFrom;
        var latest = Scratch(seconds)[..seconds];
        latest.Fill(-1);
        for (var i = firstFrom; i < firstTo; i++)
        {
            var (start, until) = (StartOf(stretches[i]), EndOf(stretches[i]) + distance);
            var earliest = int.MaxValue;
            for (var at = FirstFrom(stretches.AsSpan(secondFrom, seconds), EndOf(stretches[i]));
                at < seconds && StartOf(stretches[secondFrom + at]) < until; at++)
            {
                earliest = Math.Min(earliest, EndOf(stretches[secondFrom + at]));
                latest[at] = Math.Max(latest[at], start);
            }
            if (earliest != int.MaxValue) Push(start, earliest);
        }
        for (var at = 0; at < seconds; at++)
            if (latest[at] >= 0) Push(latest[at], EndOf(stretches[secondFrom + at]));
    }
}
