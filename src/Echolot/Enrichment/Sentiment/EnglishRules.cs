using System.Collections.Frozen;

namespace Echolot.Enrichment;

/// <summary>
/// Tone of an English post by rules and a rated lexicon, after C.J. Hutto and Eric Gilbert, "VADER: A Parsimonious
/// Rule-based Model for Sentiment Analysis of Social Media Text" (ICWSM 2014): boosters, negation, capitals, "but",
/// "least", marks, emoji; own implementation. Thread-safe, immutable.
/// </summary>
internal sealed class EnglishRules(Lexicon words, Lexicon signs)
{
    private const float Boost = .293f;
    private const float Capitals = .733f;
    private const float Negated = -.74f;
    /// <summary>Sum that normalises to about .25: the paper's alpha.</summary>
    private const float Alpha = 15;
    /// <summary>The lexicon's range; ours goes from −1 to 1.</summary>
    private const float Range = 4;
    /// <summary>A sign of ours at full strength, on the lexicon's scale.</summary>
    private const float SignRange = 3;

    private const float Laughter = 1.5f;

    private static readonly FrozenSet<string> Negations = FrozenSet.Create(StringComparer.Ordinal,
        "aint", "arent", "cannot", "cant", "couldnt", "darent", "didnt", "doesnt", "dont", "hadnt", "hasnt",
        "havent", "isnt", "mightnt", "mustnt", "neither", "neednt", "never", "none", "nope", "nor", "not", "nothing",
        "nowhere", "oughtnt", "shant", "shouldnt", "wasnt", "werent", "without", "wont", "wouldnt", "rarely",
        "seldom", "despite", "no", "nobody");

    private static readonly FrozenDictionary<string, float> Boosters = new Dictionary<string, float>
    {
        ["absolutely"] = 1, ["amazingly"] = 1, ["awfully"] = 1, ["completely"] = 1, ["considerably"] = 1,
        ["decidedly"] = 1, ["deeply"] = 1, ["enormously"] = 1, ["entirely"] = 1, ["especially"] = 1,
        ["exceptionally"] = 1, ["extremely"] = 1, ["fabulously"] = 1, ["fucking"] = 1, ["fully"] = 1,
        ["greatly"] = 1, ["highly"] = 1, ["hugely"] = 1, ["incredibly"] = 1, ["intensely"] = 1, ["majorly"] = 1,
        ["more"] = 1, ["most"] = 1, ["particularly"] = 1, ["purely"] = 1, ["quite"] = 1, ["really"] = 1,
        ["remarkably"] = 1, ["so"] = 1, ["soo"] = 1, ["substantially"] = 1, ["super"] = 1, ["thoroughly"] = 1,
        ["totally"] = 1, ["tremendously"] = 1, ["uber"] = 1, ["unbelievably"] = 1, ["unusually"] = 1,
        ["utterly"] = 1, ["very"] = 1, ["almost"] = -1, ["barely"] = -1, ["hardly"] = -1, ["kinda"] = -1,
        ["less"] = -1, ["little"] = -1, ["marginally"] = -1, ["occasionally"] = -1, ["partly"] = -1,
        ["scarcely"] = -1, ["slightly"] = -1, ["somewhat"] = -1, ["sorta"] = -1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// From features to negative, neutral, positive: weights of the sum (−1 to 1), its size, praising and blaming
    /// signs, exclamation and question marks, address, and the start; set by hand on the English posts among SB-10k
    /// and PotTS, see docs/enrichment.md.
    /// </summary>
    private static readonly float[,] Calibration =
    {
        { -3.2f, 0f, 3.2f },
        { .4f, -2.2f, .4f },
        { -.3f, -.5f, .8f },
        { .8f, -.5f, -.3f },
        { 0f, -.1f, .1f },
        { .1f, 0f, -.1f },
        { -.4f, .9f, -.4f },
        { -.3f, 1f, -.2f },
    };

    public Opinion Judge(string text) => Judge(text, PostTokens.Read(text, signs));

    /// <summary>Only emoji, emoticons and marks of a text: they need no language.</summary>
    public Opinion JudgeSigns(string text) => Judge(text,
        [.. PostTokens.Read(text, signs).Where(t => t.Kind is TokenKind.Sign or TokenKind.Mark or TokenKind.Address)]);

    private Opinion Judge(string text, List<Token> tokens)
    {
        var valence = new float[tokens.Count];
        Span<float> features = stackalloc float[8];
        Weigh(tokens, valence, features);
        var shares = Shares(features);
        var best = Array.IndexOf(shares, shares.Max());
        // Push of a word: what its valence does to the label; towards neutral nothing pushes but the absence of words.
        for (var i = 0; i < valence.Length; i++)
            valence[i] = best switch { 0 => -valence[i] / Range, 2 => valence[i] / Range, _ => 0 };
        return Opinion.From(shares, text, tokens, valence);
    }

    /// <summary>Probabilities of negative, neutral, positive.</summary>
    internal float[] Shares(string text)
    {
        var tokens = PostTokens.Read(text, signs);
        Span<float> features = stackalloc float[8];
        Weigh(tokens, new float[tokens.Count], features);
        return Shares(features);
    }

    private static float[] Shares(ReadOnlySpan<float> features)
    {
        var shares = new float[3];
        for (var k = 0; k < 3; k++)
            for (var f = 0; f < features.Length; f++)
                shares[k] += Calibration[f, k] * features[f];
        Softmax.Apply(shares);
        return shares;
    }

    /// <summary>Valence of each token on the lexicon's scale and the features that decide.</summary>
    internal void Weigh(List<Token> tokens, Span<float> valence, Span<float> features)
    {
        var mixed = tokens.Exists(t => t.Shouted) && tokens.Exists(t => t is { Kind: TokenKind.Word, Shouted: false });
        for (var i = 0; i < tokens.Count; i++) valence[i] = Of(tokens, i, mixed);
        var but = tokens.FindIndex(t => t.Form == "but");
        if (but >= 0)
            for (var i = 0; i < valence.Length; i++) valence[i] *= i < but ? .5f : 1.5f;

        float sum = 0, praise = 0, blame = 0;
        int shouts = 0, questions = 0, addresses = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            sum += valence[i];
            if (tokens[i].Kind == TokenKind.Sign)
            {
                praise += Math.Max(0, valence[i]);
                blame -= Math.Min(0, valence[i]);
            }
            if (tokens[i].Kind == TokenKind.Address) addresses++;
            if (tokens[i].Kind != TokenKind.Mark) continue;
            if (tokens[i].Form[0] == '!') shouts += Math.Min(4, tokens[i].Length);
            if (tokens[i].Form[0] == '?') questions += Math.Min(4, tokens[i].Length);
        }
        var emphasis = Math.Min(shouts, 4) * .292f + (questions > 1 ? questions > 3 ? .96f : questions * .18f : 0);
        sum += sum > 0 ? emphasis : sum < 0 ? -emphasis : 0;
        var compound = sum / MathF.Sqrt(sum * sum + Alpha);
        features[0] = compound;
        features[1] = MathF.Abs(compound);
        features[2] = MathF.Log(1 + praise / SignRange);
        features[3] = MathF.Log(1 + blame / SignRange);
        features[4] = Math.Min(shouts, 2) / 2f;
        features[5] = Math.Min(questions, 2) / 2f;
        features[6] = Math.Min(addresses, 1);
        features[7] = 1;
    }

