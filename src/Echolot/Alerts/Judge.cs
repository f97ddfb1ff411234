namespace Echolot.Alerts;

/// <summary>What a window looked like to an alert.</summary>
/// <param name="Known">False: too little is known of the time before to compare with.</param>
/// <param name="Over">It is what the alert looks for.</param>
/// <param name="Observed">Mentions in the window; of a deviation the average of its hours, of a share its percent.</param>
/// <param name="Expected">What is usual, in the same unit.</param>
/// <param name="Spread">How far what is usual strays.</param>
/// <param name="Bound">The alert would have stayed silent up to here; of a share below here.</param>
/// <param name="Score">Observed over expected in spreads; null where the usual does not stray.</param>
/// <param name="Total">Mentions in the window.</param>
public readonly record struct Measurement(
    bool Known, bool Over, double Observed, double Expected, double Spread, double Bound, double? Score, long Total);

/// <summary>
/// The formulas of alerts that are judged by counts. They are published in docs/alerts.md; a test holds each to a
/// recorded series. No input or output.
/// </summary>
internal static class Judge
{
    /// <summary>Weeks that a seasonal alert looks back.</summary>
    public const int Weeks = 4;

    /// <summary>
    /// How far back any kind looks, in minutes: four weeks, a window of at most seven days, the hours that count as the
    /// same time of day, an hour to round and one by which clocks are changed.
    /// </summary>
    public const long FarthestBack =
        (Weeks + 1) * Series.WeekMinutes + (Scattering.Hours + 2) * Series.HourMinutes;

    /// <summary>Judges the window that ends before a minute.</summary>
    public static Measurement At(AlertRule rule, Series series, long minute)
    {
        var window = WindowOf(rule);
        var from = minute - window;
        var (all, negative) = series.Count(from, minute);
        return rule.Kind switch
        {
            AlertKind.Threshold => Threshold(rule, series, from, window, all),
            AlertKind.Percent => Percent(rule, series, from, window, all),
            AlertKind.Deviation => Deviation(rule, series, from, window, all),
            AlertKind.Seasonal => Seasonal(rule, series, from, minute, all),
            AlertKind.SentimentShare => Share(rule, series, from, all, negative),
            AlertKind.Silence => Silence(series, from, window, all),
            _ => throw new ArgumentException($"An alert of kind {rule.Kind} is not judged by counts.", nameof(rule)),
        };
    }

    /// <summary>
    /// Whether a window is what the alert looks for. Most windows have too few mentions whatever is usual, which is
    /// seen at a glance: a month has 43,200 of them.
    /// </summary>
    public static bool IsOver(AlertRule rule, Series series, long minute)
    {
        var (all, negative) = series.Count(minute - WindowOf(rule), minute);
        return rule.Kind switch
        {
            AlertKind.Threshold => all >= rule.Count,
            AlertKind.SentimentShare => all >= Math.Max(1, rule.Count) && 100.0 * negative / all >= rule.Bound,
            AlertKind.Silence => all == 0 && At(rule, series, minute).Over,
            _ => all >= rule.Count && At(rule, series, minute).Over,
        };
    }

    /// <summary>The hours of the time before that say nothing of what is usual, because nothing could come in them.</summary>
    public static IEnumerable<(long From, long To)> LeftOut(AlertRule rule, Series series, long minute)
    {
        var window = WindowOf(rule);
        var from = minute - window;
        if (series.Since is not { } since) return [];
        if (rule.Kind is AlertKind.Seasonal)
            return Enumerable.Range(1, Weeks).Select(week => series.Earlier(from, week * Series.WeekMinutes))
                .Where(start => start >= since).Reverse().SelectMany(start => series.LeftOut(start, start + window));
        var baseline = rule.Kind is AlertKind.Percent or AlertKind.Deviation
            ? (long)rule.Baseline.TotalMinutes : Weeks * (long)Series.WeekMinutes;
        var to = from / Series.HourMinutes * Series.HourMinutes;
        return series.LeftOut(Math.Max(since, to - baseline), to);
    }

    /// <summary>Length of the window in minutes.</summary>
    public static long WindowOf(AlertRule rule) => Math.Max(1, (long)rule.Window.TotalMinutes);

    /// <summary>
    /// More mentions can only make it fire: such an alert may be judged before the minute is over.
    /// </summary>
    public static bool Rises(AlertKind kind) => kind is AlertKind.Threshold || kind.Compares();

    /// <summary>Distance of the steps at which it is judged, in minutes: what a source brings is counted by the hour.</summary>
    public static int StepOf(AlertRule rule) => rule.SourceId is null ? 1 : Series.HourMinutes;

    private static Measurement Threshold(AlertRule rule, Series series, long from, long window, long all)
    {
        var (expected, spread) = Usual(series, from, 4 * Series.WeekMinutes, window) ?? default;
        return new(true, all >= rule.Count, all, expected, spread, rule.Count - 1, Score(all, expected, spread), all);
    }

