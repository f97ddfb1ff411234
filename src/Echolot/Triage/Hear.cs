using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Triage;

public sealed partial class TriageDesk
{
    /// <summary>Mentions looked at together: some milliseconds of the writer's turn for each rule that hits.</summary>
    private const int Portion = 500;

    private static readonly BulkInsert<HitRow> PutHits = new("rule_hit",
    [
        new("rule_id", h => h.RuleId),
        new("mention_id", h => h.MentionId),
        new("run_id", h => h.RunId),
        new("hit_at", h => h.HitAt),
    ], "on conflict (rule_id, mention_id) do nothing");

    /// <summary>Lets every rule look at mentions that were kept, in the order of the rules.</summary>
    internal async Task HearAsync(MentionsKept fact, CancellationToken cancel)
    {
        IReadOnlyList<Rule> rules = [.. (await RulesAsync(cancel)).Where(r => r.Draft.Active)];
        if (rules.Count == 0) return;
        foreach (var portion in fact.Items.Chunk(Portion))
        {
            var left = portion.DistinctBy(m => m.Id).ToDictionary(m => m.Id);
            var heard = await HeardAsync(rules, [.. left.Values.Where(m => !m.Revised).Select(m => m.Id)], cancel);
            foreach (var (id, rule) in heard)
                if (rules[rule].Draft.Stops) left.Remove(id);
            for (var i = 0; i < rules.Count && left.Count > 0; i++)
            {
                var rule = rules[i];
                var hits = await HitsAsync(
                    rule, [.. left.Values.Where(m => !heard.TryGetValue(m.Id, out var last) || last < i)], cancel);
                if (hits.Count == 0) continue;
                var changed = await db.WriteAsync(scope => HitAsync(scope, rule, hits, null, null, cancel), cancel);
                if (rule.Draft.Stops && changed is not null) foreach (var id in hits) left.Remove(id);
            }
        }
    }

    /// <summary>
    /// Mentions of a fact that comes again after a crash, with the last rule that hit each: those up to it have looked,
    /// and what it changed must not make another one of them hit now. An edited text is looked at anew.
    /// </summary>
    private async Task<IReadOnlyDictionary<long, int>> HeardAsync(
        IReadOnlyList<Rule> rules, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var hits = await connection.QueryAsync<(long Rule, long Mention)>(
            $"select rule_id, mention_id from rule_hit where run_id is null and {Sql.In(db.Engine, "mention_id", "ids")}",
            new { ids = Sql.List(db.Engine, ids) });
        var places = rules.Index().ToDictionary(r => r.Item.Id, r => r.Index);
        return hits.Where(h => places.ContainsKey(h.Rule)).GroupBy(h => h.Mention, h => places[h.Rule])
            .ToDictionary(m => m.Key, m => m.Max());
    }

    /// <summary>The ones that fit, by the very walk that a run over the past takes.</summary>
    private async Task<IReadOnlyList<long>> HitsAsync(
        Rule rule, IReadOnlyList<KeptMention> mentions, CancellationToken cancel)
    {
        var monitors = rule.Draft.Condition.Monitors;
        return await FittingAsync(
            rule, [.. mentions.Where(m => monitors.Count == 0 || m.Monitors.Any(monitors.Contains)).Select(m => m.Id)], cancel);
    }

