using System.Globalization;
using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Triage;

public sealed partial class TriageDesk
{
    /// <summary>Every rule in its order.</summary>
    public async Task<IReadOnlyList<Rule>> RulesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<RuleRow>(
            $"select {RuleRow.Columns} from rule order by position, id")).Select((r, i) => r.AsRule() with { Position = i + 1 })];
    }

    public async Task<Rule?> RuleAsync(long id, CancellationToken cancel) =>
        (await RulesAsync(cancel)).FirstOrDefault(r => r.Id == id);

    /// <summary>What the condition would touch of what is stored.</summary>
    /// <exception cref="QueryException">The query is none.</exception>
    /// <exception cref="TriageException">The condition asks nothing, or for what people did.</exception>
    public async Task<RulePreview> PreviewAsync(Condition condition, CancellationToken cancel)
    {
        Check(condition);
        var filter = condition.ToFilter();
        return new(
            await archive.CountInTimeAsync(filter, cancel), (await archive.ListAsync(filter, null, 10, cancel)).Items);
    }

    /// <summary>Adds a rule behind the others, or changes one; what it hit stays counted.</summary>
    /// <param name="id">Null adds.</param>
    /// <exception cref="QueryException">The query is none.</exception>
    /// <exception cref="TriageException">Something is missing, or the rule is gone.</exception>
    public Task<Rule> SaveRuleAsync(long? id, RuleDraft draft, long? by, CancellationToken cancel) =>
        SaveRuleAsync(id, draft, by, null, cancel);

    /// <param name="seen">
    /// <see cref="Rule.ChangedAt"/> of what the change began with, so that nobody writes over what somebody else saved
    /// meanwhile; null: whatever is stored is changed.
    /// </param>
    /// <inheritdoc cref="SaveRuleAsync(long?, RuleDraft, long?, CancellationToken)"/>
    public Task<Rule> SaveRuleAsync(long? id, RuleDraft draft, long? by, DateTimeOffset? seen, CancellationToken cancel)
    {
        var name = Named(draft.Name);
        Check(draft.Condition);
        if (draft.Changes.Count == 0 && !draft.Opens)
            throw new TriageException(TriageRefusal.ChangesMissing, "The rule does nothing; choose at least one action.");
        if (draft.Changes.Any(c => c.Field is WorkField.Read))
            throw new TriageException(TriageRefusal.ReadByRule, "Only a person reads; leave this action out.");
        return db.WriteAsync(async scope =>
        {
            var before = id is null ? (long?)null : await LockAsync(scope, id.Value) ?? throw Gone(id);
            if (before is not null && seen is { } at && before != at.ToUnixTimeMilliseconds())
                throw new TriageException(
                    TriageRefusal.ChangedMeanwhile,
                    $"The rule {id} was changed meanwhile. Read it again, and send the change with its changed_at.");
            var row = new
            {
                id, name, active = draft.Active ? 1L : 0L, stops = draft.Stops ? 1L : 0L,
                condition = Stored.Write(draft.Condition), changes = Stored.Write(draft.Changes), opens = draft.Opens ? 1L : 0L,
                voice = draft.Opens ? draft.VoiceId : null, now = After(before), by,
            };
            var saved = await scope.Connection.QuerySingleOrDefaultAsync<RuleRow>(id is null
                ? $"""
                insert into rule (name, position, active, stops, condition, changes, opens, voice_id, hits, created_at, changed_at,
                    changed_by)
                values (@name, (select coalesce(max(position), 0) + 1 from rule), @active, @stops, @condition, @changes, @opens, @voice,
                    0, @now, @now, @by)
                returning {RuleRow.Columns}
                """
                : $"""
                update rule set name = @name, active = @active, stops = @stops, condition = @condition, changes = @changes,
                    opens = @opens, voice_id = @voice, changed_at = @now, changed_by = @by
                where id = @id returning {RuleRow.Columns}
                """, row, scope.Transaction) ?? throw Gone(id);
            await NoteVersionAsync(scope, saved.Id);
            await privacy.RecordAsync(
                scope, by, id is null ? "rule.added" : "rule.changed", Target(saved.Id), null, cancel);
            return saved.AsRule();
        }, cancel);
    }

    /// <summary>Switches a rule on or off; everything else of it stays as it is stored. False where it is gone.</summary>
    public Task<bool> SwitchRuleAsync(long id, bool active, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (await LockAsync(scope, id) is not { } before) return false;
        await scope.Connection.ExecuteAsync(
            "update rule set active = @active, changed_at = @now, changed_by = @by where id = @id",
            new { id, active = active ? 1L : 0L, now = After(before), by }, scope.Transaction);
        await NoteVersionAsync(scope, id);
        await privacy.RecordAsync(scope, by, "rule.changed", Target(id), active ? "on" : "off", cancel);
        return true;
    }, cancel);

    /// <summary>Removes a rule; what it did stays.</summary>
    public Task RemoveRuleAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync("delete from rule where id = @id", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from rule_hit where rule_id = @id", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from rule_version where rule_id = @id", new { id }, scope.Transaction);
        await privacy.RecordAsync(scope, by, "rule.removed", Target(id), null, cancel);
    }, cancel);

    /// <summary>Puts a rule at a place in the order, counted from 1; the others make room.</summary>
    public Task MoveRuleAsync(long id, int position, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (!await Ordering.MoveAsync(scope, "rule", id, position)) throw Gone(id);
        await privacy.RecordAsync(
            scope, by, "rule.moved", Target(id), position.ToString(CultureInfo.InvariantCulture), cancel);
    }, cancel);

    // The update is the lock: of two that save at the same moment, the second one sees what the first one saved.
    private static Task<long?> LockAsync(WriteScope scope, long id) => scope.Connection.ExecuteScalarAsync<long?>(
        "update rule set changed_at = changed_at where id = @id returning changed_at", new { id }, scope.Transaction);

    private static void Check(Condition condition)
    {
        if (condition.IsEmpty)
            throw new TriageException(
                TriageRefusal.ConditionMissing, "The rule would hit everything; write a query or choose a filter.");
        if (condition.Query is { } query) Query.Parse(query);
    }

    // Each change has a moment of its own: by it one sees whether somebody was faster.
    private long After(long? before) => Math.Max(Now, (before ?? 0) + 1);

    private static TriageException Gone(long? id) =>
        new(TriageRefusal.NotFound, $"There is no rule {id}; reload the list of rules.");

    private static string Target(long id) => string.Create(CultureInfo.InvariantCulture, $"rule:{id}");
}
