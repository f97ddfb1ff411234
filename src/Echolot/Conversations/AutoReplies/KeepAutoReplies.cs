using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most automatic replies of a workspace.</summary>
    public const int MostAutoReplies = 50;

    /// <summary>Longest text of an automatic reply; the longest that any network takes is shorter.</summary>
    public const int LongestAutoReply = 2000;

    private const int LongestBotName = 60;
    private const string AutoReplyRule = "auto_replies";

    /// <summary>Every automatic reply in its order.</summary>
    public async Task<IReadOnlyList<AutoReply>> AutoRepliesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<AutoReplyRow>(new CommandDefinition(
            $"select {AutoReplyRow.Columns} from auto_reply order by position, id", cancellationToken: cancel)))
            .Select(r => r.AsRule())];
    }

    /// <summary>What holds for all of them.</summary>
    public async Task<AutoReplySettings> AutoReplySettingsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select value from care_rule where name = @AutoReplyRule", new { AutoReplyRule }, cancellationToken: cancel))
            is { } kept ? Stored.Read<AutoReplySettings>(kept) : new();
    }

    /// <summary>Adds an automatic reply at the end, or changes one where it stands.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <exception cref="InboxException">Something is missing or does not fit.</exception>
    public async Task<long> SaveAutoReplyAsync(long? id, AutoReplyDraft draft, long? by, CancellationToken cancel)
    {
        draft = await CheckedAsync(draft, cancel);
        return await db.WriteAsync(async scope =>
        {
            var count = await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from auto_reply", transaction: scope.Transaction);
            if (id is null && count >= MostAutoReplies)
                throw new InboxException(
                    InboxRefusal.FieldWrong, $"There are {MostAutoReplies} automatic replies already; remove one first.",
                    $"{MostAutoReplies}");
            var saved = await scope.Connection.ExecuteScalarAsync<long?>(
                id is null
                    ? """
                    insert into auto_reply (name, active, position, connector, source_id, hours, calendar_id, crisis_from,
                        crisis_to, legs, text_de, text_en, changed_at, changed_by)
                    values (@Name, @active, (select coalesce(max(position), 0) + 1 from auto_reply), @Connector, @SourceId,
                        @hours, @CalendarId, @CrisisFrom, @CrisisTo, @legs, @de, @en, @Now, @by)
                    returning id
                    """
                    : """
                    update auto_reply set name = @Name, active = @active, connector = @Connector, source_id = @SourceId,
                        hours = @hours, calendar_id = @CalendarId, crisis_from = @CrisisFrom, crisis_to = @CrisisTo,
                        legs = @legs, text_de = @de, text_en = @en, changed_at = @Now, changed_by = @by
                    where id = @id returning id
                    """,
                new
                {
                    id, draft.Name, active = draft.Active ? 1L : 0L, draft.Connector, draft.SourceId,
                    hours = draft.Hours.ToString(), draft.CalendarId, CrisisFrom = (long)draft.CrisisFrom,
                    CrisisTo = (long?)draft.CrisisTo, legs = draft.Legs.ToString(), de = draft.Text.De, en = draft.Text.En,
                    Now, by,
                }, scope.Transaction)
                ?? throw new InboxException(InboxRefusal.NotFound, "This automatic reply is gone; reload the page.");
            await privacy.RecordAsync(scope, by, "auto_reply.changed", $"auto_reply:{saved}", draft.Name, cancel);
            return saved;
        }, cancel);
    }

    /// <summary>Puts an automatic reply one place up or down.</summary>
    public Task MoveAutoReplyAsync(long id, bool up, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var order = (await scope.Connection.QueryAsync<long>(
            "select id from auto_reply order by position, id", transaction: scope.Transaction)).AsList();
        var at = order.IndexOf(id);
        var other = up ? at - 1 : at + 1;
        if (at < 0 || other < 0 || other >= order.Count) return;
        (order[at], order[other]) = (order[other], order[at]);
        await PlaceAutoRepliesAsync(scope, order);
        await privacy.RecordAsync(scope, by, "auto_reply.moved", $"auto_reply:{id}", null, cancel);
    }, cancel);

    /// <summary>Puts automatic replies into this order; what is not named comes behind, as it was.</summary>
    /// <exception cref="InboxException">One of them is gone.</exception>
    public Task OrderAutoRepliesAsync(IReadOnlyList<long> ids, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var order = (await scope.Connection.QueryAsync<long>(
            "select id from auto_reply order by position, id", transaction: scope.Transaction)).AsList();
        if (ids.Except(order).Any())
            throw new InboxException(InboxRefusal.NotFound, "One of these automatic replies is gone; read the list again.");
        await PlaceAutoRepliesAsync(scope, [.. ids.Concat(order).Distinct()]);
        await privacy.RecordAsync(scope, by, "auto_reply.moved", "auto_replies", null, cancel);
    }, cancel);

    private static async Task PlaceAutoRepliesAsync(WriteScope scope, IReadOnlyList<long> order)
    {
        for (var i = 0; i < order.Count; i++)
            await scope.Connection.ExecuteAsync(
                "update auto_reply set position = @position where id = @id", new { id = order[i], position = (long)i + 1 },
                scope.Transaction);
    }

    /// <summary>Removes an automatic reply; what it said stays.</summary>
    public Task RemoveAutoReplyAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync("delete from auto_reply where id = @id", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update auto_reply_log set rule_id = null where rule_id = @id", new { id }, scope.Transaction);
        await privacy.RecordAsync(scope, by, "auto_reply.removed", $"auto_reply:{id}", null, cancel);
    }, cancel);

    /// <summary>Pauses, goes on, and says in whose name and how often.</summary>
    /// <exception cref="InboxException">The window or the name does not fit.</exception>
    public Task SetAutoReplySettingsAsync(AutoReplySettings settings, long? by, CancellationToken cancel)
    {
        var name = WellFormed.Of(settings.Name?.Trim() ?? "");
        if (settings.WindowHours is < 1 or > 24 * 30)
            throw new InboxException(InboxRefusal.FieldWrong, "The window has 1 to 720 hours.", "1–720");
        if (name.Length > LongestBotName)
            throw new InboxException(
                InboxRefusal.FieldWrong, $"The name has {name.Length} characters; {LongestBotName} are the most.", $"1–{LongestBotName}");
        var kept = settings with
        {
            Name = name.Length == 0 ? null : name, PausedChannels = [.. (settings.PausedChannels ?? []).Distinct().Order()],
        };
        return db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into care_rule (name, value) values (@AutoReplyRule, @value)
                on conflict (name) do update set value = excluded.value
                """, new { AutoReplyRule, value = Stored.Write(kept) }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by, kept.Paused ? "auto_reply.paused" : "auto_reply.settings", "care",
                string.Join(' ', kept.PausedChannels), cancel);
        }, cancel);
    }

    /// <summary>What was sent by itself, and what was not, newest first.</summary>
    public async Task<IReadOnlyList<AutoReplyEntry>> AutoReplyLogAsync(long? beforeId, int size, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<AutoReplyLogRow>(new CommandDefinition(
            $"""
            select {AutoReplyLogRow.Columns} from auto_reply_log where id < @before order by id desc limit @size
            """, new { before = beforeId ?? long.MaxValue, size = Math.Clamp(size, 1, 500) }, cancellationToken: cancel)))
            .Select(e => e.AsEntry())];
    }

    /// <summary>Everything by which is decided, as it stands now.</summary>
    public async Task<AutoReplyPlan> AutoReplyPlanAsync(CancellationToken cancel)
    {
        var workspace = await roster.WorkspaceAsync(cancel);
        var settings = await AutoReplySettingsAsync(cancel);
        return new(
            await AutoRepliesAsync(cancel), settings,
            (await roster.CalendarsAsync(cancel)).ToDictionary(c => c.Id, c => c.Calendar),
            settings.Name ?? workspace?.Name ?? "Echolot", workspace?.Language ?? "en")
        {
            Manner = (await HouseWordsAsync(cancel)).Manner,
        };
    }

    private async Task<AutoReplyDraft> CheckedAsync(AutoReplyDraft draft, CancellationToken cancel)
    {
        var name = WellFormed.Of(draft.Name.Trim());
        if (name.Length is 0 or > LongestFieldName)
            throw new InboxException(
                InboxRefusal.FieldWrong, $"An automatic reply needs a name of 1 to {LongestFieldName} characters.", $"1–{LongestFieldName}");
        var (de, en) = (WellFormed.Of(draft.Text.De.Trim()), WellFormed.Of(draft.Text.En.Trim()));
        if (de.Length + en.Length == 0)
            throw new InboxException(InboxRefusal.TextMissing, "Write what it says, in German or English.");
        if (Math.Max(de.Length, en.Length) > LongestAutoReply)
            throw new InboxException(
                InboxRefusal.TextTooLong, $"A text has {Math.Max(de.Length, en.Length)} characters; {LongestAutoReply} are the most.");
        if (draft.CrisisFrom is < 0 or > 3 || draft.CrisisTo is < 0 or > 3 || draft.CrisisTo < draft.CrisisFrom)
            throw new InboxException(InboxRefusal.FieldWrong, "Levels of a crisis are 0 to 3, the first not above the second.", "0–3");
        if (draft.Hours is not AutoReplyHours.Always
            && (await roster.CalendarsAsync(cancel)).All(c => c.Id != draft.CalendarId))
            throw new InboxException(
                InboxRefusal.FieldWrong, "Choose the business hours by which it goes; make some first where there are none.", name);
        return draft with { Name = name, Text = new(de, en), CalendarId = draft.Hours is AutoReplyHours.Always ? null : draft.CalendarId };
    }
}
