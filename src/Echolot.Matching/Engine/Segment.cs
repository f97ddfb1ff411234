using Echolot.Matching.Language;

namespace Echolot.Matching.Engine;

/// <summary>
/// Queries compiled together, immutable: the table of their words, the index of their patterns, for each atom the
/// queries it makes candidates, and the programs that decide. Slots number the queries.
/// </summary>
/// <remarks>
/// Trees are not kept: the text says the same in a tenth of the memory, and whoever asks for one parses it.
/// </remarks>
internal sealed class Segment
{
    /// <summary>
    /// A guess counts like a few posts: enough to tell apart what was never seen. What was counted before is no more
    /// than so many, because a stream changes.
    /// </summary>
    private const float GuessCounts = 4, MostCounts = 4096;

    private const float WorthIt = 0.95f;

    private Plan plan = null!;
    private int isPlanning;
    private Learnt? learnt;

    /// <summary>For each atom, how many posts its guess stands for; null: few.</summary>
    private float[]? evidence;

    /// <summary>In what share of posts the atoms were, counted in so many of them.</summary>
    private sealed record Learnt(float[] Shares, long Posts);

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

    public required Phrase[] Phrases { get; init; }

    public required FuzzyIndex Fuzzy { get; init; }

    public required FormIndex Forms { get; init; }

    /// <summary>Whether some query looks at the first words of a text only.</summary>
    public required bool UsesLead { get; init; }

    /// <summary>Whether some query cares in which field a word stands.</summary>
    public required bool UsesScopes { get; init; }

    public required RangeNode[] Ranges { get; init; }

    /// <summary>Atoms that say that a number is known, per <see cref="RangeField"/>; -1 where no query asks.</summary>
    public required int[] KnownNumbers { get; init; }

    /// <summary>Terms that are compared as typed.</summary>
    public required RawText[] Raws { get; init; }

    /// <summary>First step of each query.</summary>
    public required int[] Roots { get; init; }

    public required Op[] Ops { get; init; }

    public required int[] Operands { get; init; }

    /// <summary>
    /// Where queries are filed. Another plan gives the same answers, only faster or slower, so that it may be exchanged
    /// while posts are matched.
    /// </summary>
    public Plan Plan => Volatile.Read(ref plan);

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

    /// <summary>
    /// Files the queries anew for posts that have the atoms as often as counted, unless that would gain little or is being
    /// done already.
    /// </summary>
    public void Replan(ReadOnlySpan<int> counts, long posts)
    {
        if (Interlocked.Exchange(ref isPlanning, 1) != 0) return;
        var shares = new float[counts.Length];
        for (var atom = 0; atom < shares.Length; atom++)
        {
            var guessed = evidence is null ? GuessCounts : evidence[atom];
            shares[atom] = (counts[atom] + Guesses[atom] * guessed) / (posts + guessed);
        }
        Volatile.Write(ref learnt, new(shares, posts));
        var next = PlanFor(shares);
        if (next.CandidatesFor(shares) < Plan.CandidatesFor(shares) * WorthIt) Exchange(next);
        Volatile.Write(ref isPlanning, 0);
    }

    /// <summary>
    /// Guesses what these segments, which this one was made of, have counted; to be called before it is used.
    /// </summary>
    public void LearnFrom(IEnumerable<Segment> sources)
    {
        var known = new Dictionary<string, (float Share, float Posts)>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            if (Volatile.Read(ref source.learnt) is not { } told) continue;
            var (theirs, posts) = (new AtomNames(source), Math.Min(told.Posts, MostCounts));
            for (var atom = 0; atom < source.AtomCount; atom++)
                if (!known.TryGetValue(theirs.Of(atom), out var other) || other.Posts < posts)
                    known[theirs.Of(atom)] = (told.Shares[atom], posts);
        }
        if (known.Count == 0) return;
        evidence = new float[AtomCount];
        var names = new AtomNames(this);
        for (var atom = 0; atom < evidence.Length; atom++)
        {
            evidence[atom] = GuessCounts;
            if (known.TryGetValue(names.Of(atom), out var seen)) (Guesses[atom], evidence[atom]) = seen;
        }
    }

    public Plan PlanFor(float[] shares) => Planner.Plan(Ops, Operands, Phrases, Roots, shares);

    /// <summary>Posts that come from now on are matched by this plan.</summary>
    public void Exchange(Plan next) => Volatile.Write(ref plan, next);
}
