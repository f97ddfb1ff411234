using System.Collections.Frozen;

namespace Echolot.Enrichment;

/// <summary>
/// Valence of each German token from the lexicons, with what its neighbours do to it: a booster before it strengthens,
/// a negation near it turns it (factor −0.74, Hutto and Gilbert 2014). German negates on both sides:
/// "nicht gut", "gefällt mir nicht".
/// </summary>
internal static class Valences
{
    private const float Negated = -.74f;
    private const float Boost = .293f;
    private const int Reach = 3;

    private static readonly FrozenSet<string> Negations = FrozenSet.Create(StringComparer.Ordinal,
        "nicht", "nich", "net", "ned", "nit", "kein", "keine", "keiner", "keinen", "keinem", "keines", "keins",
        "nie", "niemals", "nix", "nichts", "ohne", "weder", "kaum", "keinesfalls", "keineswegs", "niemand", "not",
        "no", "never", "don't", "isn't");

    private static readonly FrozenDictionary<string, float> Boosters = new Dictionary<string, float>
    {
        ["sehr"] = 1, ["total"] = 1, ["echt"] = 1, ["voll"] = 1, ["mega"] = 1, ["so"] = .7f, ["extrem"] = 1,
        ["richtig"] = 1, ["absolut"] = 1, ["wirklich"] = 1, ["unglaublich"] = 1, ["übelst"] = 1, ["ultra"] = 1,
        ["ganz"] = .5f, ["viel"] = .7f, ["besonders"] = 1, ["ungemein"] = 1, ["höchst"] = 1, ["völlig"] = 1,
        ["komplett"] = 1, ["zu"] = .5f, ["sau"] = 1, ["etwas"] = -.7f, ["bisschen"] = -1, ["bissl"] = -1,
        ["eher"] = -.7f, ["recht"] = -.2f, ["ziemlich"] = .3f, ["relativ"] = -.7f, ["halbwegs"] = -1,
        ["einigermaßen"] = -1, ["leicht"] = -.7f, ["fast"] = -.5f,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> ClauseEnds = FrozenSet.Create(StringComparer.Ordinal,
        ".", "!", "!!", "?", "??", "?!", "…", ",", ";", ":", "-", "–", "aber", "sondern", "sonst", "und", "weil",
        "but");

    /// <summary>Writes one valence a token, and whether a negation governs it.</summary>
    public static void Of(List<Token> tokens, Lexicon words, Lexicon signs, Span<float> valence, Span<bool> negated)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            negated[i] = token.Kind is TokenKind.Word or TokenKind.Hashtag && Governed(tokens, i, backward: true);
            valence[i] = token.Kind switch
            {
                TokenKind.Sign => signs.Of(token.Form),
                TokenKind.Word or TokenKind.Hashtag => words.Of(token.Form),
                _ => 0,
            };
            if (token.Kind == TokenKind.Word && Sayings.EndingAt(tokens, i) is { } said)
            {
                // Its own "nicht" turns nothing: "geht gar nicht".
                valence[i] = said;
                continue;
            }
            if (valence[i] == 0 || token.Kind == TokenKind.Sign) continue;
            if (i > 0 && Boosters.TryGetValue(tokens[i - 1].Form, out var boost))
                valence[i] += Math.Sign(valence[i]) * boost * Boost;
            if (negated[i] || Governed(tokens, i, backward: false))
                valence[i] *= Negated;
        }
    }

    private static bool Governed(List<Token> tokens, int at, bool backward)
    {
        var step = backward ? -1 : 1;
        for (var i = at + step; i >= 0 && i < tokens.Count && Math.Abs(i - at) <= Reach; i += step)
        {
            if (ClauseEnds.Contains(tokens[i].Form)) return false;
            if (Negations.Contains(tokens[i].Form))
                // "nicht nur gut" praises.
                return !(i + 1 < tokens.Count && tokens[i + 1].Form is "nur" or "only");
        }
        return false;
    }
}
