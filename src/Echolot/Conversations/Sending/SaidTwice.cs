using Dapper;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// The reply with the same words that somebody has asked for already on the page that they still look at: on a slow line
    /// a button is pressed again and again. Null: this is the first time.
    /// </summary>
    private static async Task<SaidReply?> SaidAlreadyAsync(Recording recording, ReplyDraft reply, string text, Sight sight)
    {
        // A file goes out once anyway: whoever adds one says something else.
        if (reply.SeenRevision is not { } seen || reply.Files.Count > 0 || sight.PersonId is not { } me
            || recording.Row.Revision <= seen) return null;
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
                and e.conversation_id = @Id and e.revision > @seen and e.kind = {(int)ConversationEventKind.ApprovalAsked}
                and e.person_id = @me limit 1
            """, values, recording.Scope.Transaction) is { } approval ? new(null, approval) : null;
    }
}
