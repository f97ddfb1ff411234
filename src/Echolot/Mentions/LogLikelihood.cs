namespace Echolot.Mentions;

/// <summary>How far a share lies beyond chance.</summary>
public static class LogLikelihood
{
    /// <summary>
    /// The log-likelihood ratio G² of Dunning, Accurate methods for the statistics of surprise and coincidence, 1993.
    /// </summary>
    /// <returns>0 where the share is not larger inside than outside.</returns>
    public static double Of(long inside, long ofInside, long outside, long ofOutside)
    {
        if (ofInside == 0 || ofOutside == 0 || (double)inside / ofInside <= (double)outside / ofOutside) return 0;
        var share = (double)(inside + outside) / (ofInside + ofOutside);
        return 2 * (Part(inside, share * ofInside) + Part(outside, share * ofOutside)
            + Part(ofInside - inside, (1 - share) * ofInside) + Part(ofOutside - outside, (1 - share) * ofOutside));
    }

    private static double Part(double observed, double expected) =>
        observed == 0 ? 0 : observed * Math.Log(observed / expected);
}
