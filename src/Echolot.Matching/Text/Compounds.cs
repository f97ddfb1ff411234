namespace Echolot.Matching.Text;

/// <summary>
/// Whether a German word is a compound of which a term is one part. Knows no words either: what stands before and
/// behind the term must look like a word, and must not be a prefix or suffix that makes another word of it.
/// </summary>
internal static class Compounds
{
    /// <summary>Shorter terms stand in too many words by chance.</summary>
    public const int MinTerm = 4;

    private const int MinPart = 3;

    private static readonly string[] Links = ["", "s", "n", "en", "es", "er", "e", "ens", "ns"];

    /// <summary>Prefixes: versichern is no kind of sichern, and a Kompost no kind of Post.</summary>
    private static readonly string[] Prefixes =
    [
        "ver", "zer", "ent", "emp", "miss", "mis", "kom", "kon", "com", "con", "pro", "pre", "per", "sub", "dis", "des",
        "syn", "unge",
        "unver", "unbe", "unent", "uner",
    ];

    /// <summary>Suffixes: freundlich is no kind of Freund, and neither is what goes on behind them.</summary>
    private static readonly string[] Suffixes = ["lich", "ung", "heit", "keit", "schaft", "isch", "ismus"];

    /// <summary>Suffixes that are also the beginning of words: they end the word, but for its inflection.</summary>
    private static readonly string[] LastSuffixes =
    [
        "bar", "sam", "haft", "chen", "lein", "nis", "ling", "tum", "ier", "ist", "ett", "eur", "ant", "ent", "age",
        "ion", "itat", "erin",
        "ig", "igt",
    ];

    /// <summary>Letters that no German word begins with.</summary>
    private static readonly string[] NoStart =
    [
        "ck", "tz", "ng", "nk", "nd", "nt", "ns", "rt", "rn", "rm", "rg", "rk", "rs", "rd", "rb", "lt", "ld", "lk",
        "ls", "lf", "lm",
        "mp", "mm", "nn", "ll", "ss", "tt", "rr", "pp", "ff", "bb", "gg", "dd",
    ];

    /// <summary>The term may lose its last e before another word: Schule, Schulbus.</summary>
    private static bool LosesE(string term) => term.Length > MinTerm && term[^1] == 'e';

    /// <summary>Whether the word is a form of the term or a compound with it.</summary>
    public static bool IsPart(string term, List<(string Text, bool IsVerb)> keys, ReadOnlySpan<char> word)
    {
        if (Inflection.IsForm(keys, word)) return true;
        for (var at = 0; at < word.Length; at++)
            if (Begins(term, word[at..]) && IsPartAt(term, keys, word, at)) return true;
        return false;
    }

    /// <summary>Whether the letters of the term stand here, but for a last e.</summary>
    public static bool Begins(string term, ReadOnlySpan<char> word) =>
        word.StartsWith(LosesE(term) ? term.AsSpan(0, term.Length - 1) : term);

    /// <summary>Whether the term is a part that begins there; <see cref="Begins"/> holds already.</summary>
    public static bool IsPartAt(string term, List<(string Text, bool IsVerb)> keys, ReadOnlySpan<char> word, int at)
    {
        if (at > 0 && !IsFirst(word[..at])) return false;
        if (at > 0 && Inflection.IsForm(keys, word[at..])) return true;
        var rest = word[at..];
        return rest.StartsWith(term) && Goes(rest[term.Length..])
            || LosesE(term) && Goes(rest[(term.Length - 1)..]);
    }

    private static bool IsFirst(ReadOnlySpan<char> part)
    {
        if (part.Length < MinPart || !HasVowel(part)) return false;
        foreach (var prefix in Prefixes)
            if (part.SequenceEqual(prefix)) return false;
        return true;
    }

    /// <summary>Whether one more word follows, perhaps behind a linking element.</summary>
    private static bool Goes(ReadOnlySpan<char> rest)
    {
        // Freundschaft is no Chaft of Freunds.
        if (IsSuffix(rest)) return false;
        foreach (var link in Links)
            if (rest.StartsWith(link) && IsLast(rest[link.Length..])) return true;
        return false;
    }

    private static bool IsLast(ReadOnlySpan<char> part)
    {
        if (part.Length < MinPart || !HasVowel(part) || IsSuffix(part)) return false;
        foreach (var start in NoStart)
            if (part.StartsWith(start)) return false;
        return true;
    }

    private static bool IsSuffix(ReadOnlySpan<char> part)
    {
        foreach (var suffix in Suffixes)
            if (part.StartsWith(suffix)) return true;
        foreach (var suffix in LastSuffixes)
            if (part.StartsWith(suffix) && IsInflection(part[suffix.Length..])) return true;
        return false;
    }

    private static bool IsInflection(ReadOnlySpan<char> ending) =>
        ending is "" or "e" or "en" or "er" or "em" or "es" or "n" or "s" or "nen" or "innen";

    private static bool HasVowel(ReadOnlySpan<char> part) => part.ContainsAny("aeiouy");
}
