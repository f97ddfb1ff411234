namespace Echolot.Conversations;

/// <summary>By what the season is told from the fix.</summary>
public enum EffectBaseline
{
    /// <summary>The weeks before as they were: too little is known of the season.</summary>
    WeeksBefore,

    /// <summary>The weeks before, grown or shrunk as the other causes did.</summary>
    OtherCauses,

    /// <summary>The weeks before, grown or shrunk as this cause did in the same calendar weeks of last year.</summary>
    LastYear,
}

/// <summary>What went on without the fix.</summary>
/// <param name="Before">Conversations in the weeks before.</param>
/// <param name="After">Conversations in as many weeks as were counted since the fix.</param>
/// <param name="Factor">A week after ÷ a week before; 1: no season.</param>
public sealed record EffectSeason(EffectBaseline Baseline, long Before, long After, double Factor);

/// <summary>How a cause went on after a fix, in whole weeks against the weeks before.</summary>
/// <param name="Weeks">Whole weeks since the fix that were counted.</param>
/// <param name="Observed">Conversations for the cause in these weeks.</param>
/// <param name="Before">Conversations for it in the weeks before.</param>
/// <param name="WeeksBefore">How many weeks before were counted.</param>
/// <param name="Expected">As many would have been had nothing changed.</param>
/// <param name="Change">Observed ÷ expected − 1; −0.71 is 71 % fewer. Null: too few to tell. So are the others.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Spread">How much more the weeks before differ than chance alone would have it; 1: no more.</param>
public sealed record FixEffect(
    int Weeks, long Observed, long Before, int WeeksBefore, double Expected, double? Change, double? Low, double? High,
    double Spread)
{
    /// <summary>Fewer in the weeks before tell nothing.</summary>
    public const int Fewest = 10;

    public bool IsTold => Change is not null;

    /// <summary>Enough before, and whole weeks since: only what it is compared with can be missing.</summary>
    public bool IsEnough => Weeks > 0 && Before >= Fewest;

    /// <summary>Against what it was compared.</summary>
    public EffectSeason Season { get; init; } = new(EffectBaseline.WeeksBefore, 0, 0, 1);
}

/// <summary>
/// Measures the effect of a fix: the rate of the whole weeks since against that of the eight weeks before. Whole weeks hold
/// every weekday equally often, so the weekly season cancels out.
/// </summary>
/// <remarks>
/// Given the sum of two Poisson counts, one of them is binomial (Przyborowski and Wilenski, Biometrika 31, 1940); the exact
/// interval of that share (Clopper and Pearson, Biometrika 26, 1934) gives the one of the ratio. Where the weeks before differ
/// more than chance would have it, both counts are divided by their index of dispersion, so that the interval grows.
/// </remarks>
internal static class Effects
{
    public const int WeeksBefore = 8;

    /// <summary>Longest time after a fix that is compared; later something else has changed.</summary>
    public const int MostWeeks = 8;

    /// <summary>Fewer expected in the weeks since tell nothing of the season.</summary>
    public const int FewestExpected = 5;

    /// <param name="before">Counts of the weeks before, the earliest first.</param>
    /// <param name="after">Counts of the whole weeks since.</param>
    public static FixEffect Of(IReadOnlyList<long> before, IReadOnlyList<long> after)
    {
        var (sumBefore, sumAfter) = (before.Sum(), after.Sum());
        var spread = Spread(before);
        var expected = before.Count == 0 ? 0 : sumBefore * (double)after.Count / before.Count;
        if (after.Count == 0 || before.Count == 0 || sumBefore < FixEffect.Fewest)
            return new(after.Count, sumAfter, sumBefore, before.Count, expected, null, null, null, spread);
        var exposure = before.Count / (double)after.Count;
        var (a, b) = (sumAfter / spread, sumBefore / spread);
        var low = a == 0 ? 0 : BetaQuantile(0.025, a, b + 1);
        var high = BetaQuantile(0.975, a + 1, b);
        return new(
            after.Count, sumAfter, sumBefore, before.Count, expected, sumAfter / expected - 1,
            low / (1 - low) * exposure - 1, high / (1 - high) * exposure - 1, spread);
    }

