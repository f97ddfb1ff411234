using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>A note on a mention; <paramref name="PersonId"/> null: who wrote it is erased.</summary>
public sealed record Note(long Id, long MentionId, long? PersonId, DateTimeOffset At, string Text);

public sealed partial class Archive
{
    /// <summary>Most characters of a note.</summary>
    public const int LongestNote = 4000;

    /// <summary>Changes mentions in a transaction of its own; returns how many are different now.</summary>
    public Task<int> WorkAsync(
        IReadOnlyList<long> ids, IReadOnlyList<WorkChange> changes, Doer by, CancellationToken cancel) =>
        db.WriteAsync(scope => WorkAsync(scope, ids, changes, by, cancel), cancel);

    /// <summary>
    /// Changes mentions inside the caller's transaction. Idempotent; ids of which nothing is stored are left out.
    /// </summary>
    /// <exception cref="ArgumentException">A label is not there any more.</exception>
    public async Task<int> WorkAsync(
        WriteScope scope, IReadOnlyList<long> ids, IReadOnlyList<WorkChange> changes, Doer by, CancellationToken cancel)
    {
        if (ids.Count == 0 || changes.Count == 0) return 0;
        var marking = new Marking(scope, by, clock.GetUtcNow());
        await marking.ApplyAsync(ids, await ResolvedAsync(scope, changes), cancel);
        // What somebody merely read is nobody else's news.
        return changes.All(c => c.Field is WorkField.Read)
            ? marking.Changed.Count
            : await TellAsync(scope, marking, by, cancel);
    }

    /// <summary>
    /// Takes back a part of what a run did, newest first; what somebody changed since stays as they left it.
    /// </summary>
    /// <param name="before">Lines of the history below this id; <see cref="long.MaxValue"/> at first.</param>
    /// <returns>How many mentions changed, and where the next part begins; 0 at the end.</returns>
    public async Task<(int Changed, long Before)> UndoAsync(
        WriteScope scope, long run, long before, int lines, Doer by, CancellationToken cancel)
    {
        var rows = (await scope.Connection.QueryAsync<HistoryRow>(
            $"select {HistoryRow.Columns} from mention_history where run_id = @run and id < @before order by id desc limit @lines",
            new { run, before, lines }, scope.Transaction)).AsList();
        if (rows.Count == 0) return (0, 0);
        var marking = new Marking(scope, by, clock.GetUtcNow());
        await marking.UndoAsync(rows, cancel);
        return (await TellAsync(scope, marking, by, cancel), rows.Count < lines ? 0 : rows[^1].Id);
    }

    /// <summary>
    /// Takes back what a rule did to these mentions as they came in; what somebody changed since stays as they left it.
    /// </summary>
    /// <returns>How many mentions changed.</returns>
    public async Task<int> UndoAsync(
        WriteScope scope, long rule, IReadOnlyList<long> mentions, Doer by, CancellationToken cancel)
    {
        if (mentions.Count == 0) return 0;
        var rows = (await scope.Connection.QueryAsync<HistoryRow>(
            $"""
            select {HistoryRow.Columns} from mention_history
            where {Sql.In(scope.Engine, "mention_id", "ids")} and rule_id = @rule and run_id is null order by id desc
            """, new { rule, ids = Sql.List(scope.Engine, mentions) }, scope.Transaction)).AsList();
        var marking = new Marking(scope, by, clock.GetUtcNow());
        await marking.UndoAsync(rows, cancel);
        return await TellAsync(scope, marking, by, cancel);
    }