    private static Measurement Percent(AlertRule rule, Series series, long from, long window, long all)
    {
        if (Usual(series, from, (long)rule.Baseline.TotalMinutes, window) is not { } usual)
            return Unknown(all);
        var bound = Math.Max(usual.Expected * (1 + rule.Bound / 100), rule.Count - 1);
        return new(
            true, all > bound, all, usual.Expected, usual.Spread, bound, Score(all, usual.Expected, usual.Spread), all);
    }

    private static Measurement Deviation(AlertRule rule, Series series, long from, long window, long all)
    {
        if (Before(series, from, (long)rule.Baseline.TotalMinutes) is not { } before) return Unknown(all);
        var (mean, spread) = series.Hourly(before.From / Series.HourMinutes, before.To / Series.HourMinutes);
        var hours = window / (double)Series.HourMinutes;
        var observed = all / hours;
        var bound = Math.Max(mean + rule.Bound * spread, (rule.Count - 1) / hours);
        return new(true, observed > bound, observed, mean, spread, bound, Score(observed, mean, spread), all);
    }

    private static Measurement Seasonal(AlertRule rule, Series series, long from, long to, long all)
    {
        if (series.Since is not { } since) return Unknown(all);
        Span<double> weeks = stackalloc double[Weeks];
        var known = 0;
        for (var week = 1; week <= Weeks; week++)
        {
            var start = series.Earlier(from, week * Series.WeekMinutes);
            if (start < since) break;
            var end = start + to - from;
            if (series.IsKnown(start, end)) weeks[known++] = series.Smooth(start, end).All;
        }
        // One week alone has no spread, and may itself have been the odd one.
        if (known < 2) return Unknown(all);
        var expected = Median(weeks[..known]);
        // Counts stray by their root even where all weeks happen to agree.
        var spread = Math.Sqrt(Math.Max(series.Scatter(from, to - from), Math.Max(1, expected)));
        var bound = Math.Max(expected + rule.Bound * spread, rule.Count - 1);
        return new(true, all > bound, all, expected, spread, bound, Score(all, expected, spread), all);
    }

    private static Measurement Share(AlertRule rule, Series series, long from, long all, long negative)
    {
        var share = all == 0 ? 0 : 100.0 * negative / all;
        var (usual, spread) = (0.0, 0.0);
        if (Before(series, from, 4 * Series.WeekMinutes) is { } before)
        {
            var (_, sum, bad) = series.Known(before.From / Series.HourMinutes, before.To / Series.HourMinutes);
            usual = sum == 0 ? 0 : bad / (double)sum;
            spread = all == 0 ? 0 : Math.Sqrt(usual * (1 - usual) / all);
        }
        return new(
            true, all >= Math.Max(1, rule.Count) && share >= rule.Bound, share, 100 * usual, 100 * spread, rule.Bound,
            Score(share, 100 * usual, 100 * spread), all);
    }

    private static Measurement Silence(Series series, long from, long window, long all)
    {
        // Before anything ever came there is nothing to miss, and of what somebody paused nothing is expected.
        if (series.Since is not { } since || since > from || series.IsPaused(from, from + window)) return Unknown(all);
        var (expected, spread) = Usual(series, from, 4 * Series.WeekMinutes, window) ?? default;
        return new(true, all == 0, all, expected, spread, 1, Score(all, expected, spread), all);
    }

    private static Measurement Unknown(long all) => new(false, false, all, 0, 0, 0, null, all);

    private static double? Score(double observed, double expected, double spread) =>
        spread > 0 ? (observed - expected) / spread : null;

    /// <summary>
    /// What a window usually has by the average of the time before it, and how far that strays: the standard deviation
    /// of an hour, grown by the root of the hours.
    /// </summary>
    private static (double Expected, double Spread)? Usual(Series series, long from, long baseline, long window)
    {
        if (Before(series, from, baseline) is not { } before) return null;
        var (hours, all, _) = series.Known(before.From / Series.HourMinutes, before.To / Series.HourMinutes);
        var share = (double)window / (hours * Series.HourMinutes);
        var (_, spread) = series.Hourly(before.From / Series.HourMinutes, before.To / Series.HourMinutes);
        return (all * share,
            spread * Math.Sqrt(window / (double)Series.HourMinutes));
    }

    /// <summary>
    /// The whole hours of the time before the window, as far as it is known; null where hours in which something could
    /// come are less than half of it. Whole hours only, so that the hour that is not over yet says the same today and
    /// when the past is looked at.
    /// </summary>
    private static (long From, long To)? Before(Series series, long from, long baseline)
    {
        if (series.Since is not { } since) return null;
        var to = from / Series.HourMinutes * Series.HourMinutes;
        var known = Math.Max((since + Series.HourMinutes - 1) / Series.HourMinutes * Series.HourMinutes, to - baseline);
        return series.Known(known / Series.HourMinutes, to / Series.HourMinutes).Hours * Series.HourMinutes
            >= Math.Max(Series.HourMinutes, baseline / 2) ? (known, to) : null;
    }

    /// <summary>The middle of some values, which it sorts.</summary>
    internal static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
