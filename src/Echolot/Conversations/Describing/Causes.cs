using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Why customers had to speak with us, from the general to the particular: <c>Delivery > Carrier > Lost</c>.</summary>
/// <param name="Used">How many conversations were given it.</param>
public sealed record Cause(string Path, long Used, DateTimeOffset UsedAt)
{
    /// <summary>Between the levels of a path.</summary>
    public const string Separator = " > ";

    /// <summary>Most levels of a path.</summary>
    public const int DeepestLevel = 4;

    /// <summary>Longest name of one level, in characters.</summary>
    public const int LongestName = 60;

    /// <summary>Whether this can be written down as a cause.</summary>
    public static bool Fits(string written) =>
        Levels(written) is { Count: > 0 and <= DeepestLevel } levels && levels.TrueForAll(level => level.Length <= LongestName);

    /// <summary>A path as it is kept: levels trimmed, blanks single; null where nothing is written.</summary>
    /// <exception cref="InboxException">A level is too long, or there are too many.</exception>
    public static string? Normal(string? written)
    {
        var levels = Levels(written);
        if (levels.Count > 0 && !Fits(written!))
            throw new InboxException(
                InboxRefusal.FieldWrong,
                $"A cause has at most {DeepestLevel} levels of {LongestName} characters each; write it shorter.",
                $"{DeepestLevel} × {LongestName}");
        return levels.Count == 0 ? null : string.Join(Separator, levels);
    }

    private static List<string> Levels(string? written) =>
    [
        .. WellFormed.Of(written ?? "").Split(['>', '›', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(level => string.Join(' ', level.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(level => level.Length > 0),
    ];
}

public sealed partial class Inbox
{
    private const string CauseRule = "cause";

    /// <summary>Causes that were named, the most used first.</summary>
    public async Task<IReadOnlyList<Cause>> CausesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<(string Path, long Used, long At)>(new CommandDefinition(
            "select path, used, used_at from cause order by used desc, path", cancellationToken: cancel)))
            .Select(c => new Cause(c.Path, c.Used, Stored.Time(c.At)))];
    }

    /// <summary>Whether a conversation needs a cause before it is done; it does until somebody says otherwise.</summary>
    public async Task<bool> CauseRequiredAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<string>(
            "select value from care_rule where name = @CauseRule", new { CauseRule }) is "required";
    }

