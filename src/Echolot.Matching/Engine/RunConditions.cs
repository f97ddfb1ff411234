using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>Which queries the atoms of a post make candidates, and which of them hold.</summary>
internal sealed partial class Run
{
    /// <summary>
    /// Conditions lie apart in a memory larger than the caches, so that all are asked for before the first is read.
    /// </summary>
    private void FindQueries(ref Ids found)
    {
        var (starts, postings) = (plan.Starts, plan.Postings);
        ref var checks = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(plan.Checks), plan.FirstCheck);
        candidateCount = 0;
        foreach (var atom in present.AsSpan(0, presentCount))
            if (starts[atom] < postings.Length) Memory.Prefetch(ref postings[starts[atom]]);
        foreach (var atom in present.AsSpan(0, presentCount))
        {
            var (from, to) = (starts[atom], starts[atom + 1]);
            if (candidateCount + to - from > candidates.Length)
                Array.Resize(ref candidates, (candidateCount + to - from) * 2);
            for (var i = from; i < to; i++)
            {
                var entry = postings[i];
                candidates[candidateCount++] = entry;
                Memory.Prefetch(ref CheckAt(ref checks, Math.Max(0, entry.Condition)));
            }
        }
        Candidates += candidateCount;
        if (hits.Length <= hitCount + candidateCount) Array.Resize(ref hits, (hitCount + candidateCount) * 2);
        if (tally is null) Decide(ref checks);
        else DecideAndTally(tally, ref checks);
        found.Add(segment.Ids, hits.AsSpan(0, hitCount));
    }

    private void Decide(ref int checks)
    {
        ref var there = ref MemoryMarshal.GetArrayDataReference(this.there);
        ref var isFound = ref MemoryMarshal.GetArrayDataReference(this.isFound);
        ref var hits = ref MemoryMarshal.GetArrayDataReference(this.hits);
        var (count, alive) = (hitCount, this.alive);
        foreach (ref readonly var entry in candidates.AsSpan(0, candidateCount))
        {
            var (slot, condition) = (entry.Slot, entry.Condition);
            var matches = (ulong)((condition & 1) == 0
                ? AtomCheck.Holds(ref there, ref CheckAt(ref checks, condition)) : Holds(ref checks, condition));
            ref var bits = ref Unsafe.Add(ref isFound, slot >> 6);
            matches &= ~(bits >> slot);
            if (alive is not null) matches &= alive[slot >> 6] >> slot;
            // Without a branch: about half of all candidates match.
            Unsafe.Add(ref hits, count) = slot;
            count += (int)matches;
            bits |= matches << slot;
        }
        hitCount = count;
    }

    private void DecideAndTally(Tally tally, ref int checks)
    {
        foreach (ref readonly var entry in candidates.AsSpan(0, candidateCount))
        {
            var (slot, condition) = (entry.Slot, entry.Condition);
            if ((isFound[slot >> 6] & (1UL << slot)) != 0) continue;
            if (alive is not null && (alive[slot >> 6] & (1UL << slot)) == 0) continue;
            var started = Stopwatch.GetTimestamp();
            var matches = Holds(ref checks, condition) != 0;
            tally.Add(slot, matches, started);
            if (!matches) continue;
            isFound[slot >> 6] |= 1UL << slot;
            hits[hitCount++] = slot;
        }
    }

    /// <summary>1 where a condition of any kind holds, else 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Holds(ref int checks, int condition)
    {
        if (condition < 0) return IsTrue(ref plan.Code[~condition >> 1]) ? 1 : 0;
        ref var there = ref MemoryMarshal.GetArrayDataReference(this.there);
        ref var check = ref CheckAt(ref checks, condition);
        return (condition & 1) == 0
            ? AtomCheck.Holds(ref there, ref check) : AtomCheck.HoldsWide(ref there, ref check);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref int CheckAt(ref int checks, int condition) =>
        ref Unsafe.Add(ref checks, (nint)(condition >> 1) * AtomCheck.Width);

    private bool IsTrue(ref int code)
    {
        var (head, negated) = (code, (code & Code.Negated) != 0);
        var number = head >> Code.NumberShift;
        switch (Code.KindOf(head))
        {
            case CodeKind.One: return IsThere(number, (byte)Code.ScopeOf(head)) != negated;
            case CodeKind.Any:
                return IsOneThere(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref code, 1), number), (byte)Code.ScopeOf(head))
                    != negated;
            case CodeKind.Step: return Holds(number) != negated;
            case CodeKind.And:
                for (var at = 1; at <= number; at += Code.LengthOf(Unsafe.Add(ref code, at)))
                    if (!IsTrue(ref Unsafe.Add(ref code, at))) return false;
                return true;
            default:
                for (var at = 1; at <= number; at += Code.LengthOf(Unsafe.Add(ref code, at)))
                    if (IsTrue(ref Unsafe.Add(ref code, at))) return true;
                return false;
        }
    }

    private bool IsOneThere(ReadOnlySpan<int> atoms, byte scope)
    {
        if (scope == (byte)Scope.Any)
        {
            foreach (var atom in atoms)
                if (IsThere(atom)) return true;
        }
        else
        {
            foreach (var atom in atoms)
                if (IsThere(atom, scope)) return true;
        }
        return false;
    }

    private bool Holds(int at)
    {
        ref readonly var op = ref segment.Ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom: return IsThere(op.A, op.Scope);
            case OpKind.Any: return IsOneThere(segment.Operands.AsSpan(op.A, op.B), op.Scope);
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
            case OpKind.Range: return IsInRange(segment.Ranges[op.A]);
            default: return IsRaw(op);
        }
    }
}
