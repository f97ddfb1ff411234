using System.Runtime.InteropServices;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Files queries under atoms: of each conjunction under the clause that the weights call rarest, with the rest of the
/// query as condition. Only speed depends on the weights.
/// </summary>
internal sealed class Planner
{
    private readonly Op[] ops;
    private readonly int[] operands;
    private readonly Phrase[] phrases;
    private readonly float[] weights;
    private readonly List<int> code = [], checks = [];
    private readonly List<(int Atom, Posting Posting)> filed = [];

    /// <summary>Left to ask where an atom alone decides.</summary>
    private readonly Condition nothing;

    private Planner(Op[] ops, int[] operands, Phrase[] phrases, float[] weights) =>
        (this.ops, this.operands, this.phrases, this.weights, nothing) =
            (ops, operands, phrases, weights, new(this, -1));

    /// <param name="ops">Steps of all queries.</param>
    /// <param name="operands">Parts of the steps.</param>
    /// <param name="phrases">Phrases of the steps.</param>
    /// <param name="roots">First step of each query.</param>
    /// <param name="weights">For each atom, in what share of posts it is.</param>
    public static Plan Plan(Op[] ops, int[] operands, Phrase[] phrases, int[] roots, float[] weights) =>
        new Planner(ops, operands, phrases, weights).Plan(roots);

    private Plan Plan(int[] roots)
    {
        for (var slot = 0; slot < roots.Length; slot++)
        {
            if (float.IsInfinity(WeightOf(roots[slot])))
                throw new InvalidOperationException("A query that asks for nothing came through the parser.");
            File(slot, roots[slot], nothing, new(this, roots[slot]));
        }
        var starts = new int[weights.Length + 1];
        foreach (var (atom, _) in filed) starts[atom + 1]++;
        for (var atom = 0; atom < weights.Length; atom++) starts[atom + 1] += starts[atom];
        var postings = new Posting[filed.Count];
        var next = starts.ToArray();
        // Of each atom the same kinds of conditions in a row, because the processor foretells what it has just done.
        foreach (var kind in Kinds)
            foreach (var (atom, posting) in filed)
                if (KindOf(posting.Condition) == kind) postings[next[atom]++] = posting;
        var (row, first) = AtomCheck.Aligned(checks);
        return new(row, first, [.. code], starts, postings);
    }

    private static readonly int[] Kinds = [0, 1, -1];

    private static int KindOf(int condition) => condition < 0 ? -1 : condition & 1;

    /// <summary>What is left to ask once an atom is there; it is written when first needed.</summary>
    private sealed class Condition(Planner planner, int step, int without = -1, int besides = -1)
    {
        private int? written;

        /// <summary>The step that is asked as a whole, or -1.</summary>
        public int Step => without < 0 ? step : -1;

        /// <summary>As <see cref="Posting.Condition"/> calls it.</summary>
        public int Number => written ??= planner.Number(this);

        public void Write()
        {
            if (step < 0) return;
            if (without >= 0) planner.WriteAnd(planner.ops[step], without);
            else if (besides >= 0) planner.WriteWithPresence(step, besides);
            else planner.Write(step, negated: false);
        }
    }

    private int Number(Condition condition)
    {
        var at = code.Count;
        condition.Write();
        var written = CollectionsMarshal.AsSpan(code)[at..];
        if (!AtomCheck.TryWrite(written, weights.Length, checks, out var number)) return ~(at << 1);
        code.RemoveRange(at, code.Count - at);
        return number;
    }

