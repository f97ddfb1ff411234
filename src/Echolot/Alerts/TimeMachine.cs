using Echolot.Mentions;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>A time at which an alert would have spoken.</summary>
/// <param name="To">The moment it would have fired for, or told.</param>
/// <param name="Until">Up to when it held.</param>
/// <param name="Verdict">What somebody said of the firing that there really was.</param>
public sealed record PastFiring(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset Until, Measurement Measurement, FiringVerdict? Verdict)
{
    /// <summary>Version of the alert under which the judged firing came to be; null: unknown.</summary>
    public int? JudgedVersion { get; init; }
}

/// <summary>One hour of the past as the alert sees it: the step of the hour that came closest.</summary>
public readonly record struct PastHour(DateTimeOffset At, Measurement Measurement);

/// <summary>What an alert would have done.</summary>
/// <param name="Firings">Oldest first.</param>
/// <param name="Course">Empty for kinds that tell mentions.</param>
/// <param name="AMonth">How often it speaks in 30 days, by the part of the past that is known.</param>
/// <param name="Known">False: too little of the past is known to compare with.</param>
/// <param name="Complete">False: there were more mentions than are looked at, and only the newest were.</param>
public sealed record Past(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyList<PastFiring> Firings, IReadOnlyList<PastHour> Course,
    double AMonth, bool Known, bool Complete)
{
    /// <summary>Since when something could be seen: the beginning, or later where nothing was stored before.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What a month would bring is a guess: less is known than a week, in which days differ.</summary>
    public bool IsYoung => Since > From && To - Since < TimeSpan.FromDays(7);

    /// <summary>Those of its firings that hold at no time at which one of the other past holds, oldest first.</summary>
    public IReadOnlyList<PastFiring> Without(Past other)
    {
        // Each mention may be a firing, so every one is not held against every other.
        var theirs = other.Firings.OrderBy(f => f.From).ToList();
        // What tells mentions reaches from the first to the last of them, and both belong to it.
        var inclusive = Course.Count == 0 || other.Course.Count == 0;
        // The latest end of all that begin no later.
        var ends = new List<DateTimeOffset>(theirs.Count);
        foreach (var one in theirs) ends.Add(ends is [.., var last] && last > one.Until ? last : one.Until);
        return [.. Firings.Where(f => !Meets(f))];

        bool Meets(PastFiring firing)
        {
            var (low, high) = (0, theirs.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (theirs[middle].From < firing.Until || inclusive && theirs[middle].From == firing.Until) low = middle + 1;
                else high = middle;
            }
            return low > 0 && (ends[low - 1] > firing.From || inclusive && ends[low - 1] == firing.From);
        }
    }
}

/// <summary>A level of sensitivity with what it would have brought.</summary>
/// <param name="Rule">The alert with the numbers of the level.</param>
/// <param name="Justified">Of its firings, those that there really were and that were judged so.</param>
public sealed record PastLevel(Sensitivity Level, AlertRule Rule, double AMonth, int Justified, int FalseAlarms);

/// <summary>The past of an alert beside that of its levels.</summary>
/// <param name="Past">With the numbers of its level.</param>
/// <param name="Levels">Empty for kinds that tell mentions.</param>
/// <param name="Saved">The past of the alert as it is saved, over the same time; null where there is none.</param>
public sealed record PastOfLevels(Past Past, IReadOnlyList<PastLevel> Levels, Past? Saved);

public sealed partial class AlertDesk
{
    /// <summary>Longest past that is looked at: longer than the hours of sources are kept is of no use.</summary>
    public static readonly TimeSpan LongestPast = TimeSpan.FromDays(92);

    /// <summary>Most mentions that are told again one by one; of more, the newest.</summary>
    internal int MostRehearsed { get; set; } = 100_000;

    private static readonly TimeSpan month = TimeSpan.FromDays(30);