    /// <summary>What became of a mention, newest first; what people merely read is not in it.</summary>
    public async Task<IReadOnlyList<WorkStep>> HistoryAsync(long mention, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<HistoryRow>(
            $"select {HistoryRow.Columns} from mention_history where mention_id = @mention and field <> {(int)WorkField.Read} order by id desc",
            new { mention })).Select(r => r.AsStep())];
    }

    /// <summary>Notes on a mention, oldest first.</summary>
    public async Task<IReadOnlyList<Note>> NotesAsync(long mention, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<NoteRow>(
            "select id, mention_id, person_id, at, text from note where mention_id = @mention order by id",
            new { mention })).Select(r => r.AsNote())];
    }

    /// <summary>How many notes each of these mentions has; those without any are left out.</summary>
    public async Task<IReadOnlyDictionary<long, long>> NoteCountsAsync(
        IReadOnlyCollection<long> mentions, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(long Mention, long Count)>(new CommandDefinition(
            $"select mention_id, count(*) from note where {Sql.In(db.Engine, "mention_id", "ids")} group by mention_id",
            new { ids = Sql.List(db.Engine, mentions) }, cancellationToken: cancel))).ToDictionary(n => n.Mention, n => n.Count);
    }

    /// <summary>Writes a note on a mention; colleagues who are called hear of it.</summary>
    /// <param name="called">People whom the text calls with @.</param>
    /// <returns>Null where the mention is gone.</returns>
    /// <exception cref="ArgumentException">The text is empty or too long.</exception>
    public Task<Note?> AddNoteAsync(
        long mention, string text, long person, IReadOnlyList<long> called, CancellationToken cancel)
    {
        text = WellFormed.Of(text.Trim());
        if (text.Length is 0 or > LongestNote)
            throw new ArgumentException(
                $"A note has 1 to {LongestNote} characters; this one has {text.Length}.", nameof(text));
        return db.WriteAsync(async scope =>
        {
            var there = await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from mention where id = @mention", new { mention }, scope.Transaction);
            if (there == 0) return null;
            var row = new NoteRow
            {
                MentionId = mention, PersonId = person, At = clock.GetUtcNow().ToUnixTimeMilliseconds(), Text = text,
            };
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                "insert into note (mention_id, person_id, at, text) values (@MentionId, @PersonId, @At, @Text) returning id",
                row, scope.Transaction);
            var colleagues = called.Distinct().Where(c => c != person).ToList();
            if (colleagues.Count > 0)
                await bus.PublishAsync(scope, new ColleaguesCalled(mention, id, colleagues, person), cancel);
            await bus.PublishAsync(scope, new MentionsWorked([mention], 1), cancel);
            return (row with { Id = id }).AsNote();
        }, cancel);
    }

    /// <summary>Removes a note of one's own; false where there is none.</summary>
    public async Task<bool> RemoveNoteAsync(long mention, long note, long person, CancellationToken cancel) =>
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "delete from note where id = @note and mention_id = @mention and person_id = @person",
            new { note, mention, person }, scope.Transaction), cancel) > 0;

    private async Task<int> TellAsync(WriteScope scope, Marking marking, Doer by, CancellationToken cancel)
    {
        if (marking.Changed.Count == 0) return 0;
        await bus.PublishAsync(
            scope, new MentionsWorked([.. marking.Changed.Take(MentionsWorked.Most)], marking.Changed.Count), cancel);
        foreach (var (person, mentions) in marking.Assigned.Where(a => a.Key != by.PersonId))
            await bus.PublishAsync(scope, new MentionsAssigned(
                person, [.. mentions.Take(MentionsAssigned.Most)], mentions.Count, by.RuleId is null ? by.PersonId : null,
                $"assigned-{Guid.NewGuid():N}"), cancel);
        return marking.Changed.Count;
    }

    // A rule or a view may name a label that was merged since.
    private static async Task<IReadOnlyList<WorkChange>> ResolvedAsync(
        WriteScope scope, IReadOnlyList<WorkChange> changes)
    {
        if (!changes.Any(c => c.Field is WorkField.Label)) return changes;
        var labels = await Labels.ReadAsync(scope.Connection, scope.Transaction);
        return [.. changes.Select(c => c.Field is WorkField.Label
            ? c with { Value = labels.Resolve(c.Value ?? 0)?.Id ?? throw new ArgumentException(
                $"There is no label {c.Value} any more; choose another one.", nameof(changes)) }
            : c)];
    }
}
