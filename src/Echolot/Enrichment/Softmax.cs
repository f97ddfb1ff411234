namespace Echolot.Enrichment;

/// <summary>Evidence to probabilities.</summary>
internal static class Softmax
{
    /// <summary>Turns evidence into shares that sum to 1, in place; returns the index of the greatest.</summary>
    public static int Apply(Span<float> evidence)
    {
        var best = 0;
        for (var i = 1; i < evidence.Length; i++)
            if (evidence[i] > evidence[best]) best = i;
        var top = evidence[best];
        var sum = 0f;
        for (var i = 0; i < evidence.Length; i++) sum += evidence[i] = MathF.Exp(evidence[i] - top);
        for (var i = 0; i < evidence.Length; i++) evidence[i] /= sum;
        return best;
    }
}
