using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Alerts;

/// <summary>
/// Reads the series that an alert is judged by: hours from tallies, and the minutes of those hours only in which one
/// of its windows begins or ends.
/// </summary>
internal sealed class Pulse(Archive archive, SourceRunner sources)
{
    /// <summary>The series to judge the steps after one minute up to another.</summary>
    public async Task<Series> OfAsync(AlertRule rule, long from, long to, CancellationToken cancel)
    {
        var (firstHour, endHour) = ((from - Judge.FarthestBack) / Series.HourMinutes, to / Series.HourMinutes + 1);
        var hours = (int)(endHour - firstHour);
        if (rule.SourceId is { } source)
        {
            var known = await sources.FindAsync(source, cancel);
            return new(
                firstHour, hours, await sources.HoursAsync(source, firstHour, endHour, cancel), [],
                known is null ? null : Minutes.At(known.CreatedAt));
        }
        var window = Judge.WindowOf(rule);
        var minutes = new List<PulseCount>();
        foreach (var (start, end) in Stretches((from - window, to - window), (from, to)))
            minutes.AddRange(await archive.MinutesAsync(rule.MonitorId, start, end, cancel));
        return new(
            firstHour, hours, await archive.HoursAsync(rule.MonitorId, firstHour, endHour, cancel), minutes,
            await archive.FirstHourAsync(rule.MonitorId, cancel) * Series.HourMinutes);
    }

    /// <summary>Whole hours around both stretches, as one where they meet: no minute is read twice.</summary>
    private static IEnumerable<(long Start, long End)> Stretches((long, long) first, (long, long) second)
    {
        var (a, b) = (Whole(first), Whole(second));
        if (a.End >= b.Start) return [(a.Start, b.End)];
        return [a, b];
    }

    private static (long Start, long End) Whole((long From, long To) stretch) => (
        stretch.From / Series.HourMinutes * Series.HourMinutes,
        (stretch.To / Series.HourMinutes + 1) * Series.HourMinutes);
}
