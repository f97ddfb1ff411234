using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Files queries under atoms: of each conjunction under the clause that the weights call rarest, with the rest of the
/// query as condition. Only speed depends on the weights.
/// </summary>
/// <param name="ops">Steps of all queries; conditions are added behind them.</param>
/// <param name="operands">Parts of conjunctions are put into the order in which they are best asked.</param>
/// <param name="phrases">Phrases of the steps.</param>
/// <param name="weights">For each atom, in what share of posts it is.</param>
internal sealed class Planner(List<Op> ops, int[] operands, IReadOnlyList<Phrase> phrases, float[] weights)
{
    private readonly List<(int Atom, Posting Posting)> filed = [];

    /// <summary>The postings, by atom, and where those of each atom start.</summary>
    public (int[] Starts, Posting[] Postings) Plan(int[] roots)
    {
        for (var slot = 0; slot < roots.Length; slot++)
        {
            if (double.IsInfinity(WeightOf(roots[slot])))
                throw new InvalidOperationException("A query that asks for nothing came through the parser.");
            File(slot, roots[slot], rest: -1, whole: roots[slot]);
        }
        var starts = new int[weights.Length + 1];
        foreach (var (atom, _) in filed) starts[atom + 1]++;
        for (var atom = 0; atom < weights.Length; atom++) starts[atom + 1] += starts[atom];
        var postings = new Posting[filed.Count];
        var next = starts.ToArray();
        foreach (var (atom, posting) in filed) postings[next[atom]++] = posting;
        return (starts, postings);
    }

    /// <summary>Makes the query a candidate wherever the step may hold.</summary>
    /// <param name="slot">The query.</param>
    /// <param name="at">The step.</param>
    /// <param name="rest">What is left to ask once the step is known to hold, or -1.</param>
    /// <param name="whole">What is to be asked where it is not.</param>
    private void File(int slot, int at, int rest, int whole)
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
            case OpKind.Raw or OpKind.Count:
                File(slot, op.A, whole, whole);
                break;
            case OpKind.Window:
                File(slot, Rarest(operands.AsSpan(op.A, op.B)), whole, whole);
                break;
            case OpKind.Near or OpKind.Sentence:
                File(slot, WeightOf(op.A) <= WeightOf(op.B) ? op.A : op.B, whole, whole);
                break;
            case OpKind.And:
                var rarest = Order(op);
                if (rest >= 0) File(slot, rarest, whole, whole);
                else File(slot, rarest, op.B == 2 ? operands[op.A] : Emit(op with { B = op.B - 1 }), at);
                break;
            case OpKind.Or:
                // One alternative is enough where nothing is asked besides.
                foreach (var part in operands.AsSpan(op.A, op.B).ToArray())
                    File(slot, part, rest, rest < 0 && whole == at ? part : whole);
                break;
            default: throw new InvalidOperationException($"A query is filed under a {op.Kind}.");
        }
    }

    private void File(int slot, int atom, int condition) => filed.Add((atom, new(slot, condition)));

    private int Emit(Op op)
    {
        ops.Add(op);
        return ops.Count - 1;
    }

    /// <summary>
    /// Puts the rarest part last, because it is known to hold by then, and before it what is cheap and seldom holds.
    /// </summary>
    private int Order(Op and)
    {
        var parts = operands.AsSpan(and.A, and.B);
        var last = parts.IndexOf(Rarest(parts));
        (parts[last], parts[^1]) = (parts[^1], parts[last]);
        parts[..^1].Sort((left, right) => Rank(left).CompareTo(Rank(right)));
        return parts[^1];
    }

    private int Rarest(ReadOnlySpan<int> parts)
    {
        var rarest = parts[0];
        foreach (var part in parts)
            if (WeightOf(part) < WeightOf(rarest)) rarest = part;
        return rarest;
    }

    private (bool, double, int) Rank(int at) => (IsDear(at), ShareOf(at), at);

    /// <summary>What is there is known at once, where it is has to be looked up.</summary>
    private bool IsDear(int at)
    {
        var op = ops[at];
        return op.Kind switch
        {
            OpKind.Atom or OpKind.Any => false,
            OpKind.Not => IsDear(op.A),
            OpKind.And or OpKind.Or => AnyDear(operands.AsSpan(op.A, op.B)),
            _ => true,
        };
    }

    private bool AnyDear(ReadOnlySpan<int> parts)
    {
        foreach (var part in parts)
            if (IsDear(part)) return true;
        return false;
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
    private double WeightOf(int at)
    {
        var op = ops[at];
        switch (op.Kind)
        {
            case OpKind.Atom: return weights[op.A];
            case OpKind.Any: return Sum(operands.AsSpan(op.A, op.B));
            case OpKind.Phrase: return weights[AtomFor(phrases[op.A])];
            case OpKind.Raw or OpKind.Count: return WeightOf(op.A);
            case OpKind.Near or OpKind.Sentence: return Math.Min(WeightOf(op.A), WeightOf(op.B));
            case OpKind.And or OpKind.Window:
                var least = double.PositiveInfinity;
                foreach (var part in operands.AsSpan(op.A, op.B)) least = Math.Min(least, WeightOf(part));
                return least;
            case OpKind.Or:
                var sum = 0.0;
                foreach (var part in operands.AsSpan(op.A, op.B)) sum += WeightOf(part);
                return sum;
            default: return double.PositiveInfinity;
        }
    }

    private double Sum(ReadOnlySpan<int> atoms)
    {
        var sum = 0.0;
        foreach (var atom in atoms) sum += weights[atom];
        return sum;
    }

    /// <summary>In what share of posts the step holds, roughly.</summary>
    private double ShareOf(int at) => ops[at] is { Kind: OpKind.Not } not
        ? 1 - ShareOf(not.A)
        : Math.Min(1, WeightOf(at));
}
