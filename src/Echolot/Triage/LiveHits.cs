using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Triage;

/// <summary>A mention that a rule hit as it came in.</summary>
/// <param name="At">When.</param>
/// <param name="UndoneBy">The run that took it back; null while none did.</param>
/// <param name="RedoneBy">The run over the past that did it again after that.</param>
public sealed record LiveHit(long MentionId, DateTimeOffset At, long? UndoneBy, long? RedoneBy = null)
{
    /// <summary>It is not done at present.</summary>
    public bool TakenBack => UndoneBy is not null && RedoneBy is null;
}

/// <summary>What a rule hit as it came in, on a day of the workspace's clock.</summary>
/// <param name="Undone">Of them, those that are taken back.</param>
/// <param name="Redone">Of them, those that were taken back and that a run over the past did again.</param>
public sealed record HitDay(DateOnly Day, DateTimeOffset From, DateTimeOffset To, long Hits, long Undone, long Redone = 0);

public sealed partial class TriageDesk
{
    /// <summary>Days of hits that are told one by one.</summary>
    public const int MostHitDays = 30;

    // A quarter of an hour is the finest step in which clocks of the world differ.
    private const long Quarter = 15 * 60 * 1000;

    /// <summary>Hits from before times were kept stand at 0, and cannot be taken back by their time.</summary>
    private const long TimeKnown = 1;

