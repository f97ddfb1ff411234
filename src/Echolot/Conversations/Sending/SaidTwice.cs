using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// The reply with the same words that somebody has asked for already on the page that they still look at: on a slow line
    /// a button is pressed again and again. Null: this is the first time.
    /// </summary>
    private async Task<SaidReply?> SaidAlreadyAsync(Recording recording, ReplyDraft reply, string text, Sight sight)
    {
        if (reply.Files.Count > 0)
            return await SaidWithFilesAsync(
                recording.Scope.Connection, recording.Scope.Transaction, recording.Row.Id, reply, text, sight);
        if (reply.SeenRevision is not { } seen || sight.PersonId is not { } me || recording.Row.Revision <= seen) return null;
        var values = new { recording.Row.Id, me, seen, text, leg = (long)reply.Leg };
        if (await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select m.send_id from message m join conversation_event e on e.after = cast(m.id as text)
            where m.conversation_id = @Id and m.send_id is not null and m.leg = @leg and m.text = @text
                and e.conversation_id = @Id and e.revision > @seen and e.kind = {(int)ConversationEventKind.SendAsked}
                and e.person_id = @me limit 1
            """, values, recording.Scope.Transaction) is { } send) return new(send, null);
        return await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select a.id from approval a join conversation_event e on e.after = cast(a.id as text)
            where a.conversation_id = @Id and a.state = {(int)ApprovalState.Waiting} and a.leg = @leg and a.text = @text
                and a.private_text is null
                and e.conversation_id = @Id and e.revision > @seen and e.kind = {(int)ConversationEventKind.ApprovalAsked}
                and e.person_id = @me limit 1
            """, values, recording.Scope.Transaction) is { } approval ? new(null, approval) : null;
    }

    /// <summary>The chosen files of a reply; or, where they went out or wait with the same words already, that reply.</summary>
    /// <exception cref="InboxException">One of them is gone, or went with another reply.</exception>
    private async Task<(IReadOnlyList<ReplyFile> Files, SaidReply? Said)> ChosenOnceAsync(
        long conversation, ReplyDraft reply, string text, Sight sight, CancellationToken cancel)
    {
        try
        {
            return (await ChosenAsync(conversation, reply, sight, cancel), null);
        }
        catch (InboxException gone) when (gone.Why is InboxRefusal.FileMissing)
        {
            // Asked afterwards: another press may have taken them along between two looks.
            await using var connection = await db.ReadAsync(cancel);
            if (await SaidWithFilesAsync(connection, null, conversation, reply, text, sight) is { } said) return ([], said);
            throw;
        }
    }

    /// <summary>A file goes out once: the reply with the same words that all of these went with is asked for again.</summary>
    private async Task<SaidReply?> SaidWithFilesAsync(
        DbConnection connection, DbTransaction? transaction, long conversation, ReplyDraft reply, string text, Sight sight)
    {
        var files = reply.Files.Select(f => f.Id).Distinct().ToList();
        var values = new DynamicParameters(
            new { conversation, text, leg = (long)reply.Leg, me = sight.PersonId ?? 0, count = files.Count });
        values.Add("ids", Sql.List(db.Engine, files));
        // Exactly these: with one more or less it is another reply.
        var these = $"count(*) = @count and sum(case when {Sql.In(db.Engine, "f.id", "ids")} then 1 else 0 end) = @count";
        if (await connection.ExecuteScalarAsync<long?>(
            $"""
            select m.send_id from message m
            where m.conversation_id = @conversation and m.send_id is not null and m.leg = @leg and m.text = @text
                and m.person_id = @me and (select {these} from reply_file f where f.message_id = m.id) limit 1
            """, values, transaction) is { } send) return new(send, null);
        return await connection.ExecuteScalarAsync<long?>(
            $"""
            select a.id from approval a
            where a.conversation_id = @conversation and a.state = {(int)ApprovalState.Waiting} and a.leg = @leg and a.text = @text
                and a.private_text is null
                and a.author_id = @me and (select {these} from reply_file f where f.approval_id = a.id) limit 1
            """, values, transaction) is { } approval ? new(null, approval) : null;
    }
}