    /// <summary>
    /// The time machine: what an alert, also one that is not saved, would have done between two moments. Sends nothing,
    /// writes nothing, and decides by the code that decides live.
    /// </summary>
    /// <remarks>
    /// It knows what is stored today: posts that were deleted since make a difference, and where posts are counted also
    /// those that came late. Where they are told one by one they count from when they were seen, and only as news.
    /// </remarks>
    /// <exception cref="AlertException">The alert cannot work as it is.</exception>
    public async Task<Past> PastAsync(
        AlertRule rule, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        (await LookBackAsync(rule, null, from, to, levels: false, cancel)).Past;

    /// <summary>
    /// The past of an alert with the numbers of its level, and what each level of sensitivity would have brought.
    /// </summary>
    /// <param name="saved">The alert as it is saved, to lay what that one would have done beside it.</param>
    /// <exception cref="AlertException">The alert cannot work as it is.</exception>
    public Task<PastOfLevels> PastWithLevelsAsync(
        AlertRule rule, AlertRule? saved, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        LookBackAsync(rule, saved, from, to, levels: true, cancel);

    /// <summary>What two versions of an alert would have done over the same time, each with its own numbers.</summary>
    /// <exception cref="AlertException">The first cannot work as it is.</exception>
    /// <returns>The past of both; the second null where that one cannot work as it is.</returns>
    public async Task<(Past First, Past? Second)> PastOfBothAsync(
        AlertRule first, AlertRule second, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (past, _, other) = await LookBackAsync(first, second, from, to, levels: false, cancel);
        return (past, other);
    }

    /// <summary>An alert with the numbers that its level stands for; they are taken from the last 30 days.</summary>
    /// <exception cref="AlertException">The alert cannot work as it is.</exception>
    public Task<AlertRule> AtLevelAsync(AlertRule rule, CancellationToken cancel) => AtLevelAsync(rule, month, cancel);

    /// <summary>An alert with the numbers that its level stands for, taken from so much of the past.</summary>
    /// <exception cref="AlertException">The alert cannot work as it is.</exception>
    public async Task<AlertRule> AtLevelAsync(AlertRule rule, TimeSpan past, CancellationToken cancel)
    {
        if (rule.Sensitivity == Sensitivity.Own || !rule.Kind.IsJudged()) return rule;
        var now = _clock.GetUtcNow();
        var looked = await PastWithLevelsAsync(rule, null, now - past, now, cancel);
        return looked.Levels.Single(l => l.Level == rule.Sensitivity).Rule;
    }

    private async Task<PastOfLevels> LookBackAsync(
        AlertRule rule, AlertRule? saved, DateTimeOffset from, DateTimeOffset to, bool levels, CancellationToken cancel)
    {
        rule = await WithHoursAsync(rule, cancel);
        if (RefusalOfRule(rule) is { } refusal) throw refusal;
        var now = _clock.GetUtcNow();
        if (to > now) to = now;
        if (from < to - LongestPast) from = to - LongestPast;
        if (from > to) from = to;
        var since = await SinceAsync(rule, from, cancel);
        var verdicts = rule.Id == 0 ? []
            : await JudgedAsync(rule.Id, from, cancel);
        saved = saved is null ? null : await WithHoursAsync(saved, cancel);
        if (saved is not null && RefusalOfRule(saved) is not null) saved = null;
        if (!rule.Kind.IsJudged())
            return new(
                await ToldAsync(rule, since, from, to, verdicts, cancel), [],
                saved is null ? null : saved.Kind.IsJudged() ? (await LookBackAsync(saved, null, from, to, levels: false, cancel)).Past
                    : await ToldAsync(saved, await SinceAsync(saved, from, cancel), from, to, verdicts, cancel));

        // As live, the minute that has just begun counts where more can only make it fire.
        var (first, last) = (Minutes.At(from), Minutes.At(to));
        if (last == Minutes.At(now) && Judge.Rises(rule.Kind)) last++;
        // Levels of silence differ in their window, so the series reaches back as far as the longest.
        var widest = levels && rule.Kind == AlertKind.Silence ? rule with { Window = Decide.News } : rule;
        // Reading it is most of the work: whatever is asked here is judged by the same one.
        var holes = await _pulse.HolesAsync(first, cancel);
        var series = await _pulse.OfAsync(widest, holes, first, last, cancel);
        var found = new List<PastLevel>();
        var tried = new Dictionary<(int, double, TimeSpan), double>();
        foreach (var level in levels ? Levels.All : [])
        {
            cancel.ThrowIfCancellationRequested();
            var leveled = Levels.Of(rule, level, Fires);
            var firings = FiringsOf(leveled, Episodes(leveled, series));
            found.Add(new(
                level, leveled, AMonth(firings.Count), firings.Count(f => f.Verdict == FiringVerdict.Justified),
                firings.Count(f => f.Verdict == FiringVerdict.FalseAlarm)));
        }
        var past = Of(found.FirstOrDefault(l => l.Level == rule.Sensitivity)?.Rule ?? rule);
        return new(past, found, saved is null ? null : await SavedAsync(saved));

        // The levels try the same numbers.
        double Fires(AlertRule of) => tried.TryGetValue((of.Count, of.Bound, of.Window), out var known)
            ? known : tried[(of.Count, of.Bound, of.Window)] = AMonth(Episodes(of, series).Count);

        async Task<Past> SavedAsync(AlertRule of)
        {
            var known = await SinceAsync(of, from, cancel);
            if (!of.Kind.IsJudged()) return await ToldAsync(of, known, from, to, verdicts, cancel);
            // Whether the minute that has just begun counts goes by the kind.
            var end = Minutes.At(to) + (Minutes.At(to) == Minutes.At(now) && Judge.Rises(of.Kind) ? 1 : 0);
            return Judged(of, await SeriesOfAsync(of), known, (from, to), (first, end), verdicts);
        }

        async Task<Series> SeriesOfAsync(AlertRule of) =>
            (of.Kind, of.MonitorId, of.SourceId, of.Window) == (widest.Kind, widest.MonitorId, widest.SourceId, widest.Window)
                ? series : await _pulse.OfAsync(of, holes, first, last, cancel);

        IReadOnlyList<PastFiring> FiringsOf(AlertRule of, List<Episode> episodes) => Shown(of, episodes, verdicts);

        List<Episode> Episodes(AlertRule of, Series by) => EpisodesOf(of, by, first, last);

        double AMonth(int firings) => AMonthOf(firings, since, to);

        Past Of(AlertRule of) => Judged(of, series, since, (from, to), (first, last), verdicts);
    }

    /// <summary>What an alert that goes by counts would have done by a series of them.</summary>
    /// <param name="minutes">The first and the last minute that is judged.</param>
    private static Past Judged(
        AlertRule rule, Series series, DateTimeOffset since, (DateTimeOffset From, DateTimeOffset To) period,
        (long First, long Last) minutes, IReadOnlyList<Firing> verdicts)
    {
        var episodes = EpisodesOf(rule, series, minutes.First, minutes.Last);
        var course = CourseOf(rule, series, minutes.First, minutes.Last);
        return new(
            period.From, period.To, Shown(rule, episodes, verdicts), course,
            AMonthOf(episodes.Count, since, period.To), course.Any(h => h.Measurement.Known), true) { Since = since };
    }

    private static List<Episode> EpisodesOf(AlertRule rule, Series series, long first, long last)
    {
        var episodes = new List<Episode>();
        Replay.Run(rule, series, first, last, episodes);
        return episodes;
    }

    private static IReadOnlyList<PastFiring> Shown(
        AlertRule rule, List<Episode> episodes, IReadOnlyList<Firing> verdicts) =>
    [
        .. episodes.Select(e => WithVerdict(
            new(Minutes.Of(e.At - Judge.WindowOf(rule)), Minutes.Of(e.At), Minutes.Of(e.Until), e.Measurement, null), verdicts,
            f => f.To <= Minutes.Of(e.Until + Replay.PauseOf(rule)) && f.Until >= Minutes.Of(e.At))),
    ];

    /// <summary>Since when something could be seen of what an alert watches; the archive may be younger than the past.</summary>
    private async Task<DateTimeOffset> SinceAsync(AlertRule rule, DateTimeOffset from, CancellationToken cancel)
    {
        var since = rule.SourceId is { } source ? (await _sources.FindAsync(source, cancel))?.CreatedAt
            : await _archive.FirstHourAsync(null, cancel) * Series.HourMinutes is { } minute ? Minutes.Of(minute) : null;
        return since > from ? since.Value : from;
    }

    /// <summary>Counted over a day at least: of some minutes no month can be told.</summary>
    private static double AMonthOf(int firings, DateTimeOffset since, DateTimeOffset to) =>
        to > since ? firings * (month / TimeSpan.FromDays(Math.Max(1, (to - since).TotalDays))) : 0;

    /// <summary>Refuses what cannot be judged; who is told and how plays no part here.</summary>
    private static AlertException? RefusalOfRule(AlertRule rule) =>
        Refusal(rule with { Channels = [DeliveryChannel.Screen], EscalateTo = null, EscalateOnDuty = false });

    /// <summary>With the verdict on the firing that there really was.</summary>
    private static PastFiring WithVerdict(PastFiring firing, IEnumerable<Firing> judged, Func<Firing, bool> isIt) =>
        judged.FirstOrDefault(isIt) is { } real ? firing with { Verdict = real.Verdict, JudgedVersion = real.Version } : firing;

    /// <summary>By the hour, each with the step that came closest to firing; steps of five minutes are close enough to draw.</summary>
    private static List<PastHour> CourseOf(AlertRule rule, Series series, long first, long last)
    {
        var course = new List<PastHour>();
        var step = Math.Max(5, Judge.StepOf(rule));
        for (var hour = (first / Series.HourMinutes + 1) * Series.HourMinutes; hour <= last; hour += Series.HourMinutes)
        {
            Measurement? closest = null;
            for (var minute = hour - Series.HourMinutes + step; minute <= hour; minute += step)
            {
                var reading = Judge.At(rule, series, minute);
                if (closest is not { } known || IsCloser(rule, reading, known)) closest = reading;
            }
            course.Add(new(Minutes.Of(hour), closest!.Value));
        }
        return course;
    }

    private static bool IsCloser(AlertRule rule, Measurement reading, Measurement known) =>
        reading.Over != known.Over ? reading.Over
        : rule.Kind == AlertKind.Silence ? reading.Observed < known.Observed
        : reading.Observed - reading.Bound > known.Observed - known.Bound;

    private async Task<Past> ToldAsync(
        AlertRule rule, DateTimeOffset since, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Firing> verdicts,
        CancellationToken cancel)
    {
        var ids = rule.Kind == AlertKind.Authors
            ? await _archive.IdsByAuthorsAsync(rule.MonitorId, rule.Authors, from - Decide.News, to, MostRehearsed, cancel)
            : await _archive.IdsAsync(rule.MonitorId, from - Decide.News, to, MostRehearsed, cancel);
        var heard = await HeardAsync(ids, [], from, to, cancel);
        return Told(rule, await ZoneOfAsync(rule, cancel), heard, since, from, to, verdicts) with
        {
            Complete = ids.Count < MostRehearsed,
        };
    }

    /// <summary>What an alert would have heard of these between two moments, in the order in which it came.</summary>
    /// <param name="seen">When mentions were seen, as far as that was looked up; the others are added.</param>
    private async Task<IReadOnlyList<Heard>> HeardAsync(
        IReadOnlyList<long> ids, Dictionary<long, DateTimeOffset> seen, DateTimeOffset from, DateTimeOffset to,
        CancellationToken cancel)
    {
        foreach (var (id, at) in await _archive.SeenAsync([.. ids.Where(id => !seen.ContainsKey(id))], cancel)) seen[id] = at;
        return
        [
            .. ids.Where(seen.ContainsKey).Select(id => new Heard(id, MentionIds.TimeOf(id), seen[id]))
                .Where(h => h.SeenAt >= from && h.SeenAt <= to && Decide.IsNews(h.PublishedAt, h.SeenAt))
                .OrderBy(h => h.SeenAt).ThenBy(h => h.MentionId),
        ];
    }

    private async Task<DateTimeZone> ZoneOfAsync(AlertRule rule, CancellationToken cancel) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull((await _roster.FindAsync(rule.PersonId, cancel))?.TimeZone ?? "")
        ?? DateTimeZone.Utc;

    /// <summary>What an alert that tells mentions would have told of these.</summary>
    private static Past Told(
        AlertRule rule, DateTimeZone zone, IReadOnlyList<Heard> heard, DateTimeOffset since, DateTimeOffset from,
        DateTimeOffset to, IReadOnlyList<Firing> verdicts)
    {
        var told = Rehearse.Run(rule, zone, heard, from, to);
        return new(
            from, to,
            [.. told.Select(t => WithVerdict(
                new(t.Telling.First, t.At, t.Telling.Last, new(true, true, t.Telling.Count, 0, 0, 0, null, t.Telling.Count), null),
                verdicts, f => f.Kind.IsJudged() ? f.To <= t.At && f.Until >= t.Telling.First
                    // Of mentions that were told live the window is when they were published.
                    : f.From <= t.Telling.Last && f.To > t.Telling.First))],
            [], AMonthOf(told.Count, since, to), true, true) { Since = since };
    }
}
