namespace Echolot.Insights.Rollups;

/// <summary>Dunning's log-likelihood ratio G² over the number of mentions that contain a word.</summary>
internal static class Keyness
{
    /// <summary>Mentions that have to contain a word before it can stand out.</summary>
    public static long FewestOf(long mentions) => mentions < 60 ? 2 : 3;

    /// <summary>
    /// Whether a word is said half as often again as elsewhere: among many thousand mentions every difference of language
    /// or length of texts is significant, and no topic.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static bool IsSaidMore(long a, long n, long b, long m) => (double)a * m >= 1.5 * b * n;

    /// <param name="a">Mentions with the word among <paramref name="n"/>.</param>
    /// <param name="b">Mentions with the word among the other <paramref name="m"/>.</param>
    public static (double Expected, double Strength) Of(long a, long n, long b, long m)
    {
        var rate = (a + b) / (double)(n + m);
        return (n * rate,
            2 * (Cell(a, n * rate) + Cell(b, m * rate) + Cell(n - a, n * (1 - rate)) + Cell(m - b, m * (1 - rate))));
    }

    private static double Cell(double seen, double expected) =>
        seen <= 0 || expected <= 0 ? 0 : seen * Math.Log(seen / expected);
}
