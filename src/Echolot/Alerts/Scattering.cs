namespace Echolot.Alerts;

/// <summary>
/// How far a monitor strays from its own weeks: windows of the last four weeks at the same time of day, each against the
/// middle of the same window in the other weeks. Up to 196 of them say what four weeks of a single window cannot: posts
/// come in clumps, and a busy day is busy in all its hours. No input or output.
/// </summary>
internal static class Scattering
{
    /// <summary>Hours before and after that count as the same time of day.</summary>
    public const int Hours = 3;

    /// <summary>
    /// What lies farther out than so many of the usual distances counts as lying there: a storm must not make the alert
    /// deaf for the four weeks after.
    /// </summary>
    private const double Farthest = 4;

    /// <summary>1.4826 times the median distance is the standard deviation of a normal distribution.</summary>
    private const double MedianToDeviation = 1.4826;

    /// <summary>
    /// The middle of three weeks, which the distances are from, strays more than that of four, which windows are judged
    /// by: their distances have 1.45 and 1.30 times the variance of a count.
    /// </summary>
    private const double OfFourToOfThree = 0.9;

    private const int DaysOfWeek = 7;

    /// <summary>Mean square of the distances of windows as long as this one; 0 where too little is known.</summary>
    public static double Of(Series series, long from, long window)
    {
        if (series.Since is not { } since) return 0;
        // Of shorter windows the hours tell: their squares grow with their length, as those of independent posts do.
        var length = Math.Max(window, Series.HourMinutes);
        var distances = new List<double>(Judge.Weeks * DaysOfWeek * (2 * Hours + 1));
        Span<double> weeks = stackalloc double[Judge.Weeks];
        Span<double> others = stackalloc double[Judge.Weeks];
        for (var day = 1; day <= DaysOfWeek; day++)
        {
            for (var hour = -Hours; hour <= Hours; hour++)
            {
                var known = 0;
                for (var week = 0; week < Judge.Weeks; week++)
                {
                    var start = series.Earlier(from, day * Series.DayMinutes + week * Series.WeekMinutes)
                        + hour * Series.HourMinutes;
                    if (start < since || start + length > from || !series.IsKnown(start, start + length)) continue;
                    weeks[known++] = series.Smooth(start, start + length).All;
                }
                for (var one = 0; one < known && known > 1; one++)
                {
                    var count = 0;
                    for (var other = 0; other < known; other++)
                        if (other != one) others[count++] = weeks[other];
                    distances.Add(Math.Abs(weeks[one] - Judge.Median(others[..count])));
                }
            }
        }
        if (distances.Count == 0) return 0;
        distances.Sort();
        var end = Farthest * Math.Max(1, MedianToDeviation * distances[distances.Count / 2]);
        var sum = 0.0;
        foreach (var distance in distances) sum += Math.Min(distance, end) * Math.Min(distance, end);
        return OfFourToOfThree * sum / distances.Count * window / length;
    }
}