    /// <summary>The effect beside what went on without the fix: difference in differences of the logarithms.</summary>
    /// <param name="seasonBefore">Counts of the weeks before by which the season is told.</param>
    /// <param name="seasonAfter">Counts of as many weeks after as were counted since the fix.</param>
    /// <remarks>
    /// The limits of both ratios are recovered into those of their quotient (Donner and Zou, Statistical Methods in Medical
    /// Research 21, 2012), so that what is uncertain of the season widens the interval. Where the cause has stopped, its
    /// ratio has no logarithm: then the outermost quotients of the limits are told.
    /// </remarks>
    public static FixEffect Of(
        IReadOnlyList<long> before, IReadOnlyList<long> after, EffectBaseline baseline,
        IReadOnlyList<long> seasonBefore, IReadOnlyList<long> seasonAfter)
    {
        var (plain, season) = (Of(before, after), Of(seasonBefore, seasonAfter));
        // None where many were usual: everything has stopped, and what the fix did cannot be told from it.
        if (season is not { Change: { } grown, Low: { } least, High: { } most } || season.Observed == 0)
            return plain with { Change = null, Low = null, High = null, Season = new(baseline, season.Before, season.Observed, 0) };
        var factor = 1 + grown;
        var told = plain with
        {
            Expected = plain.Expected * factor, Season = new(baseline, season.Before, season.Observed, factor),
        };
        if (plain is not { Change: { } change, Low: { } low, High: { } high }) return told;
        var (ratio, lower, upper) = ((1 + change) / factor, (1 + low) / (1 + most), (1 + high) / (1 + least));
        if (change > -1)
        {
            lower = ratio * Math.Exp(-Reach((1 + change) / (1 + low), (1 + most) / factor));
            upper = ratio * Math.Exp(Reach((1 + high) / (1 + change), factor / (1 + least)));
        }
        return told with { Change = ratio - 1, Low = lower - 1, High = upper - 1 };

        static double Reach(double one, double other) =>
            Math.Sqrt(Math.Log(one) * Math.Log(one) + Math.Log(other) * Math.Log(other));
    }

    /// <summary>Whether so many would have been there as that the season can be told by them.</summary>
    public static bool TellSeason(IReadOnlyList<long> before, int weeksAfter) =>
        before.Count > 0 && before.Sum() >= FixEffect.Fewest && before.Sum() * (double)weeksAfter / before.Count >= FewestExpected;

    /// <summary>Variance ÷ mean of the weeks, 1 at least.</summary>
    internal static double Spread(IReadOnlyList<long> weeks)
    {
        if (weeks.Count < 2 || weeks.Sum() == 0) return 1;
        var mean = weeks.Average();
        return Math.Max(1, weeks.Sum(w => (w - mean) * (w - mean)) / (weeks.Count - 1) / mean);
    }

    /// <summary>Where the beta distribution has so much below it; by halving, to fifteen digits.</summary>
    internal static double BetaQuantile(double share, double a, double b)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (BetaShare(middle, a, b) < share) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>Regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8).</summary>
    internal static double BetaShare(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        // The fraction converges quickly on this side of the mean alone.
        if (x > (a + 1) / (a + b + 2)) return 1 - BetaShare(1 - x, b, a);
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        const double Tiny = 1e-300;
        var (f, c, d) = (1.0, 1.0, 0.0);
        for (var i = 0; i <= 500; i++)
        {
            var m = i / 2;
            var term = i == 0 ? 1
                : i % 2 == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 + term * d;
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = 1 + term / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            f *= c * d;
            if (i > 0 && Math.Abs(1 - c * d) < 1e-14) break;
        }
        return front * (f - 1);
    }

    /// <summary>Logarithm of the gamma function: recurrence up to 10, then Stirling's series.</summary>
    internal static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 10; x++) shift -= Math.Log(x);
        var z = 1 / (x * x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI)
            + (1 / 12.0 - z * (1 / 360.0 - z * (1 / 1260.0 - z / 1680.0))) / x;
    }
}
