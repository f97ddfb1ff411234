using Dapper;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Every alert with how it is doing, oldest first.</summary>
    /// <param name="personId">Only those of a person; null: everybody's.</param>
    /// <param name="cancel">Stops reading.</param>
    public Task<IReadOnlyList<AlertStanding>> StandingsAsync(long? personId, CancellationToken cancel) =>
        StandingsAsync(personId is null ? "" : "where person_id = @about", personId, cancel);

    /// <summary>One alert with how it is doing; null where it is gone.</summary>
    public async Task<AlertStanding?> StandingAsync(long ruleId, CancellationToken cancel) =>
        (await StandingsAsync("where id = @about", ruleId, cancel)).SingleOrDefault();

    private async Task<IReadOnlyList<AlertStanding>> StandingsAsync(string which, long? about, CancellationToken cancel)
    {
        List<AlertRuleRow> rules;
        Dictionary<long, Firing> last;
        ILookup<long, (string? Verdict, long Told, long? Acknowledged, long Count)> counts;
        await using (var read = await _db.ReadAsync(cancel))
        {
            rules = (await read.QueryAsync<AlertRuleRow>(
                $"select {AlertRuleRow.Columns} from alert_rule {which} order by id", new { about })).AsList();
            last = (await read.QueryAsync<FiringRow>(
                $"""
                select {FiringRow.Columns} from firing where id in
                    (select (select max(f.id) from firing f where f.rule_id = r.id) from alert_rule r {which})
                """, new { about })).ToDictionary(f => f.RuleId, f => f.ToFiring());
            counts = (await read.QueryAsync<(long Rule, string? Verdict, long Told, long? Acknowledged, long Count)>(
                $"""
                select rule_id, verdict, told, case when acknowledged_at is null then null else 1 end, count(*)
                from firing where rule_id in (select id from alert_rule {which}) group by 1, 2, 3, 4
                """, new { about })).ToLookup(c => c.Rule, c => (c.Verdict, c.Told, c.Acknowledged, c.Count));
        }
        var silent = await SilentAsync(cancel);
        var paused = (await _watchlist.ListAsync(cancel)).Where(m => m.Paused).Select(m => m.Id).ToHashSet();
        var still = (await _sources.ListAsync(cancel)).Where(s => s.Paused).Select(s => s.Id).ToHashSet();
        var now = _clock.GetUtcNow();
        return
        [
            .. rules.Select(row =>
            {
                var rule = row.ToRule();
                return new AlertStanding(
                    rule,
                    StateNow(
                        rule, row.LastState, silent, rule.SourceId is { } source ? still.Contains(source)
                            : paused.Contains(rule.MonitorId ?? 0), now), last.GetValueOrDefault(rule.Id),
                    Sum(c => c.Verdict == nameof(FiringVerdict.Justified)),
                    Sum(c => c.Verdict == nameof(FiringVerdict.FalseAlarm)),
                    Sum(c => c.Told == 1 && c.Acknowledged is null));

                int Sum(Func<(string? Verdict, long Told, long? Acknowledged, long Count), bool> which) =>
                    (int)counts[rule.Id].Where(which).Sum(c => c.Count);
            }),
        ];
    }

    /// <summary>
    /// Muting comes first, then what it says itself; a quiet alert is only as good as the sources that feed it.
    /// </summary>
    private static AlertState StateNow(
        AlertRule rule, string? judged, IReadOnlySet<long> silent, bool paused, DateTimeOffset now)
    {
        if (!rule.Active || rule.MutedUntil > now) return AlertState.Muted;
        if (paused) return AlertState.Paused;
        var state = judged is null ? AlertState.Normal : Enum.Parse<AlertState>(judged);
        return state is not AlertState.Firing && rule.Kind != AlertKind.Silence && silent.Contains(rule.MonitorId ?? 0)
            ? AlertState.SourceSilent : state;
    }

    /// <summary>
    /// Monitors that got a fifth of their mentions of a week from sources that bring nothing now: below that, a quiet
    /// feed among thirty would make every alert doubtful. 0 is everything.
    /// </summary>
    private async Task<IReadOnlySet<long>> SilentAsync(CancellationToken cancel)
    {
        var ill = (await _sources.HealthAsync(cancel))
            .Where(h => h.State is SourceState.Silent or SourceState.Failing or SourceState.Stopped)
            .Select(h => h.SourceId).ToHashSet();
        if (ill.Count == 0) return ill;
        var keys = (await _sources.ListAsync(cancel)).Where(s => ill.Contains(s.Id))
            .Select(s => (s.Key.Connector, s.Key.ToString())).ToHashSet();
        var fed = await _archive.FeedersAsync(_clock.GetUtcNow() - TimeSpan.FromDays(7), cancel);
        return fed.GroupBy(f => f.Monitor)
            .Where(g => g.Where(f => keys.Contains((f.Connector, f.Source))).Sum(f => f.Count) * Holes.FifthOfAll >= g.Sum(f => f.Count))
            .Select(g => g.Key).ToHashSet();
    }

    /// <summary>One alert, or null.</summary>
    public async Task<AlertRule?> FindRuleAsync(long ruleId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return (await read.QuerySingleOrDefaultAsync<AlertRuleRow>(
            $"select {AlertRuleRow.Columns} from alert_rule where id = @ruleId", new { ruleId }))?.ToRule();
    }

    /// <summary>Firings, newest first.</summary>
    /// <param name="ruleId">Of one alert; null: of all.</param>
    /// <param name="openOnly">Only those that somebody was told of and nobody has acknowledged.</param>
    /// <param name="beforeId">Continues a page.</param>
    /// <param name="size">1 to 500.</param>
    /// <param name="cancel">Stops reading.</param>
    public async Task<IReadOnlyList<Firing>> FiringsAsync(
        long? ruleId, bool openOnly, long? beforeId, int size, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<FiringRow>(
            $"""
            select {FiringRow.Columns} from firing
            where 1 = 1 {(ruleId is null ? "" : "and rule_id = @ruleId")}
                {(openOnly ? "and told = 1 and acknowledged_at is null" : "")} {Before(beforeId)}
            order by id desc limit @size
            """,
            new { ruleId, beforeId, size = Math.Clamp(size, 1, 500) });
        return [.. rows.Select(r => r.ToFiring())];
    }

    /// <summary>Every firing of an alert that somebody judged and that went on after a moment, newest first.</summary>
    private async Task<IReadOnlyList<Firing>> JudgedAsync(long ruleId, DateTimeOffset since, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<FiringRow>(
            $"""
            select {FiringRow.Columns} from firing
            where rule_id = @ruleId and verdict is not null and until >= @since order by id desc
            """,
            new { ruleId, since = Minutes.At(since) })).Select(r => r.ToFiring())];
    }

    /// <summary>One firing, or null.</summary>
    public async Task<Firing?> FindFiringAsync(long firingId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return (await read.QuerySingleOrDefaultAsync<FiringRow>(
            $"select {FiringRow.Columns} from firing where id = @firingId", new { firingId }))?.ToFiring();
    }

    /// <summary>Firings that were told together with another one because they had the same cause.</summary>
    public async Task<IReadOnlyList<Firing>> MergedAsync(long firingId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<FiringRow>(
            $"select {FiringRow.Columns} from firing where cause_id = @firingId order by id", new { firingId }))
            .Select(r => r.ToFiring())];
    }

    /// <summary>
    /// Somebody takes a firing on; nobody else is told any more. The first one counts.
    /// </summary>
    /// <returns>The firing as it is now; null: there is none.</returns>
    public Task<Firing?> AcknowledgeAsync(long firingId, long personId, CancellationToken cancel)
    {
        var now = Now;
        return ChangeFiringAsync(
            firingId,
            """
            update firing set acknowledged_by = coalesce(acknowledged_by, @personId),
                acknowledged_at = coalesce(acknowledged_at, @now), escalate_at = null
            where id = @firingId
            """,
            new { firingId, personId, now }, personId, row => row.AcknowledgedBy == personId && row.AcknowledgedAt == now ? "firing.acknowledged" : null,
            null, cancel);
    }

    /// <summary>
    /// Says whether a firing was justified; null takes the verdict back. Nobody else is told of a false alarm.
    /// </summary>
    /// <returns>The firing as it is now; null: there is none.</returns>
    public Task<Firing?> JudgeFiringAsync(
        long firingId, FiringVerdict? verdict, long personId, CancellationToken cancel) => ChangeFiringAsync(
        firingId,
        """
        update firing set verdict = @verdict, verdict_by = @personId, verdict_at = @now,
            escalate_at = case when @over = 1 then null else escalate_at end
        where id = @firingId
        """,
        new
        {
            firingId, verdict = verdict?.ToString(), personId, now = Now,
            over = verdict is FiringVerdict.FalseAlarm ? 1L : 0L,
        }, personId, _ => "firing.judged", verdict?.ToString() ?? "taken back", cancel, _judge.Ring);

    private Task<Firing?> ChangeFiringAsync(
        long firingId, string change, object values, long by, Func<FiringRow, string?> what, string? detail, CancellationToken cancel,
        Action? then = null) =>
        _db.WriteAsync(
            async scope =>
            {
                var row = await scope.Connection.QuerySingleOrDefaultAsync<FiringRow>(
                    $"{change} returning {FiringRow.Columns}", values, scope.Transaction);
                if (row is null) return null;
                if (what(row) is { } happened)
                    await _privacy.RecordAsync(
                        scope, by, happened, FormattableString.Invariant($"firing:{firingId}"),
                        FormattableString.Invariant($"alert:{row.RuleId}{(detail is null ? "" : $", {detail}")}"), cancel);
                await _bus.PublishAsync(scope, new AlertChanged(row.RuleId, firingId), cancel);
                if (then is not null) scope.AfterCommit(then);
                return row.ToFiring();
            },
            cancel);

    /// <summary>A firing with what is needed to put it into words, or null where it is gone.</summary>
    internal async Task<(AlertRule Rule, Firing Firing, string? Subject)?> FiredAsync(long firingId, CancellationToken cancel) =>
        await FindFiringAsync(firingId, cancel) is { } firing && await FindRuleAsync(firing.RuleId, cancel) is { } rule
            ? (rule, firing, await SubjectAsync(rule, cancel)) : null;

    /// <summary>Tells the next person of firings that nobody acknowledged in time; each once.</summary>
    internal async Task EscalateAsync(DateTimeOffset now, CancellationToken cancel)
    {
        IReadOnlyList<FiringRow> due;
        await using (var read = await _db.ReadAsync(cancel))
        {
            due = [.. await read.QueryAsync<FiringRow>(
                $"select {FiringRow.Columns} from firing where escalate_at <= @now order by id",
                new { now = now.ToUnixTimeMilliseconds() })];
        }
        foreach (var row in due)
            await _failures.TryAsync("Escalating firing", row.Id, () => EscalateAsync(row, now, cancel), cancel);
    }

    private async Task EscalateAsync(FiringRow row, DateTimeOffset now, CancellationToken cancel)
    {
        var rule = await FindRuleAsync(row.RuleId, cancel);
        var person = rule?.EscalateTo is { } other ? await _roster.FindAsync(other, cancel) : null;
        IReadOnlyList<Person> people = rule?.EscalateTo is null ? []
            : person is { Active: true } ? [person] : await ActingAsync(cancel);
        var subject = rule is null ? null : await SubjectAsync(rule, cancel);
        await _db.WriteAsync(
            async scope =>
            {
                // The condition is repeated: somebody may acknowledge at this very moment.
                var taken = await scope.Connection.ExecuteAsync(
                    """
                    update firing set escalate_at = null, escalated_to = @to
                    where id = @Id and escalate_at is not null and acknowledged_at is null
                    """,
                    new { row.Id, to = people.Count > 0 ? people[0].Id : (long?)null }, scope.Transaction);
                if (taken == 0 || people.Count == 0) return;
                var firing = row.ToFiring();
                // Whoever is told second is told wherever that person can be reached; a webhook has had its call.
                var second = rule! with
                {
                    Channels = [.. rule.Channels.Append(DeliveryChannel.Screen)
                        .Where(c => c != DeliveryChannel.Webhook).Distinct()],
                };
                foreach (var one in people)
                {
                    var words = Wording.In(one.Language);
                    await TellAsync(
                        scope, second, firing, one, words.Escalated(words.Title(rule, firing, subject)), null, now, cancel);
                }
                await _bus.PublishAsync(scope, new AlertChanged(row.RuleId, row.Id), cancel);
            },
            cancel);
    }
}
