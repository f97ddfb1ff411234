namespace Echolot.Alerts;

/// <summary>
/// Sensitivity in words: chance makes a level speak at most so many times a month. Seasonal alerts know how far their
/// monitor strays and have fixed numbers. The published numbers of percent and deviation know nothing of the hours of a
/// day and are raised where the past month would have brought more; the others take the least number that is quiet
/// enough. No input or output.
/// </summary>
internal static class Levels
{
    /// <summary>Most firings a month of few, balanced and many.</summary>
    internal static readonly int[] AMonth = [1, 4, 12];

    public static readonly IReadOnlyList<Sensitivity> All = [Sensitivity.Few, Sensitivity.Balanced, Sensitivity.Many];

    /// <summary>The alert with the numbers of a level.</summary>
    /// <param name="fires">How often an alert would have fired in a month.</param>
    public static AlertRule Of(AlertRule rule, Sensitivity level, Func<AlertRule, double> fires)
    {
        if (level == Sensitivity.Own || !rule.Kind.IsJudged()) return rule;
        var at = (int)level;
        var leveled = rule with { Sensitivity = level };
        return rule.Kind switch
        {
            AlertKind.Percent => FromOn(new[] { 300, 200, 100 }[at], 10_000, n => leveled with { Bound = n }),
            // k of 1.5, 2 and 3 are the three levels of the published formula.
            AlertKind.Deviation => FromOn(new[] { 30, 20, 15 }[at], 1000, n => leveled with { Bound = n / 10.0 }),
            // Not raised by the past: a month with four crises must not make the fifth wait.
            AlertKind.Seasonal => leveled with { Bound = new[] { 4.5, 3.7, 2.8 }[at] },
            AlertKind.Threshold => Least(1, 100_000, n => leveled with { Count = n }),
            AlertKind.SentimentShare => Least(1, 100, n => leveled with { Bound = n }),
            AlertKind.Silence when rule.SourceId is not null =>
                Least(1, 168, n => leveled with { Window = TimeSpan.FromHours(n) }),
            // In steps of ten minutes up to seven days.
            _ => Least(1, 1008, n => leveled with { Window = TimeSpan.FromMinutes(10 * n) }),
        };

        AlertRule FromOn(int published, int high, Func<int, AlertRule> with) =>
            fires(with(published)) <= AMonth[at] ? with(published) : Least(published + 1, high, with);

        // The smallest number that keeps the month quiet enough, by halving; the largest where none does.
        AlertRule Least(int low, int high, Func<int, AlertRule> with)
        {
            while (low < high)
            {
                var middle = low + (high - low) / 2;
                if (fires(with(middle)) <= AMonth[at]) high = middle;
                else low = middle + 1;
            }
            return with(low);
        }
    }
}
