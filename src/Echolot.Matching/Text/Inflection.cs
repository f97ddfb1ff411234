namespace Echolot.Matching.Text;

/// <summary>
/// Inflected forms of German and English words, by their endings: a light stemmer that knows no words. A term is looked
/// for by its keys; a word has candidates, which are what is left of it without an ending; it is a form of the term if
/// one of them is a key.
/// </summary>
/// <remarks>
/// Over folded letters, so umlauts of plurals are no matter (<c>Häuser</c> is <c>hauser</c>). Endings of nouns and
/// adjectives may be cut from any word. Endings of German verbs (<c>-t</c>, <c>-te</c>, <c>ge-…-t</c>) are cut for
/// terms that look like an infinitive of at least five letters before its ending only: else <c>Marke</c> would find
/// <c>Markt</c>.
/// </remarks>
internal static class Inflection
{
    /// <summary>Shorter terms have no forms.</summary>
    public const int MinTerm = 3;

    /// <summary>Longer words are not taken apart: nothing longer is a word that anybody inflects.</summary>
    private const int MaxWord = 64;

    private const int MinStem = 3, MinLongStem = 4, MinVerb = 5;

    private static readonly string[] Endings = ["e", "en", "er", "ern", "em", "es"];

    private static readonly string[] Comparatives =
    [
        "ere", "eren", "erer", "eres", "erem", "ste", "sten", "ster", "stes", "stem", "este", "esten", "ester", "estes",
        "estem",
    ];

    private static readonly string[] VerbEndings =
    [
        "n", "en", "e", "st", "t", "et", "te", "ete", "ten", "eten", "test", "tet", "ter", "tes", "tem", "eter", "etes",
        "etem",
        "end", "ende", "enden", "ender", "endes", "endem", "nd", "nde", "nden", "nder", "ndes", "ndem",
    ];

    /// <summary>Endings of plurals that people write as a term where the singular would be the basic form.</summary>
    private static readonly string[] Plurals = ["ungen", "heiten", "keiten", "schaften", "ionen", "taten", "innen"];

    /// <summary>One way to cut a word: a stretch of it, and a letter that was lost before the ending.</summary>
    public readonly record struct Cut(int Start, int Length, char Lost, bool IsVerb);

    /// <summary>What a term is looked for by; verbs by their stems.</summary>
    public static List<(string Text, bool IsVerb)> KeysOf(string term)
    {
        var keys = new List<(string, bool)> { (term, false) };
        if (term.Length < MinTerm) return keys;
        foreach (var plural in Plurals)
        {
            if (!term.EndsWith(plural, StringComparison.Ordinal) || term.Length - plural.Length < MinStem) continue;
            keys.Add((term[..^(plural == "innen" ? 3 : 2)], false));
            return keys;
        }
        if (term.Length > MinLongStem && term[^1] == 's' && term[^2] is 'a' or 'i' or 'o' or 'y')
            keys.Add((term[..^1], false));
        var stem = term.EndsWith("en", StringComparison.Ordinal) ? term[..^2]
            : term.EndsWith("ern", StringComparison.Ordinal)
                || term.EndsWith("eln", StringComparison.Ordinal) ? term[..^1] : "";
        if (stem.Length >= MinVerb) keys.Add((stem, true));
        return keys;
    }

    /// <summary>Every way to cut a word; room for <see cref="MaxCuts"/> is enough.</summary>
    /// <param name="word">Folded letters.</param>
    /// <param name="verbs">Whether some term is a verb.</param>
    /// <param name="cuts">Takes the cuts.</param>
    public static int CutsOf(ReadOnlySpan<char> word, bool verbs, Span<Cut> cuts)
    {
        var count = 0;
        cuts[count++] = new(0, word.Length, '\0', false);
        if (word.Length is <= MinStem or > MaxWord) return count;
        foreach (var ending in Endings) Try(word, ending, MinStem, cuts, ref count);
        foreach (var ending in Comparatives) Try(word, ending, MinLongStem, cuts, ref count);
        var (last, before) = (word[^1], word[^2]);
        if (last == 'n' && before is 'e' or 'l' or 'r') Try(word, "n", MinStem, cuts, ref count);
        if (last == 's') Try(word, "s", before is 'a' or 'i' or 'o' or 'y' ? MinStem : MinLongStem, cuts, ref count);
        if (word.EndsWith("nnen")) Try(word, "nen", MinStem, cuts, ref count);
        if (word.EndsWith("sse")) Try(word, "se", MinStem, cuts, ref count);
        if (word.EndsWith("ssen")) Try(word, "sen", MinStem, cuts, ref count);
        if (word.EndsWith("sses")) Try(word, "ses", MinStem, cuts, ref count);
        if (word.EndsWith("ies") && word.Length - 3 >= MinStem) cuts[count++] = new(0, word.Length - 3, 'y', false);
        English(word, "ing", cuts, ref count);
        English(word, "ed", cuts, ref count);
        if (!verbs) return count;
        var isParticiple = word.StartsWith("ge");
        foreach (var ending in VerbEndings)
        {
            if (!word.EndsWith(ending)) continue;
            var stem = word.Length - ending.Length;
            if (stem >= MinVerb) cuts[count++] = new(0, stem, '\0', true);
            if (isParticiple && stem - 2 >= MinVerb) cuts[count++] = new(2, stem - 2, '\0', true);
        }
        return count;
    }

    /// <summary>Endings of one list that a word has differ in length, so there are 24 cuts at most.</summary>
    public const int MaxCuts = 32;

    /// <summary>Whether the word is a form of the term with these keys.</summary>
    public static bool IsForm(List<(string Text, bool IsVerb)> keys, ReadOnlySpan<char> word)
    {
        Span<Cut> cuts = stackalloc Cut[MaxCuts];
        foreach (var cut in cuts[..CutsOf(word, verbs: true, cuts)])
            foreach (var (key, isVerb) in keys)
                if (isVerb == cut.IsVerb && Is(key, word, cut)) return true;
        return false;
    }

    public static bool Is(ReadOnlySpan<char> key, ReadOnlySpan<char> word, Cut cut)
    {
        var kept = word.Slice(cut.Start, cut.Length);
        return cut.Lost == '\0' ? key.SequenceEqual(kept)
            : key.Length == kept.Length + 1 && key[^1] == cut.Lost && key[..^1].SequenceEqual(kept);
    }

    private static void Try(ReadOnlySpan<char> word, string ending, int least, Span<Cut> cuts, ref int count)
    {
        var stem = word.Length - ending.Length;
        if (stem >= least && word.EndsWith(ending)) cuts[count++] = new(0, stem, '\0', false);
    }

    /// <summary>delivering, pricing (price), shipping (ship).</summary>
    private static void English(ReadOnlySpan<char> word, string ending, Span<Cut> cuts, ref int count)
    {
        var stem = word.Length - ending.Length;
        if (stem < MinLongStem || !word.EndsWith(ending)) return;
        cuts[count++] = new(0, stem, '\0', false);
        cuts[count++] = new(0, stem, 'e', false);
        if (word[stem - 1] == word[stem - 2]) cuts[count++] = new(0, stem - 1, '\0', false);
    }
}
