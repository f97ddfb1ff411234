using System.Collections.Concurrent;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>What arrives later than this about a window is history: nobody is told of it any more.</summary>
    internal static readonly TimeSpan LookBack = TimeSpan.FromHours(24);

    /// <summary>A minute is judged as over so long after its end, so that what is on its way is in.</summary>
    internal static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>Posts that an explanation shows.</summary>
    internal const int MostPushed = 10;

    /// <summary>
    /// Posts of the window that are weighed to find them; of more, the newest. Half a second in which no other alert is
    /// judged, and in a storm of which every post counts there is hardly one that large.
    /// </summary>
    internal int MostWeighed { get; set; } = 50_000;

    /// <summary>Posts that are weighed at once.</summary>
    private const int WeighedAtOnce = 2_000;

    /// <summary>Alerts whose monitors have something new, with the earliest minute that it belongs to.</summary>
    private readonly ConcurrentDictionary<long, long> _touched = [];
    private readonly Bell _judge = new();

    /// <summary>
    /// Judges every alert that goes by counts, at least once a minute and within a second of anything new; tells who is
    /// to be told when nobody acknowledged. Returns when to look again.
    /// </summary>
    internal async Task<DateTimeOffset?> JudgeRoundAsync(CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        var over = Minutes.At(now - Settle);
        Holes? holes = null;
        var failed = false;
        foreach (var row in await JudgedAsync(cancel))
        {
            if (!_touched.ContainsKey(row.Id) && row.JudgedUntil is { } until && until >= over) continue;
            // Where gaps cannot be read nothing is judged in this round; who is to be called next is called all the same.
            if (holes is null && !await _failures.TryAsync("Reading the gaps, without which no alert is judged,", 0, ReadHolesAsync, cancel))
            {
                failed = true;
                break;
            }
            var touched = _touched.TryRemove(row.Id, out var earliest);
            var judged = await _failures.TryAsync(
                "Judging alert", row.Id, () => JudgeAsync(row, holes!, touched ? earliest : null, now, cancel), cancel);
            if (!judged && touched) Touch(row.Id, earliest);
            failed |= !judged;
        }
        await EscalateAsync(now, cancel);
        await TellCrisesAsync(now, cancel);
        return failed ? now + TimeSpan.FromSeconds(1) : Minutes.Of(Minutes.At(now - Settle) + 1) + Settle;

        async Task ReadHolesAsync() => holes = await _pulse.HolesAsync(Minutes.At(now - LookBack), cancel);
    }

    private async Task<IReadOnlyList<AlertRuleRow>> JudgedAsync(CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<AlertRuleRow>(
            $"select {AlertRuleRow.Columns} from alert_rule where active = 1 order by id"))
            .Where(r => r.IsJudged)];
    }

    /// <summary>
    /// Notes which alerts have to be judged again because of new mentions. Where their minute was judged already that is
    /// written down first, so that a crash does not forget the window that something came late for.
    /// </summary>
    private async Task TouchAsync(
        IReadOnlyList<KeptMention> news, IEnumerable<AlertRuleRow> rules, CancellationToken cancel)
    {
        var touched = new List<(AlertRuleRow Rule, long Earliest)>();
        foreach (var rule in rules.Where(r => r.SourceId is null && r.IsJudged))
        {
            var mine = news.Where(n => rule.MonitorId is not { } one || n.Monitors.Contains(one)).ToList();
            if (mine.Count > 0) touched.Add((rule, mine.Min(n => Minutes.At(n.PublishedAt))));
        }
        if (touched.Exists(t => t.Rule.JudgedUntil > t.Earliest))
        {
            await _db.WriteAsync(
                async scope =>
                {
                    foreach (var (rule, earliest) in touched.Where(t => t.Rule.JudgedUntil > t.Earliest))
                        await scope.Connection.ExecuteAsync(
                            "update alert_rule set judged_until = @earliest where id = @Id and judged_until > @earliest",
                            new { rule.Id, earliest }, scope.Transaction);
                },
                cancel);
        }
        foreach (var (rule, earliest) in touched) Touch(rule.Id, earliest);
        if (touched.Count > 0) _judge.Ring();
    }

    private void Touch(long ruleId, long earliest) =>
        _touched.AddOrUpdate(ruleId, earliest, (_, known) => Math.Min(known, earliest));

    private async Task JudgeAsync(
        AlertRuleRow row, Holes holes, long? earliest, DateTimeOffset now, CancellationToken cancel)
    {
        var rule = row.ToRule();
        var over = Minutes.At(now - Settle);
        // What comes late belongs to a window that was judged already: it is judged again from there on.
        var from = Math.Max(
            Math.Min(row.JudgedUntil ?? over - 1, earliest ?? long.MaxValue), Minutes.At(now - LookBack));
        // A minute that is not over yet can only get more: an alert that more makes fire need not wait for its end.
        var to = Judge.Rises(rule.Kind) ? Minutes.At(now) + 1 : over;
        var series = await _pulse.OfAsync(rule, holes, from, to, cancel);
        var pause = Replay.PauseOf(rule);
        var known = await EpisodesAsync(rule.Id, from - pause, cancel);
        var before = known.ToDictionary(e => e.At, e => e.Until);
        var reading = Replay.Run(rule, series, from, to, known);
        foreach (var episode in known.Where(e => !before.ContainsKey(e.At)).OrderBy(e => e.At))
            await FireAsync(rule, series, episode, now, cancel);
        foreach (var episode in known.Where(e => before.TryGetValue(e.At, out var until) && until != e.Until))
            await GoOnAsync(rule.Id, episode, cancel);
        var state = reading == default ? row.LastState : StateOf(rule, series, reading, to).ToString();
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                // Somebody may have changed the alert meanwhile, and then judging begins anew.
                """
                update alert_rule set judged_until = @until, last_state = @state
                where id = @Id and coalesce(judged_until, 0) = @was
                """,
                new { row.Id, until = Math.Max(over, row.JudgedUntil ?? 0), was = row.JudgedUntil ?? 0, state },
                scope.Transaction),
            cancel);
    }

    /// <summary>How a reading looks to somebody who wants to know how far it is from firing.</summary>
    internal static AlertState StateOf(AlertRule rule, Series series, Measurement reading, long minute) => reading switch
    {
        { Known: false } => AlertState.Learning,
        { Over: true } => AlertState.Firing,
        _ when rule.Kind == AlertKind.Silence =>
            series.Count(minute - Judge.WindowOf(rule) * 4 / 5, minute).All == 0 ? AlertState.Near : AlertState.Normal,
        _ when rule.Kind == AlertKind.SentimentShare && reading.Total < rule.Count => AlertState.Normal,
        _ => reading.Bound > 0 && reading.Observed >= 0.8 * reading.Bound ? AlertState.Near : AlertState.Normal,
    };

    private async Task<List<Episode>> EpisodesAsync(long ruleId, long from, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<(long To, long Until)>(
            "select window_to, until from firing where rule_id = @ruleId and until >= @from order by window_to",
            new { ruleId, from })).Select(f => new Episode(f.To, default) { Until = f.Until })];
    }

    private Task GoOnAsync(long ruleId, Episode episode, CancellationToken cancel) => _db.WriteAsync(
        async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "update firing set until = @Until where rule_id = @ruleId and window_to = @At",
                new { ruleId, episode.At, episode.Until }, scope.Transaction);
        },
        cancel);

    private async Task FireAsync(
        AlertRule rule, Series series, Episode episode, DateTimeOffset now, CancellationToken cancel)
    {
        var from = episode.At - Judge.WindowOf(rule);
        var (posts, weighed) = rule.Kind == AlertKind.Silence ? ([], null) : await PushedAsync(rule, from, episode.At, cancel);
        // With the person goes the alert; one that is being erased at this moment tells nobody.
        if (await _roster.FindAsync(rule.PersonId, cancel) is not { } person) return;
        var subject = await SubjectAsync(rule, cancel);
        var others = await OthersAsync(rule, cancel);
        await _db.WriteAsync(
            async scope =>
            {
                var reaches = Reaches(rule, person, others);
                var muted = rule.MutedUntil > now || !reaches && rule.EscalateTo is null && !rule.EscalateOnDuty;
                var cause = muted ? null : await CauseAsync(scope, rule, person, others, posts, from, episode.At, now);
                var told = cause is null && !muted;
                var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc;
                var held = Decide.HeldUntil(rule, zone, now);
                var row = await scope.Connection.QuerySingleOrDefaultAsync<FiringRow>(
                    $"""
                    insert into firing (rule_id, monitor_id, source_id, kind, window_from, window_to, until, fired_at,
                        observed, expected, spread, bound, score, total, mention_ids, cause_id, told, escalate_at, left_out, weighed_newest,
                        version)
                    values (@rule, @monitorId, @sourceId, @kind, @from, @At, @Until, @now,
                        @observed, @expected, @spread, @bound, @score, @total, @ids, @cause, @told, @escalate, @leftOut, @weighed,
                        {VersionThen})
                    on conflict (rule_id, window_to) do nothing returning {FiringRow.Columns}
                    """,
                    new
                    {
                        rule = rule.Id, saved = rule.ChangedAt.ToUnixTimeMilliseconds(), monitorId = rule.MonitorId, sourceId = rule.SourceId,
                        kind = rule.Kind.ToString(), from, episode.At, episode.Until, now = now.ToUnixTimeMilliseconds(),
                        observed = episode.Measurement.Observed, expected = episode.Measurement.Expected,
                        spread = episode.Measurement.Spread, bound = episode.Measurement.Bound, score = episode.Measurement.Score,
                        leftOut = Stored.Stretches(Judge.LeftOut(rule, series, episode.At)), weighed,
                        total = episode.Measurement.Total, ids = Stored.List(posts), cause, told = told ? 1L : 0L,
                        escalate = told && rule.EscalateTo is not null
                            // Where nobody is left to wait for, the next one is told at once.
                            ? ((held ?? now) + (reaches ? rule.EscalateAfter : default)).ToUnixTimeMilliseconds() : (long?)null,
                    },
                    scope.Transaction);
                // Another process on the same database was first: it has told of it.
                if (row is null) return;
                if (told)
                {
                    var words = Wording.In(person.Language);
                    var firing = row.ToFiring();
                    var notification = await TellAsync(
                        scope, ForOwner(rule, person), firing, person, words.Title(rule, firing, subject), held, now, cancel);
                    await TellOthersAsync(
                        scope, rule, others, notification, held, now, (other, theirZone) => Of(
                            rule, firing, other, Wording.In(other.Language).Title(rule, firing, subject), theirZone, now),
                        cancel);
                }
                await _bus.PublishAsync(scope, new AlertChanged(rule.Id, row.Id), cancel);
            },
            cancel);
    }

    /// <summary>Makes the notification of a firing and its deliveries.</summary>
    private async Task<Notification> TellAsync(
        WriteScope scope, AlertRule rule, Firing firing, Person person, string title, DateTimeOffset? held,
        DateTimeOffset now, CancellationToken cancel)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc;
        var notification = await InsertAsync(scope, Of(rule, firing, person, title, zone, now), rule.Id);
        await HandOverAsync(scope, notification, rule, person, held, now, cancel);
        scope.AfterCommit(() =>
        {
            made.Add(1, new KeyValuePair<string, object?>("kind", rule.Kind.ToString()));
            _post.Ring();
        });
        return notification;
    }

    private static Notification Of(
        AlertRule rule, Firing firing, Person person, string title, DateTimeZone zone, DateTimeOffset now)
    {
        var words = Wording.In(person.Language);
        return new(
            0, person.Id, rule.MonitorId, rule.Kind, title, words.Body(firing, zone), firing.MentionIds,
            Links.ToFiring(firing.Id), now, null, words.Why(rule, firing), (int)firing.Measurement.Total);
    }

    /// <summary>
    /// The mentions of a window that weigh most: those that most people answered, shared and liked. The heaviest first;
    /// and how many of the newest were weighed, null where all of them were.
    /// </summary>
    private async Task<(IReadOnlyList<long> Ids, long? Newest)> PushedAsync(
        AlertRule rule, long from, long to, CancellationToken cancel)
    {
        var filter = new MentionFilter
        {
            Monitors = rule.MonitorId is { } monitor ? [monitor] : [], From = Minutes.Of(from), To = Minutes.Of(to),
            Sentiments = rule.Kind == AlertKind.SentimentShare ? [Sentiment.Negative] : [],
        };
        // The lightest of the heaviest on top, of equals the older one: whatever is heavier takes its place.
        var heaviest = new PriorityQueue<long, (double Weight, long Id)>();
        var (before, weighed) = (long.MaxValue, 0L);
        while (before != 0 && weighed < MostWeighed)
        {
            (var ids, before) = await _archive.WalkAsync(
                filter, before, (int)Math.Min(WeighedAtOnce, MostWeighed - weighed), cancel);
            foreach (var post in await _archive.ReactionsAsync(ids, cancel))
            {
                if (heaviest.Count < MostPushed) heaviest.Enqueue(post.Id, (Weight(post), post.Id));
                else heaviest.EnqueueDequeue(post.Id, (Weight(post), post.Id));
            }
            weighed += ids.Count;
        }
        var left = before != 0 && (await _archive.WalkAsync(filter, before, 1, cancel)).Ids.Count > 0;
        return ([.. heaviest.UnorderedItems.OrderByDescending(p => p.Priority).Select(p => p.Element)], left ? weighed : null);
    }

    internal static double Weight(Reactions post)
    {
        var said = post.Engagement is { } e ? (e.Likes ?? 0) + 2 * (e.Replies ?? 0) + 3 * ((e.Shares ?? 0) + (e.Quotes ?? 0)) : 0;
        // Followers count by their magnitude: a hundred thousand followers are no hundred thousand reactions.
        return said + Math.Log10(1 + Math.Max(0, post.AuthorFollowers ?? 0));
    }

    /// <summary>What an alert watches, by name; null: every monitor.</summary>
    private async Task<string?> SubjectAsync(AlertRule rule, CancellationToken cancel) =>
        rule.SourceId is { } source ? (await _sources.FindAsync(source, cancel))?.Name ?? $"#{source}"
        : rule.MonitorId is { } monitor ? await MonitorNameAsync(monitor, cancel)
        : null;
}