    /// <summary>Says whether a conversation needs a cause before it is done.</summary>
    public Task RequireCauseAsync(bool required, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync(
            """
            insert into care_rule (name, value) values (@CauseRule, @value)
            on conflict (name) do update set value = excluded.value
            """, new { CauseRule, value = required ? "required" : "optional" }, scope.Transaction);
        await privacy.RecordAsync(scope, by, "cause.required", "care", required ? "yes" : "no", cancel);
    }, cancel);

    /// <summary>
    /// Gives a cause another name or place, or makes one of two: every conversation that has it, or one below it, changes.
    /// </summary>
    /// <returns>How many conversations changed.</returns>
    /// <exception cref="InboxException">The new path is empty or too long.</exception>
    public async Task<int> RenameCauseAsync(string path, string into, long? by, CancellationToken cancel)
    {
        var renamed = Cause.Normal(into) ?? throw new InboxException(
            InboxRefusal.CauseMissing, "Write how the cause is to be called.");
        var (changed, began) = (0, Now);
        await db.WriteAsync(async scope =>
        {
            changed = 0;
            var meant = (await scope.Connection.QueryAsync<(string Path, long Used, long At)>(
                "select path, used, used_at from cause", transaction: scope.Transaction))
                .Where(c => c.Path == path || c.Path.StartsWith(path + Cause.Separator, StringComparison.Ordinal)).ToList();
            if (scope.Engine is Engine.Postgres)
                foreach (var table in new[] { "conversation", "incident" })
                    await scope.Connection.ExecuteAsync(
                        $"select 1 from {table} where {Sql.In(scope.Engine, "cause", "causes")} order by id for update",
                        new { causes = Sql.List(scope.Engine, meant.Select(c => c.Path)) }, scope.Transaction);
            foreach (var (old, _, _) in meant)
                await scope.Connection.ExecuteAsync("delete from cause where path = @old", new { old }, scope.Transaction);
            // The deepest first, so that a name that moves below itself does not meet its own beginning.
            foreach (var (old, used, at) in meant.OrderByDescending(c => c.Path.Length))
            {
                var named = new { old, now = Cause.Normal(renamed + old[path.Length..]), used, at };
                changed += await scope.Connection.ExecuteAsync(
                    "update conversation set cause = @now, revision = revision + 1 where cause = @old", named, scope.Transaction);
                foreach (var sql in FigureBook.OfCause)
                    await scope.Connection.ExecuteAsync(sql, named, scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    """
                    insert into cause (path, used, used_at) values (@now, @used, @at)
                    on conflict (path) do update set used = cause.used + excluded.used
                    """, named, scope.Transaction);
            }
            await privacy.RecordAsync(
                scope, by, "cause.renamed", "care", changed.ToString(CultureInfo.InvariantCulture), cancel);
        }, cancel);
        await TellRenamedAsync(renamed, began, cancel);
        return changed;
    }

    /// <summary>
    /// Tells open pages of the conversations under a cause, a portion at a time: those that are worked on and those of the
    /// last day. Nothing else hangs on it, so a server that stops in between has lost nothing.
    /// </summary>
    private async Task TellRenamedAsync(string cause, long began, CancellationToken cancel)
    {
        for (long after = 0; ;)
        {
            List<(long Id, long Revision, long? Department, long? Assignee)> portion;
            await using (var connection = await db.ReadAsync(cancel))
                portion = (await connection.QueryAsync<(long, long, long?, long?)>(new CommandDefinition(
                    """
                    select id, revision, department_id, assignee_id from conversation
                    where id > @after and (active = 1 or last_at >= @recent) and (cause = @cause or substr(cause, 1, @length) = @below)
                    order by id limit @BulkStep
                    """, new
                    {
                        after, cause, below = cause + Cause.Separator, length = cause.Length + Cause.Separator.Length,
                        recent = began - (long)TimeSpan.FromDays(1).TotalMilliseconds, BulkStep,
                    }, cancellationToken: cancel))).AsList();
            if (portion.Count == 0) return;
            await db.WriteAsync(async scope =>
            {
                foreach (var one in portion)
                {
                    var whose = new Belonging(one.Department, one.Assignee);
                    await bus.PublishAsync(
                        scope, new ConversationChanged(one.Id, one.Revision, false) { Was = whose, Is = whose }, cancel);
                }
            }, cancel);
            after = portion[^1].Id;
        }
    }

    /// <summary>Writes down why the customer had to speak with us; nothing written leaves what is there.</summary>
    private async Task SetCauseAsync(Recording recording, string? cause, long? by, long? rule = null)
    {
        if (Cause.Normal(cause) is not { } path || path == recording.Row.Cause) return;
        await recording.NoteAsync(ConversationEventKind.CauseSet, Now, by, recording.Row.Cause, path, rule);
        await recording.Scope.Connection.ExecuteAsync(
            """
            insert into cause (path, used, used_at) values (@path, 1, @Now)
            on conflict (path) do update set used = cause.used + 1, used_at = excluded.used_at
            """, new { path, Now }, recording.Scope.Transaction);
        if (recording.Row.Cause is { } before)
            await recording.Scope.Connection.ExecuteAsync(
                "update cause set used = used - 1 where path = @before", new { before }, recording.Scope.Transaction);
        recording.Change(row => row with { Cause = path });
    }

    /// <summary>What has to be known before a conversation is done.</summary>
    /// <param name="cause">The cause that is about to be written down, if any.</param>
    /// <exception cref="InboxException">Its cause or a required field is missing.</exception>
    private static async Task DemandAsync(Recording recording, string? cause, CancellationToken cancel)
    {
        switch (await MissingAsync(recording, cause, cancel))
        {
            case "":
                throw new InboxException(
                    InboxRefusal.CauseMissing, "Say why the customer had to speak with us; that is how the cause is found and removed.");
            case { } field:
                throw new InboxException(InboxRefusal.FieldMissing, $"“{field}” is still empty; fill it in first.", field);
        }
    }

    /// <summary>What is missing first of that: empty for the cause, else the name of a field; null: nothing.</summary>
    private static async Task<string?> MissingAsync(Recording recording, string? cause, CancellationToken cancel)
    {
        // A conversation in which the customer said nothing to us has no cause of theirs.
        if (recording.Row.LastInAt is null) return null;
        var connection = recording.Scope.Connection;
        if ((cause ?? recording.Row.Cause) is null && await connection.ExecuteScalarAsync<string>(
            "select value from care_rule where name = @CauseRule", new { CauseRule }, recording.Scope.Transaction) is "required")
            return "";
        return await connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(
            """
            select f.name from field f where f.required = 1 and not exists (select 1 from conversation_field v
                where v.conversation_id = @Id and v.field_id = f.id) order by f.position, f.id limit 1
            """, recording.Row, recording.Scope.Transaction, cancellationToken: cancel));
    }

    /// <summary>What <see cref="DemandAsync"/> would ask for, by conversation: fields, and 0 for the cause.</summary>
    private async Task<ILookup<long, long>> LacksAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyList<long> ids, CancellationToken cancel) =>
        (await connection.QueryAsync<(long Talk, long Field)>(new CommandDefinition(
            $"""
            select c.id, 0 from conversation c where {Sql.In(db.Engine, "c.id", "ids")} and c.last_in_at is not null and c.cause is null
                and exists (select 1 from care_rule where name = @CauseRule and value = 'required')
            union all
            select c.id, f.id from conversation c, field f where {Sql.In(db.Engine, "c.id", "ids")} and c.last_in_at is not null
                and f.required = 1 and not exists (select 1 from conversation_field v where v.conversation_id = c.id and v.field_id = f.id)
            """, new { ids = Sql.List(db.Engine, ids), CauseRule }, transaction, cancellationToken: cancel))).ToLookup(l => l.Talk, l => l.Field);
}

/// <summary>A cause as it is stored.</summary>
[NotPersonal("cause")]
internal sealed record CauseRow(string Path, long Used, long UsedAt);

/// <summary>A rule of the care desk as it is stored.</summary>
[NotPersonal("care_rule")]
internal sealed record CareRuleRow(string Name, string Value);
