using Dapper;
using Echolot.Conversations;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    private long _swept;

    /// <summary>
    /// Tells the inbox which alerts of a crisis level hold now. Each lasts until it has been over for as long as it must be
    /// before it fires again; one that is muted, switched off or judged a false alarm holds no longer.
    /// </summary>
    private async Task TellCrisesAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var told = await _inbox.CrisesAsync(cancel);
        var holding = await CrisesAsync(told, now, cancel);
        foreach (var over in told.Where(t => holding.All(h => h.AlertId != t.AlertId)))
            await _failures.TryAsync(
                "Ending the crisis of alert", over.AlertId, () => _inbox.EndCrisisAsync(over.AlertId, cancel), cancel);
        // Once a minute also for those that were told: a mention may be kept after its conversation has begun.
        var minute = Minutes.At(now);
        foreach (var crisis in _swept == minute ? holding.Except(told) : holding)
            await _failures.TryAsync(
                "Telling the crisis of alert", crisis.AlertId, () => _inbox.BeginCrisisAsync(crisis, cancel), cancel);
        _swept = minute;
    }

    private async Task<IReadOnlyList<Crisis>> CrisesAsync(
        IReadOnlyList<Crisis> told, DateTimeOffset now, CancellationToken cancel)
    {
        List<AlertRuleRow> rules;
        Dictionary<long, FiringRow> last;
        await using (var read = await _db.ReadAsync(cancel))
        {
            const string Which =
                "from alert_rule where crisis > 0 and active = 1 and (muted_until is null or muted_until <= @now)";
            var values = new { now = now.ToUnixTimeMilliseconds() };
            rules = (await read.QueryAsync<AlertRuleRow>(
                $"select {AlertRuleRow.Columns} {Which} order by id", values)).AsList();
            if (rules.Count == 0) return [];
            last = (await read.QueryAsync<FiringRow>(
                $"""
                select {FiringRow.Columns} from firing where id in (
                    select max(id) from firing where rule_id in (select id {Which}) group by rule_id)
                """, values)).ToDictionary(f => f.RuleId);
        }
        var over = Minutes.At(now - Settle);
        var holding = new List<Crisis>();
        foreach (var row in rules.Where(r => last.ContainsKey(r.Id)))
        {
            var known = await _failures.TryAsync(
                "Looking at the crisis of alert", row.Id, async () =>
                {
                    var (rule, firing) = (row.ToRule(), last[row.Id]);
                    if (firing.Verdict == nameof(FiringVerdict.FalseAlarm) || firing.Until + Replay.PauseOf(rule) < over) return;
                    holding.Add(new(
                        rule.Id, rule.MonitorId, rule.Crisis, rule.Name ?? await SubjectAsync(rule, cancel) ?? "",
                        Minutes.Of(firing.WindowFrom)));
                }, cancel);
            // A crisis does not end because its alert cannot be looked at.
            if (!known) holding.AddRange(told.Where(t => t.AlertId == row.Id));
        }
        return holding;
    }
}