    /// <summary>
    /// Those that come as far as this rule: no earlier one that ends the chain has hit them, or would hit them now.
    /// </summary>
    private async Task<IReadOnlyList<long>> ReachingAsync(Rule rule, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        var labels = (await archive.LabelsAsync(cancel)).Select(l => l.Id).ToHashSet();
        var ending = (await RulesAsync(cancel)).TakeWhile(r => r.Id != rule.Id)
            .Where(r => r.Draft is { Active: true, Stops: true } && !r.Draft.NamesRemoved(labels)).ToList();
        if (ending.Count == 0 || ids.Count == 0) return ids;
        HashSet<long> kept;
        await using (var connection = await db.ReadAsync(cancel))
            kept = [.. await connection.QueryAsync<long>(
                $"""
                select mention_id from rule_hit where {Sql.In(db.Engine, "rule_id", "rules")} and {Sql.In(db.Engine, "mention_id", "ids")}
                    and (undone_by is null or redone_by is not null)
                """, new { rules = Sql.List(db.Engine, ending.ConvertAll(r => r.Id)), ids = Sql.List(db.Engine, ids) })];
        foreach (var earlier in ending)
            kept.UnionWith(await FittingAsync(earlier, [.. ids.Where(id => !kept.Contains(id))], cancel));
        return [.. ids.Where(id => !kept.Contains(id))];
    }

    private async Task<IReadOnlyList<long>> FittingAsync(Rule rule, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) return [];
        try
        {
            var filter = rule.Draft.Condition.ToFilter() with { Ids = ids };
            return (await archive.WalkAsync(filter, long.MaxValue, ids.Count, cancel)).Ids;
        }
        catch (QueryException wrong)
        {
            // A newer program may understand less; the other rules go on.
            log.LogError("Rule {RuleId} hits nothing: its query is not understood any more ({Code}); change it",
                rule.Id, wrong.Errors[0].Code);
            return [];
        }
    }

    /// <summary>
    /// Does what a rule does to mentions that it has not hit before, and counts them; returns how many changed, null where it
    /// names a label that was removed and does nothing.
    /// </summary>
    private async Task<int?> HitAsync(
        WriteScope scope, Rule rule, IReadOnlyList<long> ids, long? run, long? person, CancellationToken cancel)
    {
        // The row of the rule is the lock: a run and the stream may come to it at the same moment.
        var there = await scope.Connection.ExecuteScalarAsync<long?>(
            "update rule set hits = hits where id = @Id returning id", new { rule.Id }, scope.Transaction);
        if (there is null) return 0;
        var known = (await scope.Connection.QueryAsync<long>(
            $"select mention_id from rule_hit where rule_id = @Id and {Sql.In(scope.Engine, "mention_id", "ids")}",
            new { rule.Id, ids = Sql.List(scope.Engine, ids) }, scope.Transaction)).ToHashSet();
        var fresh = ids.Where(id => !known.Contains(id)).ToList();
        // Asked for by a person, a run does it again to what was hit before.
        var todo = run is null ? fresh : ids;
        if (todo.Count == 0) return 0;
        int changed;
        try
        {
            changed = await archive.WorkAsync(scope, todo, rule.Draft.Changes, new Doer(person, rule.Id, run), cancel);
        }
        catch (ArgumentException)
        {
            // Nothing was done, so nothing was hit: once the rule is changed, a run finds it all.
            log.LogError("Rule {RuleId} names a label that was removed and does nothing; change it", rule.Id);
            return null;
        }
        await PutHits.RunAsync(scope, [.. fresh.Select(id => new HitRow(rule.Id, id, run, Now))], cancel);
        var again = run is { } redo ? await RedoAsync(scope, rule.Id, ids, redo) : 0;
        await scope.Connection.ExecuteAsync(
            "update rule set hits = hits + @hits, hit_at = @now where id = @Id",
            new { hits = (long)fresh.Count + again, now = Now, rule.Id }, scope.Transaction);
        // A run over the past would flood the inbox with what nobody waits for any more.
        if (rule.Draft.Opens && run is null)
            await bus.PublishAsync(scope, new AnswersWanted(fresh, rule.Draft.VoiceId, rule.Id), cancel);
        return changed;
    }

    /// <summary>What is gone was hit by nothing.</summary>
    internal Task ForgetAsync(MentionsForgotten fact, CancellationToken cancel) => db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            $"delete from rule_hit where {Sql.In(scope.Engine, "mention_id", "ids")}",
            new { ids = Sql.List(scope.Engine, fact.Ids) }, scope.Transaction), cancel);
}