    private float Of(List<Token> tokens, int at, bool mixed)
    {
        var token = tokens[at];
        if (token.Kind == TokenKind.Sign) return signs.Of(token.Form) * SignRange;
        if (token.Kind is not (TokenKind.Word or TokenKind.Hashtag) || Boosters.ContainsKey(token.Form)) return 0;
        // "no" before a rated word only turns that word.
        if (token.Form == "no" && at + 1 < tokens.Count && words.Knows(tokens[at + 1].Form)) return 0;
        if (Compares(tokens, at)) return 0;
        var valence = IsLaughter(token.Form) ? Laughter : words.Of(token.Form) * Range;
        if (valence == 0) return 0;
        var sign = MathF.Sign(valence);
        if (mixed && token.Shouted) valence += sign * Capitals;
        for (var back = 1; back <= 3 && at - back >= 0; back++)
        {
            var before = tokens[at - back];
            if (before.Kind == TokenKind.Mark && before.Form is "." or "!" or "!!" or "?" or "??" or "…") break;
            if (Boosters.TryGetValue(before.Form, out var boost))
            {
                var push = sign * boost * Boost;
                if (mixed && before.Shouted) push += sign * Capitals;
                valence += push * (1 - .05f * (back - 1));
            }
            if (IsNegation(tokens, at - back)) valence *= Negated;
        }
        if (at > 0 && tokens[at - 1].Form == "least" && !(at > 1 && tokens[at - 2].Form is "at" or "very"))
            valence *= Negated;
        return valence;
    }

    private static bool IsNegation(List<Token> tokens, int at)
    {
        var form = tokens[at].Form;
        return form.EndsWith("n't", StringComparison.Ordinal) || Negations.Contains(form)
            // "don ' t", as some exports write it.
            || (form == "t" && at > 0 && tokens[at - 1].Form.EndsWith('n') && tokens[at - 1].Form.Length > 2);
    }

    /// <summary>"looks like", "like a" compare, "kind of" weakens: neither praises.</summary>
    private static bool Compares(List<Token> tokens, int at)
    {
        var next = at + 1 < tokens.Count ? tokens[at + 1].Form : "";
        if (tokens[at].Form == "kind") return next == "of";
        return tokens[at].Form == "like" && (next is "a" or "an"
            || (at > 0 && tokens[at - 1].Form is "looks" or "look" or "looked" or "smells" or "sounds" or "sound"
                or "feels" or "feel" or "felt" or "seems" or "just" or "something" or "is" or "was" or "it's"));
    }

    private static bool IsLaughter(string form) =>
        form.Length > 3 && form.AsSpan().IndexOfAnyExcept('h', 'a') < 0
        && form.Contains("aha", StringComparison.Ordinal);
}
