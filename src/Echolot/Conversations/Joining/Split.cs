using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// Makes a conversation of its own of some messages: another matter, or another person. Labels, fields, cause and
    /// incident stay with the first one. <see cref="UndoSplitAsync"/> undoes it.
    /// </summary>
    /// <param name="messages">Ids of messages of the conversation; at least one of the customer's, and one stays.</param>
    /// <returns>Id of the new conversation.</returns>
    /// <exception cref="InboxException">Nothing of the customer is chosen, or nothing would stay.</exception>
    public Task<long> SplitAsync(
        long conversation, IReadOnlyList<long> messages, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var from = await SeenAsync(scope, conversation, sight, cancel);
        var all = (await scope.Connection.QueryAsync<MessageRow>(new CommandDefinition(
            $"select {MessageRow.Columns} from message m where m.conversation_id = @conversation order by m.at, m.id",
            new { conversation }, scope.Transaction, cancellationToken: cancel))).AsList();
        var moving = all.Where(m => messages.Contains(m.Id)).ToList();
        var first = moving.FirstOrDefault(m => m.Direction == (long)Direction.Theirs);
        if (first is null || all.Except(moving).All(m => m.Leg == (long)MessageKind.Note))
            throw new InboxException(
                InboxRefusal.NothingChosen, "Choose at least one message of the customer, and leave one of the others.");
        if (moving.Count > 0 && await scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select 1 from send where conversation_id = @conversation and state in ('Queued', 'Sending', 'Unknown')
                and {Sql.In(scope.Engine, "message_id", "ids")}
            """, Ids(scope, moving, conversation, 0), scope.Transaction) is not null)
            throw new InboxException(InboxRefusal.TooLate, "A chosen reply is on its way; wait until it is out.");

        var row = from.Row;
        var contact = await scope.Connection.ExecuteScalarAsync<long?>(
            "select contact_id from identity where id = @IdentityId", first, scope.Transaction);
        var id = await scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            ConversationRow.Insert, row with
            {
                Thread = $"split {first.Id}", ContactId = contact ?? row.ContactId,
                IdentityId = first.IdentityId ?? row.IdentityId, Subject = "", Snippet = SnippetOf(first.Text),
                OpenedAt = first.At, LastAt = first.At, State = (long)ConversationState.New, Active = 1,
                DueAt = ConversationRow.NotDue, Revision = 0,
            }, scope.Transaction, cancellationToken: cancel));
        var to = await RecordAsync(scope, id, cancel);
        await to.NoteAsync(ConversationEventKind.Opened, first.At);
        var values = Ids(scope, moving, conversation, id);
        foreach (var sql in new[]
        {
            $"update send set conversation_id = @id where conversation_id = @conversation and {Sql.In(scope.Engine, "message_id", "ids")}",
            $"update answer_use set conversation_id = @id where conversation_id = @conversation and {Sql.In(scope.Engine, "message_id", "ids")}",
            $"update message set conversation_id = @id, merged_from = null where {Sql.In(scope.Engine, "id", "ids")}",
        })
            await scope.Connection.ExecuteAsync(sql, values, scope.Transaction);
        foreach (var message in moving.Where(m => m.Leg != (long)MessageKind.Note))
            await MoveEventAsync(scope, message, conversation, id);
        if (row.AssigneeId is { } person) await to.AssignAsync(person, Now, sight.PersonId);
        if (row.DepartmentId is { } department) to.Change(r => r with { DepartmentId = department });
        await to.NoteAsync(ConversationEventKind.SplitFrom, Now, sight.PersonId, after: Recording.Number(conversation));
        await from.NoteAsync(ConversationEventKind.SplitAway, Now, sight.PersonId, after: Recording.Number(id));
        await RetellAsync(from);
        await RetellAsync(to);
        await from.FinishAsync(cancel);
        await to.FinishAsync(cancel);
        return id;
    }, cancel);

    /// <summary>
    /// The conversation that this one was split off from, or the one that it is part of by now, so that the split can be taken back;
    /// null: it was not split off, is merged itself or something into it, or the other one is gone or not seen by these eyes.
    /// </summary>
    public async Task<Conversation?> SplitFromAsync(Conversation talk, Sight sight, CancellationToken cancel)
    {
        if (talk.MergedInto is not null) return null;
        await using var connection = await db.ReadAsync(cancel);
        var whole = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"""
            with recursive up (id, merged_into) as (
                select c.id, c.merged_into from conversation c where c.id = (select cast(e.after as bigint) from conversation_event e
                    where e.conversation_id = @Id and e.kind = {(int)ConversationEventKind.SplitFrom} order by e.id desc limit 1)
                union select c.id, c.merged_into from conversation c join up on c.id = up.merged_into)
            select id from up where merged_into is null and id <> @Id
                and not exists (select 1 from conversation m where m.merged_into = @Id)
            """, new { talk.Id }, cancellationToken: cancel));
        return whole is { } id ? await FindAsync(id, sight, cancel) : null;
    }

    /// <summary>
    /// Takes a split back: what was split off, and what was said in it since, goes back to where it came from, as by a merge.
    /// </summary>
    /// <returns>Id of the conversation that it is part of again.</returns>
    /// <exception cref="InboxException">It was not split off, or cannot go back any more.</exception>
    public async Task<long> UndoSplitAsync(long conversation, Sight sight, CancellationToken cancel)
    {
        var talk = await FindAsync(conversation, sight, cancel) ?? throw Gone(conversation);
        var from = await SplitFromAsync(talk, sight, cancel) ?? throw new InboxException(
            InboxRefusal.TooLate, "It was not split off, holds what was merged into it since, or what it was split off from is gone or not seen by you.");
        await MergeAsync(conversation, from.Id, sight, cancel);
        return from.Id;
    }

    /// <summary>The clocks of each conversation count what was said in it.</summary>
    private static Task MoveEventAsync(WriteScope scope, MessageRow message, long conversation, long id)
    {
        var (kind, which) = message.Direction == (long)Direction.Theirs
            ? (ConversationEventKind.CustomerWrote, "at = @At")
            // Those of bots say that it was one instead of which message.
            : (ConversationEventKind.Replied, message.Bot is null ? "(after = @number or (after is null and at = @At))" : "after = 'bot' and at >= @At");
        return scope.Connection.ExecuteAsync(
            $"""
            update conversation_event set conversation_id = @id where id = (select id from conversation_event
                where conversation_id = @conversation and kind = {(int)kind} and {which} order by id limit 1)
            """, new { id, conversation, message.At, number = Recording.Number(message.Id) }, scope.Transaction);
    }

    private static DynamicParameters Ids(WriteScope scope, List<MessageRow> messages, long conversation, long id)
    {
        var values = new DynamicParameters(new { conversation, id });
        values.Add("ids", Sql.List(scope.Engine, messages.Select(m => m.Id)));
        return values;
    }
}
