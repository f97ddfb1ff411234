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
        Span<(float Weight, int Token)> strongest = stackalloc (float, int)[Reasons];
        var count = 0;
        for (var i = 0; i < tokens.Count; i++)
            if (pushes[i] >= Smallest
                && tokens[i].Kind is TokenKind.Word or TokenKind.Hashtag or TokenKind.Sign or TokenKind.Mark)
                Insert(strongest, ref count, (MathF.Round(pushes[i], 3), i));
        var because = new Because[count];
        for (var r = 0; r < count; r++)
        {
            var token = tokens[strongest[r].Token];
            because[r] = new(text.Substring(token.Start, token.Length), token.Start, token.Length, strongest[r].Weight);
        }
        return new((Sentiment)(best + 1), shares[2] - shares[0], shares[best], because);
    }

    /// <summary>Keeps the heaviest in order; among equals the one that stands earlier, which comes first.</summary>
    private static void Insert(Span<(float Weight, int Token)> strongest, ref int count, (float Weight, int Token) one)
    {
        var at = count;
        while (at > 0 && strongest[at - 1].Weight < one.Weight) at--;
        if (at == strongest.Length) return;
        if (count < strongest.Length) count++;
        strongest[at..(count - 1)].CopyTo(strongest[(at + 1)..]);
        strongest[at] = one;
    }
}
