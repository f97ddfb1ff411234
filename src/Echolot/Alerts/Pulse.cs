using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;

namespace Echolot.Alerts;

/// <summary>
/// Reads the series that an alert is judged by: hours from tallies, and the minutes of those hours only in which one
/// of its windows begins or ends.
/// </summary>
internal sealed class Pulse(Archive archive, SourceRunner sources, Watchlist watchlist, TimeProvider clock)
{
    /// <summary>What feeds a monitor changes by the day and takes a look at all of its tallies.</summary>
    private static readonly TimeSpan feedersAreFresh = TimeSpan.FromMinutes(10);

    // A reference, because pages and the round of judging read and write it at the same time.
    private volatile Feeders? _feeders;

    private sealed record Feeders(
        DateTimeOffset At, IReadOnlyList<(long Monitor, string Connector, string Source, long Count)> Found);

    /// <summary>When nothing could come, to judge what is after a minute.</summary>
    public async Task<Holes> HolesAsync(long after, CancellationToken cancel)
    {
        var since = Minutes.Of(after - Judge.FarthestBack);
        var gaps = await sources.GapsAsync(since, clock.GetUtcNow(), filled: false, cancel);
        var pauses = await sources.PausesAsync(since, cancel);
        var monitors = await watchlist.PausesAsync(since, cancel);
        if (gaps.Count + pauses.Count == 0) return new(gaps, pauses, monitors, []);
        var ids = (await sources.ListAsync(cancel)).ToDictionary(s => (s.Key.Connector, s.Key.ToString()), s => s.Id);
        return new(
            gaps, pauses, monitors,
            (await FeedersAsync(cancel)).Select(f =>
                (f.Monitor, ids.TryGetValue((f.Connector, f.Source), out var id) ? id : (long?)null, f.Count)));
    }

    private async Task<IReadOnlyList<(long Monitor, string Connector, string Source, long Count)>> FeedersAsync(
        CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (_feeders is { } known && now - known.At < feedersAreFresh) return known.Found;
        var found = await archive.FeedersAsync(now - TimeSpan.FromDays(7 * Judge.Weeks), cancel);
        _feeders = new(now, found);
        return found;
    }

    /// <summary>The series to judge the steps after one minute up to another.</summary>
    public async Task<Series> OfAsync(AlertRule rule, Holes holes, long from, long to, CancellationToken cancel)
    {
        var (firstHour, endHour) = ((from - Judge.FarthestBack) / Series.HourMinutes, to / Series.HourMinutes + 1);
        var hours = (int)(endHour - firstHour);
        if (rule.SourceId is { } source)
        {
            var known = await sources.FindAsync(source, cancel);
            return new(
                firstHour, hours, await sources.HoursAsync(source, firstHour, endHour, cancel), [],
                known is null ? null : Minutes.At(known.CreatedAt), holes.Of(rule), archive.Zone);
        }
        var window = Judge.WindowOf(rule);
        var minutes = new List<PulseCount>();
        foreach (var (start, end) in Stretches((from - window, to - window), (from, to)))
            minutes.AddRange(await archive.MinutesAsync(rule.MonitorId, start, end, cancel));
        return new(
            firstHour, hours, await archive.HoursAsync(rule.MonitorId, firstHour, endHour, cancel), minutes,
            await archive.FirstHourAsync(rule.MonitorId, cancel) * Series.HourMinutes, holes.Of(rule), archive.Zone);
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
