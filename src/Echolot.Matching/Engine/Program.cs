namespace Echolot.Matching.Engine;

internal enum OpKind : byte { Atom, Any, And, Or, Not, Phrase, Near, Sentence, Count, Window, Raw }

/// <summary>
/// One step of a compiled query. Atom: A is the atom. Any: B atoms at A of the operands. And, Or: B steps at A of the
/// operands. Not: step A. Phrase: phrase A. Near: steps A and B within C. Sentence: steps A and B. Count: step A, C times.
/// Window: B steps at A of the operands within C. Raw: step A, text B. Scope is a mask for atoms and phrases.
/// </summary>
internal readonly record struct Op(OpKind Kind, byte Scope, bool Ordered, int A, int B, int C);

/// <summary>
/// An atom makes a query a candidate: it matches if the step <paramref name="Condition"/> holds; -1: it matches.
/// </summary>
internal readonly record struct Posting(int Slot, int Condition);

/// <summary>
/// Words in a row that have to be looked for. <c>Offsets</c> are positions from the first; found through the occurrences
/// of the atom at <c>Anchor</c>. Where a wildcard in a hashtag makes the length unknown, offsets are null and every
/// place is tried. <c>Whole</c> is the atom of the phrase in <see cref="PhraseIndex"/>, or -1.
/// </summary>
internal sealed record Phrase(int[] Atoms, bool[] AreWords, int[]? Offsets, int Anchor, int Whole);
