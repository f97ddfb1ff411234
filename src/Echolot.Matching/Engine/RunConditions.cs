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
        ref var code = ref MemoryMarshal.GetArrayDataReference(plan.Code);
        candidateCount = 0;
        foreach (var atom in present.AsSpan(0, presentCount))
        {
            var (from, to) = (starts[atom], starts[atom + 1]);
            if (candidateCount + to - from > candidates.Length)
                Array.Resize(ref candidates, (candidateCount + to - from) * 2);
            for (var i = from; i < to; i++)
            {
                var entry = postings[i];
                candidates[candidateCount++] = entry;
                Memory.Prefetch(ref Unsafe.Add(ref code, Math.Max(0, entry.Condition)));
            }
        }
        Candidates += candidateCount;
        foreach (var entry in candidates.AsSpan(0, candidateCount))
        {
            var slot = entry.Slot;
            if ((isFound[slot >> 6] & (1UL << slot)) != 0) continue;
            if (alive is not null && (alive[slot >> 6] & (1UL << slot)) == 0) continue;
            var started = tally is null ? 0 : Stopwatch.GetTimestamp();
            var matches = entry.Condition < 0 || IsTrue(ref Unsafe.Add(ref code, entry.Condition));
            tally?.Add(slot, matches, started);
            if (!matches) continue;
            isFound[slot >> 6] |= 1UL << slot;
            if (hitCount == hits.Length) Array.Resize(ref hits, hitCount * 2);
            hits[hitCount++] = slot;
        }
        foreach (var slot in hits.AsSpan(0, hitCount)) found.Add(segment.Ids[slot]);
    }

    private bool IsTrue(ref int code)
    {
        var (head, negated) = (code, (code & Code.Negated) != 0);
        var number = head >> Code.NumberShift;
        switch ((CodeKind)(head & Code.KindMask))
        {
            case CodeKind.One: return IsThere(number, ScopeOf(head)) != negated;
            case CodeKind.Any:
                return IsOneThere(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref code, 1), number), ScopeOf(head))
                    != negated;
            case CodeKind.Step: return Holds(number) != negated;
            case CodeKind.And:
                for (var at = 1; at <= number; at += LengthOf(Unsafe.Add(ref code, at)))
                    if (!IsTrue(ref Unsafe.Add(ref code, at))) return false;
                return true;
            default:
                for (var at = 1; at <= number; at += LengthOf(Unsafe.Add(ref code, at)))
                    if (IsTrue(ref Unsafe.Add(ref code, at))) return true;
                return false;
        }
    }

    private static byte ScopeOf(int head) => (byte)(head >> Code.ScopeShift & (int)(Scope.Any | Scope.Lead));

    private static int LengthOf(int head) =>
        (CodeKind)(head & Code.KindMask) is CodeKind.One or CodeKind.Step ? 1 : 1 + (head >> Code.NumberShift);

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
