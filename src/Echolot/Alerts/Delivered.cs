using Dapper;
using Echolot.Teams;

namespace Echolot.Alerts;

/// <summary>How a firing of the past would have reached the owner of the alert.</summary>
/// <param name="At">When; later than the firing where quiet hours hold it, null where it would not have been told.</param>
/// <param name="ToldWith">The firing of another alert that told of the same cause within the hour before.</param>
/// <param name="Muted">The alert was muted then, so nobody would have been told.</param>
public readonly record struct PastDelivery(DateTimeOffset? At, Firing? ToldWith, bool Muted = false);

public sealed partial class AlertDesk
{
    /// <summary>
    /// What of the past of an alert would have been told and when, by the rules of live: nothing while it was muted, and of
    /// one that counts, quiet hours hold it and one cause is told once. In the order of the firings.
    /// </summary>
    /// <remarks>
    /// Other alerts count with what they really told and as they are today.
    /// </remarks>
    public async Task<IReadOnlyList<PastDelivery>> DeliveredAsync(
        AlertRule rule, IReadOnlyList<PastFiring> firings, CancellationToken cancel)
    {
        if (firings.Count == 0) return [];
        rule = await WithHoursAsync(rule, cancel);
        var zone = await ZoneOfAsync(rule, cancel);
        var muted = await MutedAsync(rule.Id, cancel);
        if (!rule.Kind.IsJudged()) return [.. firings.Select(f => WasMuted(f) ? new(null, null, true) : new PastDelivery(f.To, null))];
        var owner = await _roster.FindAsync(rule.PersonId, cancel);
        var told = rule.Kind is AlertKind.Silence || owner is null ? [] : await ToldByOthersAsync(rule, firings, cancel);
        var others = told.Count == 0 ? [] : await OthersAsync(rule, cancel);
        var alsoTold = new Dictionary<long, IReadOnlyList<Person>>();
        var delivered = new List<PastDelivery>(firings.Count);
        foreach (var firing in firings)
            delivered.Add(
                WasMuted(firing) ? new(null, null, true)
                    : await CauseOfAsync(firing) is { } cause ? new(null, cause)
                    : new(Decide.HeldUntil(rule, zone, firing.To) ?? firing.To, null));
        return delivered;

        bool WasMuted(PastFiring firing) => muted.Any(span => span.Holds(firing.To));

        async Task<Firing?> CauseOfAsync(PastFiring firing)
        {
            foreach (var (other, known) in told)
            {
                var (from, to) = (Minutes.At(firing.From), Minutes.At(firing.To));
                if (known.At > firing.To || known.At < firing.To - Merging.SameCause
                    || !Merging.IsSameCause(known, rule.MonitorId, [], from, to)
                    || !Merging.CallsNoLess(other, known, rule)) continue;
                if (!alsoTold.TryGetValue(other.Id, out var theirs))
                    alsoTold[other.Id] = theirs = await OthersAsync(other, cancel);
                var heard = Merging.WaysOf(other, owner!, theirs, known.At)
                    .GroupBy(w => w.Way).ToDictionary(w => w.Key, w => w.Min(at => at.At));
                if (Merging.WaysOf(rule, owner!, others, firing.To).All(w => heard.TryGetValue(w.Way, out var at) && at <= w.At))
                    return known;
            }
            return null;
        }
    }

    /// <summary>What other alerts of the same person told around these firings, newest first.</summary>
    private async Task<IReadOnlyList<(AlertRule Rule, Firing Firing)>> ToldByOthersAsync(
        AlertRule rule, IReadOnlyList<PastFiring> firings, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rules = (await read.QueryAsync<AlertRuleRow>(
            $"select {AlertRuleRow.Columns} from alert_rule where person_id = @PersonId and id <> @Id",
            new { rule.PersonId, rule.Id })).Select(Readable).OfType<AlertRule>()
            .Where(r => r.Kind is not (AlertKind.Silence or AlertKind.Authors)).ToDictionary(r => r.Id);
        if (rules.Count == 0) return [];
        var rows = await read.QueryAsync<FiringRow>(
            $"""
            select {FiringRow.Columns} from firing
            where told = 1 and fired_at >= @from and fired_at <= @to and rule_id in ({Stored.List(rules.Keys)})
                and (verdict is null or verdict <> @over) order by id desc
            """,
            new
            {
                from = (firings.Min(f => f.To) - Merging.SameCause).ToUnixTimeMilliseconds(),
                to = firings.Max(f => f.To).ToUnixTimeMilliseconds(), over = nameof(FiringVerdict.FalseAlarm),
            });
        return [.. rows.Select(r => (rules[r.RuleId], r.ToFiring()))];
    }
}
