using Dapper;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    // The conversation with everything that had been merged into it before.
    private const string Parts =
        """
        with recursive part (id) as (
            select cast(@merged as bigint) union select c.id from conversation c join part p on c.merged_into = p.id)
        select id from part
        """;

    /// <summary>The conversation and everything that was merged into it; one case for what is given in it.</summary>
    public async Task<IReadOnlyList<long>> PartsAsync(long conversation, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            Parts, new { merged = conversation }, cancellationToken: cancel))).AsList();
    }

    /// <summary>
    /// Makes one conversation of two: what was said and what is known of it moves over, what comes later follows; the first
    /// one is over.
    /// </summary>
    /// <exception cref="InboxException">They are the same, or one is merged already.</exception>
    public Task MergeAsync(long conversation, long into, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (conversation == into)
            throw new InboxException(InboxRefusal.AlreadyMerged, "A conversation cannot be merged into itself.");
        await LockAsync(scope, conversation, into);
        var (from, to) = (await SeenAsync(scope, conversation, sight, cancel), await SeenAsync(scope, into, sight, cancel));
        foreach (var sql in new[]
        {
            // Replies under way move with their messages, so that they can be taken back where they are seen.
            "update send set conversation_id = @into where conversation_id = @conversation",
            "update answer_use set conversation_id = @into where conversation_id = @conversation",
            """
            update approval set conversation_id = @into, merged_from = coalesce(merged_from, @conversation)
            where conversation_id = @conversation
            """,
            """
            update message set conversation_id = @into, merged_from = coalesce(merged_from, @conversation)
            where conversation_id = @conversation
            """,
            // Its clocks end; those of the other one know when this customer began to wait.
            $"""
            insert into conversation_event (conversation_id, at, kind, revision, person_id, after, merged_from)
            select @into, at, kind, @revision, person_id, after, @conversation from conversation_event
            where conversation_id = @conversation
                and kind in ({(int)ConversationEventKind.CustomerWrote}, {(int)ConversationEventKind.Replied})
            """,
            // The first targets hold from the beginning on, which may be an earlier one now.
            $"""
            update conversation_event set at = @first where at > @first and id = (select min(id) from conversation_event
                where conversation_id = @into and kind = {(int)ConversationEventKind.TargetsSet})
            """,
        })
            await scope.Connection.ExecuteAsync(sql, new
            {
                conversation, into, revision = to.Row.Revision + 1, first = Math.Min(to.Row.OpenedAt, from.Row.OpenedAt),
            }, scope.Transaction);
        // Somebody waits in it: nobody has answered their last word, nor said that it needs no answer.
        var waits = from.Row.Active != 0 && from.Row.At is not ConversationState.WaitingForCustomer
            && from.Row.LastInAt > Math.Max(from.Row.LastOutAt ?? 0, to.Row.LastOutAt ?? 0);
        await from.NoteAsync(
            ConversationEventKind.MergedAway, Now, sight.PersonId, Recording.Number(from.Row.State), Recording.Number(into));
        await from.EnterAsync(ConversationState.Done, Now, sight.PersonId);
        from.Change(row => row with { MergedInto = into });
        await to.NoteAsync(ConversationEventKind.MergedIn, Now, sight.PersonId, after: Recording.Number(conversation));
        // A crisis of one is one of both.
        await to.SetCrisisAsync(
            [
                .. to.Row.CrisisBecause, .. from.Row.CrisisBecause.Where(r => (r.By is not CrisisBy.Person || r.Level > to.Row.Crisis)
                    && to.Row.CrisisBecause.All(t => t.By != r.By || t.Id != r.Id)),
            ], Now, sight.PersonId);
        to.Change(row => row with
        {
            LastAt = Math.Max(row.LastAt, from.Row.LastAt), OpenedAt = Math.Min(row.OpenedAt, from.Row.OpenedAt),
            LastInAt = Latest(row.LastInAt, from.Row.LastInAt), LastOutAt = Latest(row.LastOutAt, from.Row.LastOutAt),
            Snippet = from.Row.LastAt > row.LastAt ? from.Row.Snippet : row.Snippet,
        });
        // What was over has no clock that runs on: they are heard in it from now on.
        if (waits && to.Row.At is ConversationState.Done)
            await scope.Connection.ExecuteAsync(
                $"""
                insert into conversation_event (conversation_id, at, kind, revision, merged_from)
                values (@into, @Now, {(int)ConversationEventKind.CustomerWrote}, @revision, @conversation)
                """, new { into, Now, revision = to.Row.Revision + 1, conversation }, scope.Transaction);
        if (waits && to.Row.At is (ConversationState.Done or ConversationState.Snoozed or ConversationState.WaitingForCustomer))
            await to.EnterAsync(
                to.Row.AssigneeId is null ? ConversationState.New : ConversationState.Open, Now, sight.PersonId);
        // Who waits is as pressing here as there.
        if (waits && from.Row.Priority > to.Row.Priority)
            to.Change(row => row with { Priority = from.Row.Priority, PriorityWhy = from.Row.PriorityWhy });
        if (waits && (from.Row.PrioritySet ?? from.Row.Priority) > (to.Row.PrioritySet ?? to.Row.Priority))
            await PrioritiseAsync(to, (Priority?)from.Row.PrioritySet, sight.PersonId);
        await TakeAlongAsync(from, to, sight.PersonId, cancel);
        await from.FinishAsync(cancel);
        await to.FinishAsync(cancel);

        static long? Latest(long? one, long? other) => one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);
    }, cancel);

    /// <summary>
    /// Parts what was merged: the first conversation is as it was, with what was said in it; what was said after the
    /// merge stays where it was said.
    /// </summary>
    /// <param name="merged">The conversation that had become part of another one.</param>
    /// <exception cref="InboxException">It is not merged (any more).</exception>
    public Task UndoMergeAsync(long merged, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (await scope.Connection.ExecuteScalarAsync<long?>(
            "select merged_into from conversation where id = @merged", new { merged }, scope.Transaction) is { } whole)
            await LockAsync(scope, merged, whole);
        var from = await SeenAsync(scope, merged, sight, cancel, parted: true);
        if (from.Row.MergedInto is not { } into)
            throw new InboxException(InboxRefusal.TooLate, "It is not part of another conversation any more.");
        var to = await SeenAsync(scope, into, sight, cancel);
        var away = await scope.Connection.QueryFirstAsync<EventRow>(
            $"""
            select {EventRow.Columns} from conversation_event where conversation_id = @merged
                and kind = {(int)ConversationEventKind.MergedAway} order by id desc limit 1
            """, new { merged }, scope.Transaction);
        foreach (var sql in new[]
        {
            $"""
            update send set conversation_id = @merged where conversation_id = @into and message_id in
                (select id from message where conversation_id = @into and merged_from in ({Parts}))
            """,
            $"""
            update answer_use set conversation_id = @merged where conversation_id = @into and message_id in
                (select id from message where conversation_id = @into and merged_from in ({Parts}))
            """,
            // A reply that left meanwhile answers where it goes back to.
            $"""
            update conversation_event set conversation_id = @merged where conversation_id = @into and merged_from is null
                and kind in ({(int)ConversationEventKind.SendAsked}, {(int)ConversationEventKind.Replied}) and after in
                (select cast(id as text) from message where conversation_id = @into and merged_from in ({Parts}))
            """,
            $"""
            update message set conversation_id = @merged, merged_from = nullif(merged_from, @merged)
            where conversation_id = @into and merged_from in ({Parts})
            """,
            $"""
            update approval set conversation_id = @merged, merged_from = nullif(merged_from, @merged)
            where conversation_id = @into and merged_from in ({Parts})
            """,
            "delete from conversation_event where conversation_id = @into and merged_from = @merged",
            // As if the clocks had never ended; the audit log keeps that they had.
            $"""
            delete from conversation_event where conversation_id = @merged and id >= @since
                and kind in ({(int)ConversationEventKind.MergedAway}, {(int)ConversationEventKind.StateChanged})
            """,
        })
            await scope.Connection.ExecuteAsync(sql, new { merged, into, since = away.Id }, scope.Transaction);
        var was = (ConversationState)long.Parse(away.Before!, System.Globalization.CultureInfo.InvariantCulture);
        from.Change(row => row with
        {
            MergedInto = null, State = (long)was, ClosedAt = Recording.IsOver(was) ? row.ClosedAt : null,
            Active = Recording.IsOver(was) ? 0 : 1,
            // Where nobody knows any more until when, it wakes.
            SnoozedUntil = was is ConversationState.Snoozed ? Now : null,
        });
        await from.NoteAsync(ConversationEventKind.MergeUndone, Now, sight.PersonId, before: Recording.Number(into));
        await to.NoteAsync(ConversationEventKind.MergeUndone, Now, sight.PersonId, after: Recording.Number(merged));
        await GiveBackAsync(from, to, sight.PersonId, cancel);
        await RetellAsync(from);
        await RetellAsync(to);
        await ScoreAsync(to, cancel);
        await PartPriorityAsync(to, merged, sight.PersonId);
        await PartCrisisAsync(to, from, sight.PersonId, cancel);
        await privacy.RecordAsync(scope, sight.PersonId, "conversation.parted", $"conversation:{merged}", null, cancel);
        await from.FinishAsync(cancel);
        await to.FinishAsync(cancel);
    }, cancel);

    /// <summary>What was said by hand to be as pressing as in the other one is as before, unless somebody said so again since.</summary>
    private async Task PartPriorityAsync(Recording whole, long merged, long? by)
    {
        var set = (await whole.Scope.Connection.QueryAsync<(long Revision, string? After)>(
            $"""
            select revision, after from conversation_event
            where conversation_id = @Id and kind = {(int)ConversationEventKind.PriorityChanged} order by id
            """, whole.Row, whole.Scope.Transaction)).AsList();
        if (set.Count == 0 || set[^1].Revision != await whole.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select max(revision) from conversation_event
            where conversation_id = @Id and kind = {(int)ConversationEventKind.MergedIn} and after = @merged
            """, new { whole.Row.Id, merged = Recording.Number(merged) }, whole.Scope.Transaction)) return;
        var before = set is [.., { After: { } earlier }, _] ? (Priority?)long.Parse(earlier, System.Globalization.CultureInfo.InvariantCulture) : null;
        await PrioritiseAsync(whole, before, by);
    }

    /// <summary>What the row tells of the messages, read from them anew.</summary>
    private static async Task RetellAsync(Recording recording)
    {
        var (first, last, lastIn) = await recording.Scope.Connection
            .QuerySingleAsync<(long? First, long? Last, long? LastIn)>(
                $"""
                select min(at), max(at), max(case when direction = {(int)Direction.Theirs} then at end)
                from message where conversation_id = @Id and leg <> {(int)MessageKind.Note}
                """, recording.Row, recording.Scope.Transaction);
        // What a bot said answers nobody, nor does what has not left.
        var lastOut = await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select max(at) from conversation_event
            where conversation_id = @Id and kind = {(int)ConversationEventKind.Replied} and coalesce(after, '') <> 'bot'
            """, recording.Row, recording.Scope.Transaction);
        var snippet = await recording.Scope.Connection.ExecuteScalarAsync<string?>(
            $"""
            select text from message where conversation_id = @Id and leg <> {(int)MessageKind.Note} and deleted_at is null
            order by at desc, id desc limit 1
            """, recording.Row, recording.Scope.Transaction);
        recording.Change(row => row with
        {
            OpenedAt = first ?? row.OpenedAt, LastAt = last ?? row.LastAt, LastInAt = lastIn, LastOutAt = lastOut,
            Snippet = SnippetOf(snippet ?? ""),
        });
    }
}
