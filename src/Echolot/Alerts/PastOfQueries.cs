using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Alerts;

/// <summary>What an alert would have done by the hits of each of two queries.</summary>
public sealed record ComparedAlert(AlertRule Rule, Past First, Past Second);

/// <summary>The alerts of a monitor over the same stretch by two queries.</summary>
/// <param name="From">From here on both queries were looked for to the end, and the alerts were judged.</param>
/// <param name="Complete">False: the time was over before everything was looked at that they compare with.</param>
public sealed record ComparedAlerts(
    IReadOnlyList<ComparedAlert> Alerts, DateTimeOffset From, DateTimeOffset To, bool Complete);

public sealed partial class AlertDesk
{
    /// <summary>Mentions whose tone or author is read at once.</summary>
    private const int HitsAtOnce = 5000;

    /// <summary>
    /// The time machine of a monitor's versions: what each of its active alerts would have done if the one query or the
    /// other had been in force all the time. Sends nothing, writes nothing, and decides by the code that decides live.
    /// </summary>
    /// <param name="monitorId">Whose alerts.</param>
    /// <param name="first">Text and forms of the one, such as a version of the monitor.</param>
    /// <param name="second">Of the other.</param>
    /// <param name="range">How far back from now.</param>
    /// <param name="patience">For each query; what is not looked at by then is left out on both sides.</param>
    /// <param name="cancel">Stops looking.</param>
    /// <exception cref="QueryException">One of the texts is not a query.</exception>
    public async Task<ComparedAlerts> PastOfQueriesAsync(
        long monitorId, (string Text, QueryOptions Options) first, (string Text, QueryOptions Options) second,
        TimeSpan range, TimeSpan patience, CancellationToken cancel)
    {
        var (one, other) = (Query.Parse(first.Text, first.Options), Query.Parse(second.Text, second.Options));
        var to = _clock.GetUtcNow();
        var from = to - (range < LongestPast ? range : LongestPast);
        var rules = (await RulesAsync(null, cancel))
            .Where(r => r.MonitorId == monitorId && r.Active && RefusalOfRule(r) is null).ToList();
        if (rules.Count == 0) return new([], from, to, true);
        // What is usual is read from the weeks before.
        var since = rules.Exists(r => r.Kind.IsJudged()) ? from - TimeSpan.FromMinutes(Judge.FarthestBack) : from;
        var (a, b) = (
            await _archive.HitsAsync(one, since, patience, cancel),
            await _archive.HitsAsync(other, since, patience, cancel));
        var reached = Math.Max(a.Reached, b.Reached);
        if (reached != 0 && MentionIds.TimeOf(reached) is var then)
        {
            since = then;
            if (then > from) from = then;
        }
        var known = await KnownAsync(monitorId, since, cancel);
        var (before, after) = (await PulseAsync(a, reached, cancel), await PulseAsync(b, reached, cancel));
        var compared = new List<ComparedAlert>();
        foreach (var rule in rules)
            compared.Add(new(
                rule, await PastByAsync(rule, before, known, since, from, to, cancel),
                await PastByAsync(rule, after, known, since, from, to, cancel)));
        return new(compared, from, to, a.Complete && b.Complete);
    }

    /// <summary>Hits oldest first, and how many came in each minute.</summary>
    private sealed record HitPulse(IReadOnlyList<long> Ids, IReadOnlyList<PulseCount> Minutes);

    private async Task<HitPulse> PulseAsync(ArchiveHits hits, long reached, CancellationToken cancel)
    {
        IReadOnlyList<long> ids = [.. hits.Ids.Where(id => id >= reached).Order()];
        return new(ids, await _archive.MinutesOfAsync(ids, HitsAtOnce, cancel));
    }

    // Where the monitor has something older than was looked at, the time before is known from there on, as it is live.
    private async Task<long?> KnownAsync(long monitorId, DateTimeOffset since, CancellationToken cancel) =>
        await _archive.FirstHourAsync(monitorId, cancel) * Series.HourMinutes is { } hour && hour <= Minutes.At(since)
            ? Minutes.At(since) : null;

    private async Task<Past> PastByAsync(
        AlertRule rule, HitPulse hits, long? known, DateTimeOffset since, DateTimeOffset from, DateTimeOffset to,
        CancellationToken cancel)
    {
        if (!rule.Kind.IsJudged())
        {
            var begin = MentionIds.From(from);
            var ids = hits.Ids.Where(id => id >= begin).TakeLast(MostRehearsed).ToList();
            if (rule.Kind is AlertKind.Authors)
            {
                var theirs = new HashSet<long>();
                foreach (var part in ids.Chunk(HitsAtOnce))
                    theirs.UnionWith(await _archive.ByAuthorsAsync(part, rule.Authors, cancel));
                ids = [.. ids.Where(theirs.Contains)];
            }
            return Told(rule, await ZoneOfAsync(rule, cancel), ids, from, to, []);
        }
        var (first, last) = (Minutes.At(from), Minutes.At(to));
        if (Judge.Rises(rule.Kind)) last++;
        var (firstHour, endHour) = (Minutes.At(since) / Series.HourMinutes, last / Series.HourMinutes + 1);
        var hours = hits.Minutes.GroupBy(m => m.At / Series.HourMinutes)
            .Select(h => new PulseCount(h.Key, h.Sum(m => m.All), h.Sum(m => m.Negative)));
        var series = new Series(
            firstHour, (int)(endHour - firstHour), hours, hits.Minutes,
            known ?? (hits.Minutes is [var oldest, ..] ? oldest.At / Series.HourMinutes * Series.HourMinutes : null));
        return Judged(rule, series, (from, to), (first, last), []);
    }
}
