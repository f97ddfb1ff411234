using Echolot.Mentions;

namespace Echolot.Enrichment;

/// <summary>Tone of a text with what decided it.</summary>
/// <param name="Score">p(positive) − p(negative).</param>
/// <param name="Confidence">Probability of the label.</param>
internal readonly record struct Opinion(Sentiment Label, float Score, float Confidence, IReadOnlyList<Because> Because)
{
    /// <summary>Words shown for a decision; beyond these the pushes are noise.</summary>
    private const int Reasons = 8;
    private const float Smallest = .02f;

    /// <summary>Where we do not read the language.</summary>
    public static readonly Opinion None = new(Sentiment.Unknown, 0, 0, []);

    /// <param name="shares">Probabilities of negative, neutral, positive.</param>
    /// <param name="pushes">Push of each token towards the likeliest label.</param>
    public static Opinion From(ReadOnlySpan<float> shares, string text, List<Token> tokens, ReadOnlySpan<float> pushes)
    {
        var best = 0;
        for (var k = 1; k < shares.Length; k++)
            if (shares[k] > shares[best]) best = k;
        var because = new List<Because>();
        for (var i = 0; i < tokens.Count; i++)
            if (pushes[i] >= Smallest
                && tokens[i].Kind is TokenKind.Word or TokenKind.Hashtag or TokenKind.Sign or TokenKind.Mark)
                because.Add(new(text.Substring(tokens[i].Start, tokens[i].Length), tokens[i].Start, tokens[i].Length,
                    MathF.Round(pushes[i], 3)));
        because.Sort((a, b) => a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : a.Start.CompareTo(b.Start));
        if (because.Count > Reasons) because.RemoveRange(Reasons, because.Count - Reasons);
        return new((Sentiment)(best + 1), shares[2] - shares[0], shares[best], because);
    }
}