    /// <summary>What a rule hit as it came in, newest first; runs over the past are not in it.</summary>
    /// <param name="before">The last one of the page before; null at first.</param>
    public async Task<IReadOnlyList<LiveHit>> HitsAsync(
        long ruleId, DateTimeOffset? from, DateTimeOffset? to, LiveHit? before, int size, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<(long Mention, long At, long? UndoneBy, long? RedoneBy)>(new CommandDefinition(
            $"""
            select mention_id, hit_at, undone_by, redone_by from rule_hit
            where rule_id = @ruleId and run_id is null and hit_at >= @from and hit_at < @to
                {(before is null ? "" : "and (hit_at, mention_id) < (@at, @mention)")}
            order by hit_at desc, mention_id desc limit @size
            """,
            new
            {
                ruleId, from = Ms(from) ?? TimeKnown, to = Ms(to) ?? long.MaxValue, at = Ms(before?.At),
                mention = before?.MentionId, size = Math.Clamp(size, 1, 500),
            }, cancellationToken: cancel)))
            .Select(h => new LiveHit(h.Mention, DateTimeOffset.FromUnixTimeMilliseconds(h.At), h.UndoneBy, h.RedoneBy))];
    }

    /// <summary>
    /// What a rule hit as it came in, by the last days of the workspace's clock that have any, newest first.
    /// </summary>
    public async Task<IReadOnlyList<HitDay>> HitDaysAsync(long ruleId, CancellationToken cancel)
    {
        var since = clock.GetUtcNow().AddDays(-MostHitDays).ToUnixTimeMilliseconds();
        await using var connection = await db.ReadAsync(cancel);
        var quarters = await connection.QueryAsync<(long Quarter, long Hits, long Undone, long Redone)>(new CommandDefinition(
            $"""
            select hit_at / {Quarter}, count(*), count(undone_by) - count(redone_by), count(redone_by) from rule_hit
            where rule_id = @ruleId and run_id is null and hit_at >= @since group by 1
            """, new { ruleId, since }, cancellationToken: cancel));
        return
        [
            .. quarters.GroupBy(q => archive.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(q.Quarter * Quarter)))
                .OrderByDescending(d => d.Key)
                .Select(d => new HitDay(
                    d.Key, archive.BeginningOf(d.Key), archive.BeginningOf(d.Key.AddDays(1)), d.Sum(q => q.Hits), d.Sum(q => q.Undone), d.Sum(q => q.Redone))),
        ];
    }

    /// <summary>
    /// Takes back what a rule did to mentions that it hit as they came in within a time, but for what was changed since.
    /// Its hits stay known, so it does not do it again; conversations that it opened stay.
    /// </summary>
    /// <exception cref="TriageException">The rule is gone, or there is nothing to take back.</exception>
    public async Task<Run> UndoHitsAsync(
        long ruleId, DateTimeOffset from, DateTimeOffset to, long by, CancellationToken cancel)
    {
        _ = await RuleAsync(ruleId, cancel) ?? throw Gone(ruleId);
        var filter = new MentionFilter { From = from, To = to };
        long total;
        await using (var connection = await db.ReadAsync(cancel))
            total = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"select count(*) from rule_hit where {StillDone}", StretchOf(ruleId, filter), cancellationToken: cancel));
        if (total == 0)
            throw new TriageException(
                TriageRefusal.NothingToUndo, "The rule did nothing in this time, or it was taken back already.");
        return await StartAsync(
            RunKind.Undo, ruleId, null, filter, [], by, cancel,
            (total, string.Create(
                CultureInfo.InvariantCulture, $"rule:{ruleId}, hits from {from:O} to {to:O}, {total} mentions")));
    }

    private const string StillDone =
        "rule_id = @rule and run_id is null and undone_by is null and hit_at >= @from and hit_at < @to";

    private static object StretchOf(long rule, MentionFilter filter, int size = 0) =>
        new { rule, from = Ms(filter.From) ?? TimeKnown, to = Ms(filter.To) ?? long.MaxValue, size };

    /// <summary>One portion of taking back what a rule did live, newest first.</summary>
    private Task UndoHitsAsync(RunRow row, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (!await StillOpenAsync(scope, row)) return;
        var (rule, filter) = (row.RuleId!.Value, Stored.Read<MentionFilter>(row.Filter));
        // The row of the rule is the lock, as where it hits.
        await scope.Connection.ExecuteAsync(
            "update rule set hits = hits where id = @rule", new { rule }, scope.Transaction);
        var mentions = (await scope.Connection.QueryAsync<long>(
            $"select mention_id from rule_hit where {StillDone} order by hit_at desc, mention_id desc limit @size",
            StretchOf(rule, filter, RunPortion), scope.Transaction)).AsList();
        var changed = await archive.UndoAsync(scope, rule, mentions, new Doer(row.PersonId, null, row.Id), cancel);
        if (mentions.Count > 0) await scope.Connection.ExecuteAsync(
            $"update rule_hit set undone_by = @run where rule_id = @rule and {Sql.In(scope.Engine, "mention_id", "ids")}",
            new { run = row.Id, rule, ids = Sql.List(scope.Engine, mentions) }, scope.Transaction);
        await CountAsync(scope, rule, -mentions.Count);
        await ReachedAsync(scope, row, mentions.Count < RunPortion ? 0 : row.Reached - 1, mentions.Count, changed);
    }, cancel);

    /// <summary>What a run took back is done again, so its hits count once more; others may have done it again already.</summary>
    private static async Task CountAgainAsync(WriteScope scope, RunRow row) => await CountAsync(
        scope, row.RuleId!.Value, await scope.Connection.ExecuteAsync(
            "update rule_hit set undone_by = null where undone_by = @Undoes and redone_by is null", row, scope.Transaction));

    /// <summary>A run over the past does again what was taken back, so its hits count once more.</summary>
    /// <returns>How many.</returns>
    private static Task<int> RedoAsync(WriteScope scope, long rule, IReadOnlyList<long> mentions, long run) =>
        scope.Connection.ExecuteAsync(
            $"""
            update rule_hit set redone_by = @run
            where rule_id = @rule and undone_by is not null and redone_by is null and {Sql.In(scope.Engine, "mention_id", "ids")}
            """, new { rule, run, ids = Sql.List(scope.Engine, mentions) }, scope.Transaction);

    /// <summary>What a run had done again is taken back with it.</summary>
    /// <returns>How many.</returns>
    private static Task<int> TakeBackAgainAsync(WriteScope scope, RunRow row) => scope.Connection.ExecuteAsync(
        "update rule_hit set redone_by = null where redone_by = @Undoes", row, scope.Transaction);

    private static Task CountAsync(WriteScope scope, long rule, int more) => scope.Connection.ExecuteAsync(
        "update rule set hits = hits + @more where id = @rule", new { more, rule }, scope.Transaction);

    private static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();
}
