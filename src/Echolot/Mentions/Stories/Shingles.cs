namespace Echolot.Mentions.Stories;

/// <summary>
/// A text as the set of its pieces: every five words in a row, every five letters where it has fewer than twelve words.
/// </summary>
internal static class Shingles
{
    /// <summary>Pieces that two texts must have in common to be alike, as a share of all pieces of both.</summary>
    /// <remarks>
    /// Edited copies of agency texts share about a third; unrelated texts share no five words in a row at all.
    /// </remarks>
    public const double Alike = .3;

    /// <summary>Letters in a row are common; short texts are alike where they share most of them.</summary>
    public const double AlikeShort = .6;

    /// <summary>Marks of a text: enough that two texts with half of their pieces in common share one in 99.6 %.</summary>
    public const int Marks = 8;

    private const int Length = 5;
    private const int ShortText = 12;
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>Pieces as hashes, ascending, each once; empty where the text is too short to be told apart.</summary>
    public static Pieces Of(string? title, string text)
    {
        var words = DuplicateText.WordsOf(title is null || text.StartsWith(title, StringComparison.Ordinal)
            ? text
            : title + "\n" + text);
        if (words is null) return new([], IsShort: false);
        var count = words.AsSpan().Count(' ') + 1;
        var pieces = count < ShortText ? OfLetters(words) : OfWords(words, count);
        pieces.Sort();
        var kept = 0;
        for (var i = 0; i < pieces.Count; i++)
            if (kept == 0 || pieces[i] != pieces[kept - 1]) pieces[kept++] = pieces[i];
        pieces.RemoveRange(kept, pieces.Count - kept);
        return new([.. pieces], count < ShortText);
    }

    private static List<ulong> OfLetters(string words)
    {
        var pieces = new List<ulong>(words.Length);
        for (var i = 0; i + Length <= words.Length; i++) pieces.Add(Hash(words.AsSpan(i, Length)));
        return pieces;
    }

    private static List<ulong> OfWords(string words, int count)
    {
        var starts = new int[count + 1];
        var at = 1;
        for (var i = 0; i < words.Length; i++) if (words[i] == ' ') starts[at++] = i + 1;
        starts[count] = words.Length + 1;
        var pieces = new List<ulong>(count);
        for (var i = 0; i + Length <= count; i++)
            pieces.Add(Hash(words.AsSpan(starts[i], starts[i + Length] - 1 - starts[i])));
        return pieces;
    }

    // FNV-1a, then mixed so that the smallest are drawn evenly. What somebody gains by making two equal is to stand in
    // a story with strangers, which a copied text gives them as well.
    private static ulong Hash(ReadOnlySpan<char> piece)
    {
        var hash = FnvOffset;
        foreach (var letter in piece) hash = (hash ^ letter) * FnvPrime;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}

/// <summary>Pieces of a text, ascending.</summary>
internal readonly record struct Pieces(ulong[] Hashes, bool IsShort)
{
    /// <summary>The smallest: texts that have much in common have some of these in common.</summary>
    public IEnumerable<ulong> Smallest => Hashes.Take(Shingles.Marks);

    /// <summary>Share of the pieces of both that both have (Jaccard), and whether that is much.</summary>
    public (double Share, bool Alike) With(Pieces other)
    {
        if (Hashes.Length == 0 || other.Hashes.Length == 0 || IsShort != other.IsShort) return (0, false);
        var (both, i, j) = (0, 0, 0);
        while (i < Hashes.Length && j < other.Hashes.Length)
        {
            var order = Hashes[i].CompareTo(other.Hashes[j]);
            if (order == 0) both++;
            if (order <= 0) i++;
            if (order >= 0) j++;
        }
        var share = both / (double)(Hashes.Length + other.Hashes.Length - both);
        return (share, share >= (IsShort ? Shingles.AlikeShort : Shingles.Alike));
    }
}
