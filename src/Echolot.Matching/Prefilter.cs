namespace Echolot.Matching;

/// <summary>Necessary condition of a query, as a Boolean tree over folded words (letters and digits only).</summary>
public abstract record Prefilter
{
    private Prefilter() { }

    /// <summary>No condition: everything has to be looked at. Only ever the whole tree.</summary>
    public sealed record All : Prefilter;

    /// <summary>The folded word occurs; <paramref name="Prefix"/>: a word that starts so.</summary>
    public sealed record Word(string Text, bool Prefix) : Prefilter;

    /// <summary>The folded words occur in a row; at least two.</summary>
    public sealed record Phrase(IReadOnlyList<string> Words) : Prefilter;

    /// <summary>All parts hold; at least two.</summary>
    public sealed record And(IReadOnlyList<Prefilter> Parts) : Prefilter;

    /// <summary>One part holds; at least two.</summary>
    public sealed record Or(IReadOnlyList<Prefilter> Parts) : Prefilter;
}
