using System.Collections.Frozen;

namespace Echolot.Enrichment;

/// <summary>
/// German sayings whose words alone say something else, judged by the Echolot authors: "die Nase voll", "geht gar nicht",
/// and what is broken only at the end of its clause: "die Jacke ist hin".
/// </summary>
internal static class Sayings
{
    /// <summary>How far before the word of a clause its "ist" may stand: "ist nach zwei Wochen schon wieder hin".</summary>
    private const int Reach = 7;

    private const float Gone = -.9f;

    /// <summary>By the last word: the words just before it, and the valence of the whole.</summary>
    private static readonly FrozenDictionary<string, (string[] Before, float Valence)[]> Known = new (string Words, float Valence)[]
    {
        ("nase voll", -1), ("schnauze voll", -1), ("faxen dicke", -1), ("es satt", -1), ("euch satt", -1),
        ("geht gar nicht", -1), ("geht ja gar nicht", -1), ("nie wieder", -.8f), ("aller sau", -1), ("aller kanone", -1),
        ("aller würde", -.9f), ("im eimer", -.9f), ("für die tonne", -.9f), ("mir reicht's", -.8f), ("mir reichts", -.8f),
        ("jetzt reicht's", -.9f), ("jetzt reichts", -.9f), ("ist ein witz", -.8f), ("schlechter witz", -.8f),
        ("schlechter scherz", -.8f), ("so'n hals", -.9f), ("so einen hals", -.9f), ("so nen hals", -.9f),
        ("euer ernst", -.7f), ("auf die palme", -.9f), ("auf den sack", -1), ("auf die nerven", -.9f), ("auf den keks", -.9f),
        ("auf den geist", -.9f), ("für dumm", -.8f),
    }.GroupBy(s => s.Words[(s.Words.LastIndexOf(' ') + 1)..])
        .ToFrozenDictionary(g => g.Key, g => g.Select(s => (s.Words.Split(' ')[..^1], s.Valence)).ToArray(), StringComparer.Ordinal);

    private static readonly FrozenSet<string> Ends =
        FrozenSet.Create(StringComparer.Ordinal, ".", "!", "!!", "?!", "…", ",", ";", ":", "-", "–", "\"", ")");

    /// <summary>Valence of the saying or the predicate that ends with this word; null: none does.</summary>
    public static float? EndingAt(List<Token> tokens, int at)
    {
        var form = tokens[at].Form;
        if (form is "hin" or "hinüber" or "futsch" or "dahin") return IsPredicate(tokens, at) ? Gone : null;
        // "mir platzt gleich der Kragen"; a collar alone is one.
        if (form == "kragen") return Says(tokens, at, "platzt") ? Gone : null;
        if (!Known.TryGetValue(form, out var sayings)) return null;
        // "nie wieder ohne" praises.
        if (form == "wieder" && at + 1 < tokens.Count && tokens[at + 1].Form == "ohne") return null;
        foreach (var (before, valence) in sayings)
        {
            var fits = at >= before.Length;
            for (var i = 0; fits && i < before.Length; i++) fits = tokens[at - before.Length + i].Form == before[i];
            if (fits) return valence;
        }
        return null;
    }

    /// <summary>At the end of a clause that says of something that it "is" so; "wo ist er hin?" asks for a place.</summary>
    private static bool IsPredicate(List<Token> tokens, int at)
    {
        if (at + 1 < tokens.Count && tokens[at + 1].Kind is not TokenKind.Sign && !Ends.Contains(tokens[at + 1].Form)) return false;
        var found = false;
        for (var i = at - 1; i >= 0 && at - i <= Reach; i--)
        {
            switch (tokens[i].Form)
            {
                case "ist" or "sind" or "war" or "waren" or "is": found = true; break;
                // A place, a time, or somebody who goes: no thing that is broken.
                case "wo" or "wohin" or "da" or "dort" or "bis" or "nicht" or "ich" or "bin": return false;
                case "," or "." or "!" or "?" or ";" or ":": return found;
            }
        }
        return found;
    }

    private static bool Says(List<Token> tokens, int before, string form)
    {
        for (var i = before - 1; i >= 0 && before - i <= Reach; i--)
            if (tokens[i].Form == form) return true;
        return false;
    }
}
