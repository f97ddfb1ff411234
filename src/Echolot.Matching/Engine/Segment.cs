using Echolot.Matching.Language;

namespace Echolot.Matching.Engine;

/// <summary>
/// Queries compiled together, immutable: the table of their words, the index of their patterns, for each atom the
/// queries it makes candidates, and the programs that decide. Slots number the queries.
/// </summary>
/// <remarks>
/// Trees are not kept: the text says the same in a tenth of the memory, and whoever asks for one parses it.
/// </remarks>
internal sealed record Segment
{
    /// <summary>
    /// The number of a word in <see cref="Atoms"/> is its atom and these flags, so that most words need nothing else.
    /// </summary>
    public const int FlagBits = 2, HasPlaces = 1, StartsPhrase = 2;

    public required bool Plain { get; init; }

    public required long[] Ids { get; init; }

    /// <summary>Slots in the order of their ids.</summary>
    public required int[] ById { get; init; }

    public required QueryTexts Texts { get; init; }

    public required AtomTable Atoms { get; init; }

    public required int AtomCount { get; init; }

    /// <summary>Atoms whose places in the post are needed, not only whether they are there.</summary>
    public required bool[] NeedsPlaces { get; init; }

    public required PhraseIndex WordPhrases { get; init; }

    public required GlobIndex WordGlobs { get; init; }

    public required GlobIndex TagGlobs { get; init; }

    /// <summary>Patterns per <see cref="ValueField"/>.</summary>
    public required GlobIndex[] ValueGlobs { get; init; }

    /// <summary>Which <see cref="ValueField"/>s some query asks for.</summary>
    public required bool[] UsesField { get; init; }

    /// <summary>
    /// Atoms of <c>has:</c> and <c>is:</c> in the order of <see cref="Fields"/>, -1 where no query asks.
    /// </summary>
    public required int[] HasAtoms { get; init; }

    public required int[] IsAtoms { get; init; }

    /// <summary>In what share of posts each atom is, as far as can be told from the queries.</summary>
    public required float[] Guesses { get; init; }

    /// <summary>The steps of the queries; behind the first <see cref="StepCount"/>, conditions of postings.</summary>
    public required Op[] Ops { get; init; }

    public required int StepCount { get; init; }

    public required int[] Operands { get; init; }

    public required Phrase[] Phrases { get; init; }

    public required FuzzyIndex Fuzzy { get; init; }

    /// <summary>Terms that are compared as typed.</summary>
    public required RawText[] Raws { get; init; }

    /// <summary>First step of each query.</summary>
    public required int[] Roots { get; init; }

    /// <summary>Candidates of atom a are the entries PostingStarts[a] to PostingStarts[a + 1].</summary>
    public required int[] PostingStarts { get; init; }

    public required Posting[] Postings { get; init; }

    public bool TryGetSlot(long id, out int slot)
    {
        var (low, high) = (0, ById.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Ids[ById[middle]] < id) low = middle + 1;
            else high = middle;
        }
        slot = low < ById.Length ? ById[low] : 0;
        return low < ById.Length && Ids[slot] == id;
    }

    /// <summary>The same queries, filed for posts that have the atoms in these shares.</summary>
    public Segment Planned(float[] shares)
    {
        var (ops, operands) = (new List<Op>(Ops.AsSpan(0, StepCount).ToArray()), Operands.ToArray());
        var (starts, postings) = new Planner(ops, operands, Phrases, shares).Plan(Roots);
        return this with { Ops = [.. ops], Operands = operands, PostingStarts = starts, Postings = postings };
    }
}