    /// <summary>Makes the query a candidate wherever the step may hold.</summary>
    /// <param name="slot">The query.</param>
    /// <param name="at">The step.</param>
    /// <param name="rest">What is left to ask once the step is known to hold.</param>
    /// <param name="whole">What is to be asked where it is not.</param>
    private void File(int slot, int at, Condition rest, Condition whole)
    {
        var op = ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom:
                File(slot, op.A, op.Scope == (byte)Scope.Any ? rest : whole);
                break;
            case OpKind.Any:
                foreach (var atom in operands.AsSpan(op.A, op.B))
                    File(slot, atom, op.Scope == (byte)Scope.Any ? rest : whole);
                break;
            case OpKind.Phrase:
                File(slot, AtomFor(phrases[op.A]), whole);
                break;
            case OpKind.Range:
                File(slot, op.B, whole);
                break;
            case OpKind.Raw or OpKind.Count:
                File(slot, op.A, whole, whole);
                break;
            case OpKind.Window:
                File(slot, Rarest(operands.AsSpan(op.A, op.B)), whole, whole);
                break;
            case OpKind.Near or OpKind.Sentence:
                var (rare, other) = WeightOf(op.A) <= WeightOf(op.B) ? (op.A, op.B) : (op.B, op.A);
                if (whole.Step == at) whole = new(this, at, besides: other);
                File(slot, rare, whole, whole);
                break;
            case OpKind.And:
                var rarest = Rarest(operands.AsSpan(op.A, op.B));
                if (rest != nothing) File(slot, rarest, whole, whole);
                else File(slot, rarest, new(this, at, without: rarest), whole.Step == at ? whole : new(this, at));
                break;
            case OpKind.Or:
                // One alternative is enough where nothing is asked besides.
                foreach (var part in operands.AsSpan(op.A, op.B))
                    File(slot, part, rest, rest == nothing ? new(this, part) : whole);
                break;
            default: throw new InvalidOperationException($"A query is filed under a {op.Kind}.");
        }
    }

    private void File(int slot, int atom, Condition condition) => filed.Add((atom, new(slot, condition.Number)));

    private void Write(int at, bool negated)
    {
        var op = ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom:
                code.Add(Code.Of(CodeKind.One, negated, op.Scope, op.A));
                break;
            case OpKind.Any:
                code.Add(Code.Of(CodeKind.Any, negated, op.Scope, op.B));
                code.AddRange(operands.AsSpan(op.A, op.B));
                break;
            case OpKind.Not:
                Write(op.A, !negated);
                break;
            case OpKind.And or OpKind.Or when negated:
                // NOT (a OR b) is NOT a AND NOT b, and the other way round.
                WriteGroup(op.Kind == OpKind.And ? CodeKind.Or : CodeKind.And, operands.AsSpan(op.A, op.B), negated);
                break;
            case OpKind.And:
                WriteAnd(op, without: -1);
                break;
            case OpKind.Or:
                WriteGroup(CodeKind.Or, operands.AsSpan(op.A, op.B), negated);
                break;
            default:
                code.Add(Code.Of(CodeKind.Step, negated, 0, at));
                break;
        }
    }

    /// <summary>First what is cheap and seldom holds.</summary>
    private void WriteAnd(Op and, int without)
    {
        var parts = operands.AsSpan(and.A, and.B).ToArray();
        // What is left out comes last.
        var order = Array.ConvertAll(parts,
            part => (part == without ? 2 : IsDear(part) ? 1 : 0, ShareOf(part), part));
        Array.Sort(order, parts);
        WriteGroup(CodeKind.And, without < 0 ? parts : parts.AsSpan(0, parts.Length - 1), negated: false);
    }

    private void WriteGroup(CodeKind kind, ReadOnlySpan<int> parts, bool negated)
    {
        if (parts.Length == 1)
        {
            Write(parts[0], negated);
            return;
        }
        var head = code.Count;
        code.Add(0);
        foreach (var part in parts) Write(part, negated);
        code[head] = Code.Of(kind, negated: false, 0, code.Count - head - 1);
    }

    /// <summary>A NEAR, but only where the other side is there at all.</summary>
    private void WriteWithPresence(int near, int other)
    {
        var atoms = new List<int>();
        if (!Presence(other, atoms))
        {
            Write(near, negated: false);
            return;
        }
        code.Add(Code.Of(CodeKind.And, negated: false, 0, atoms.Count + 2));
        code.Add(Code.Of(CodeKind.Any, negated: false, (byte)Scope.Any, atoms.Count));
        code.AddRange(atoms);
        code.Add(Code.Of(CodeKind.Step, negated: false, 0, near));
    }

    /// <summary>Collects atoms of which one must be there for the step to hold; false where that cannot be said.</summary>
    private bool Presence(int at, List<int> atoms)
    {
        var op = ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom:
                atoms.Add(op.A);
                return true;
            case OpKind.Any:
                atoms.AddRange(operands.AsSpan(op.A, op.B));
                return true;
            case OpKind.Phrase:
                atoms.Add(AtomFor(phrases[op.A]));
                return true;
            case OpKind.Raw: return Presence(op.A, atoms);
            case OpKind.Or:
                foreach (var part in operands.AsSpan(op.A, op.B))
                    if (!Presence(part, atoms)) return false;
                return true;
            default: return false;
        }
    }

    /// <summary>What is there is known at once, where it is has to be looked up.</summary>
    private bool IsDear(int at)
    {
        var op = ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom or OpKind.Any or OpKind.Range: return false;
            case OpKind.Not: return IsDear(op.A);
            case OpKind.And or OpKind.Or:
                foreach (var part in operands.AsSpan(op.A, op.B))
                    if (IsDear(part)) return true;
                return false;
            default: return true;
        }
    }

    private int Rarest(ReadOnlySpan<int> parts)
    {
        var (rarest, least) = (parts[0], WeightOf(parts[0]));
        foreach (var part in parts[1..])
            if (WeightOf(part) is var weight && weight < least) (rarest, least) = (part, weight);
        return rarest;
    }

    private int AtomFor(Phrase phrase)
    {
        if (phrase.Whole >= 0) return phrase.Whole;
        var rarest = phrase.Atoms[0];
        foreach (var atom in phrase.Atoms)
            if (weights[atom] < weights[rarest]) rarest = atom;
        return rarest;
    }

    /// <summary>
    /// How often a post has one of the atoms under which the step would be filed; infinite where it cannot be.
    /// </summary>
    private float WeightOf(int at)
    {
        var op = ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom: return weights[op.A];
            case OpKind.Any: return Sum(operands.AsSpan(op.A, op.B));
            case OpKind.Phrase: return weights[AtomFor(phrases[op.A])];
            case OpKind.Range: return weights[op.B];
            case OpKind.Raw or OpKind.Count: return WeightOf(op.A);
            case OpKind.Near or OpKind.Sentence: return Math.Min(WeightOf(op.A), WeightOf(op.B));
            case OpKind.And or OpKind.Window:
                var least = float.PositiveInfinity;
                foreach (var part in operands.AsSpan(op.A, op.B)) least = Math.Min(least, WeightOf(part));
                return least;
            case OpKind.Or:
                var sum = 0f;
                foreach (var part in operands.AsSpan(op.A, op.B)) sum += WeightOf(part);
                return sum;
            default: return float.PositiveInfinity;
        }
    }

    private float Sum(ReadOnlySpan<int> atoms)
    {
        var sum = 0f;
        foreach (var atom in atoms) sum += weights[atom];
        return sum;
    }

    /// <summary>In what share of posts the step holds, roughly.</summary>
    private float ShareOf(int at) => ops[at] is { Kind: OpKind.Not } not
        ? 1 - ShareOf(not.A)
        : Math.Min(1, WeightOf(at));
}
