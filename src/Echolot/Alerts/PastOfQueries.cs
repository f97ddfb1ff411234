using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Alerts;

/// <summary>What an alert would have done by the hits of each of two queries.</summary>
public sealed record ComparedAlert(AlertRule Rule, Past First, Past Second);

/// <summary>The alerts of a monitor over the same stretch by two queries.</summary>
/// <param name="From">From here on both queries were looked for to the end, and the alerts were judged.</param>
/// <param name="InTime">False: the time was over before everything was looked at that they compare with.</param>
public sealed record ComparedAlerts(
    IReadOnlyList<ComparedAlert> Alerts, DateTimeOffset From, DateTimeOffset To, bool InTime)
{
    /// <summary>Nothing was left out, neither for want of time nor because there were too many mentions to tell.</summary>
    public bool Complete => InTime && !Cut;

    /// <summary>Some alert would have told more mentions than are told again; the newest were.</summary>
    public bool Cut => Alerts.Any(a => !a.First.Complete || !a.Second.Complete);
}

public sealed partial class AlertDesk
{
    /// <summary>Most that people on a list are taken to have written, whatever about.</summary>
    private const int MostWritten = 1_000_000;

    /// <summary>Mentions whose tone is read at once.</summary>
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
        var counted = rules.Exists(r => r.Kind.IsJudged());
        var since = from - (counted ? TimeSpan.FromMinutes(Judge.FarthestBack) : Decide.News);
        var (a, b) = (
            await PulseAsync(one, since, counted, patience, cancel), await PulseAsync(other, since, counted, patience, cancel));
        var reached = Math.Max(a.Reached, b.Reached);
        if (reached != 0 && MentionIds.TimeOf(reached) is var then)
        {
            since = then;
            if (then > from) from = then;
        }
        var known = await KnownAsync(monitorId, since, cancel);
        var (before, after) = (a.Since(reached), b.Since(reached));
        var holes = await _pulse.HolesAsync(Minutes.At(from), cancel);
        var (compared, seen) = (new List<ComparedAlert>(), new Dictionary<long, DateTimeOffset>());
        foreach (var rule in rules)
        {
            // For both sides at once: up to a million ids.
            var written = rule.Kind is AlertKind.Authors
                ? await _archive.IdsByAuthorsAsync(null, rule.Authors, from - Decide.News, to, MostWritten, cancel) : null;
            compared.Add(new(
                rule, await PastByAsync(rule, before, written, seen, holes, known, since, from, to, cancel),
                await PastByAsync(rule, after, written, seen, holes, known, since, from, to, cancel)));
        }
        return new(compared, from, to, reached == 0);
    }

    /// <summary>Hits oldest first, and how many came in each minute.</summary>
    /// <param name="Reached">Everything from this id on was looked at; 0: all.</param>
    private sealed record HitPulse(IReadOnlyList<long> Ids, IReadOnlyList<PulseCount> Minutes, long Reached)
    {
        /// <summary>From an id on; its minute, of which a part was looked at, counts for nothing.</summary>
        public HitPulse Since(long reached) => new(
            [.. Ids.Where(id => id >= reached)],
            [.. Minutes.Where(m => reached == 0 || m.At > Alerts.Minutes.At(MentionIds.TimeOf(reached)))], reached);
    }

    /// <param name="counted">Whether they are counted by the minute, which takes longer than finding them.</param>
    private async Task<HitPulse> PulseAsync(
        Query query, DateTimeOffset since, bool counted, TimeSpan patience, CancellationToken cancel)
    {
        var started = _clock.GetTimestamp();
        var hits = await _archive.HitsAsync(query, since, counted ? patience / 2 : patience, cancel);
        IReadOnlyList<long> newestFirst = [.. hits.Ids.OrderDescending()];
        var (minutes, reached) = !counted ? ([], 0) : await _archive.MinutesOfAsync(
            newestFirst, HitsAtOnce, patience - _clock.GetElapsedTime(started), cancel);
        return new([.. newestFirst.Reverse()], minutes, Math.Max(hits.Reached, reached));
    }

    // Where the monitor has something older than was looked at, the time before is known from there on, as it is live.
    private async Task<long?> KnownAsync(long monitorId, DateTimeOffset since, CancellationToken cancel) =>
        await _archive.FirstHourAsync(monitorId, cancel) * Series.HourMinutes is { } hour && hour <= Minutes.At(since)
            ? Minutes.At(since) : null;

    private async Task<Past> PastByAsync(
        AlertRule rule, HitPulse hits, IReadOnlyCollection<long>? written, Dictionary<long, DateTimeOffset> seen, Holes holes,
        long? known, DateTimeOffset since, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        if (!rule.Kind.IsJudged())
        {
            var begin = MentionIds.From(from - Decide.News);
            var ids = hits.Ids.Where(id => id >= begin);
            var all = true;
            if (written is not null) (ids, all) = (ids.Intersect(written), written.Count < MostWritten);
            long[] newest = [.. ids.TakeLast(MostRehearsed)];
            var heard = await HeardAsync(newest, seen, from, to, cancel);
            return Told(
                rule, await ZoneOfAsync(rule, cancel), heard, await SinceAsync(rule, from, cancel), from, to, []) with
            {
                Complete = newest.Length < MostRehearsed && all,
            };
        }
        var (first, last) = (Minutes.At(from), Minutes.At(to));
        if (Judge.Rises(rule.Kind)) last++;
        var (firstHour, endHour) = (Minutes.At(since) / Series.HourMinutes, last / Series.HourMinutes + 1);
        var hours = hits.Minutes.GroupBy(m => m.At / Series.HourMinutes)
            .Select(h => new PulseCount(h.Key, h.Sum(m => m.All), h.Sum(m => m.Negative)));
        var series = new Series(
            firstHour, (int)(endHour - firstHour), hours, hits.Minutes,
            known ?? (hits.Minutes is [var oldest, ..] ? oldest.At / Series.HourMinutes * Series.HourMinutes : null),
            holes.Of(rule), _archive.Zone);
        return Judged(rule, series, await SinceAsync(rule, from, cancel), (from, to), (first, last), []);
    }
}
