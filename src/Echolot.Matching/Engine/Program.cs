using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

internal enum OpKind : byte { Atom, Any, And, Or, Not, Phrase, Near, Sentence, Count, Window, Raw, Range }

/// <summary>
/// One step of a compiled query. Atom: A is the atom. Any: B atoms at A of the operands. And, Or: B steps at A of the
/// operands. Not: step A. Phrase: phrase A. Near: steps A and B within C. Sentence: steps A and B. Count: step A, C times.
/// Window: B steps at A of the operands within C. Raw: step A, text B. Range: range A, B is the atom
/// that says that the number is known. Scope is a mask for atoms and phrases.
/// </summary>
internal readonly record struct Op(OpKind Kind, byte Scope, bool Ordered, int A, int B, int C);

/// <summary>
/// An atom makes a query a candidate. It matches if the condition holds: an <see cref="AtomCheck"/>, or where that
/// cannot say it, the code at half the complement of a negative <paramref name="Condition"/>. Even are checks of the
/// usual width.
/// </summary>
internal readonly record struct Posting(int Slot, int Condition);

/// <summary>
/// What of a segment depends on how often words are in posts: candidates of atom a are the entries <c>Starts[a]</c> to
/// <c>Starts[a + 1]</c>; their conditions are in <c>Checks</c>, from <c>FirstCheck</c> on, and in <c>Code</c>.
/// </summary>
internal sealed record Plan(int[] Checks, int FirstCheck, int[] Code, int[] Starts, Posting[] Postings)
{
    public IEnumerable<int> AtomsOf(int slot)
    {
        for (var atom = 0; atom < Starts.Length - 1; atom++)
            if (Postings[Starts[atom]..Starts[atom + 1]].Any(posting => posting.Slot == slot)) yield return atom;
    }

    /// <summary>How many candidates a post has on the average.</summary>
    public float CandidatesFor(ReadOnlySpan<float> shares)
    {
        var sum = 0f;
        for (var atom = 0; atom < shares.Length; atom++) sum += shares[atom] * (Starts[atom + 1] - Starts[atom]);
        return sum;
    }
}

/// <summary>
/// One: the atom is there. Any: one of so many atoms that follow. And, Or: of the code that follows, so many numbers long.
/// Step: the step holds.
/// </summary>
internal enum CodeKind { One, Any, And, Or, Step }

/// <summary>
/// A condition as numbers in a row, so that it comes from memory in one go: kind, whether it is turned round, fields and
/// one number.
/// </summary>
internal static class Code
{
    public const int KindMask = 7, Negated = 8, ScopeShift = 4, NumberShift = 7;

    private const int MaxNumber = int.MaxValue >> NumberShift;

    public static CodeKind KindOf(int head) => (CodeKind)(head & KindMask);

    public static Scope ScopeOf(int head) => (Scope)(head >> ScopeShift) & (Scope.Any | Scope.Lead);

    /// <summary>Of a condition with this head.</summary>
    public static int LengthOf(int head) =>
        KindOf(head) is CodeKind.One or CodeKind.Step ? 1 : 1 + (head >> NumberShift);

    public static int Of(CodeKind kind, bool negated, byte scope, int number) => number <= MaxNumber
        ? number << NumberShift | scope << ScopeShift | (negated ? Negated : 0) | (int)kind
        : throw new InvalidOperationException($"A set of queries is too large: it has more than {MaxNumber} words or steps.");
}

/// <summary>
/// Words in a row that have to be looked for. <c>Offsets</c> are positions from the first; found through the occurrences
/// of the atom at <c>Anchor</c>. Where a wildcard in a hashtag makes the length unknown, offsets are null and every
/// place is tried. <c>Whole</c> is the atom of the phrase in <see cref="PhraseIndex"/>, or -1.
/// </summary>
internal sealed record Phrase(int[] Atoms, bool[] AreWords, int[]? Offsets, int Anchor, int Whole);
