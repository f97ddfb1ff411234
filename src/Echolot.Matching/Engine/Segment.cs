using Echolot.Matching.Language;

namespace Echolot.Matching.Engine;

/// <summary>
/// Queries compiled together, immutable: the table of their words, the index of their patterns, for each atom the queries
/// it makes candidates, and the programs that decide. Slots number the queries.
/// </summary>
internal sealed class Segment
{
    public required bool Plain { get; init; }

    public required long[] Ids { get; init; }

    public required Query[] Queries { get; init; }

    public required Dictionary<long, int> Slots { get; init; }

    public required AtomTable Atoms { get; init; }

    public required int AtomCount { get; init; }

    /// <summary>Atoms whose places in the post are needed, not only whether they are there.</summary>
    public required bool[] NeedsPlaces { get; init; }

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

    public required Op[] Ops { get; init; }

    public required int[] Operands { get; init; }

    public required Phrase[] Phrases { get; init; }

    public required FuzzyIndex Fuzzy { get; init; }

    /// <summary>Terms that are compared as typed.</summary>
    public required RawText[] Raws { get; init; }

    /// <summary>First step of each query.</summary>
    public required int[] Roots { get; init; }

    /// <summary>Candidates of atom a are the entries PostingStarts[a] to PostingStarts[a + 1]: slot times two, plus one
    /// where the atom alone makes the query match.</summary>
    public required int[] PostingStarts { get; init; }

    public required int[] Postings { get; init; }
}
