using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class ChatDesk
{
    /// <summary>
    /// A visitor takes their consent back (GDPR Art. 7 (3)): they and their token are gone at once, nothing reaches them any
    /// more, and that they are to be erased is noted for whoever handles privacy.
    /// </summary>
    public async Task WithdrawAsync(ChatVisitor visitor, CancellationToken cancel)
    {
        var conversation = await ConversationAsync(visitor, cancel);
        await db.WriteAsync(async scope =>
        {
            if (await scope.Connection.ExecuteAsync(new CommandDefinition(
                "delete from chat_visitor where id = @Id", new { visitor.Id }, scope.Transaction, cancellationToken: cancel)) == 0) return;
            // Whoever never wrote has left nothing else.
            if (conversation is { } talk && await inbox.WithdrawnAsync(scope, talk, visitor.Author.Value, cancel))
                await privacy.AskErasureAsync(
                    scope, new(ChatSettings.Connector, visitor.Author.Value), "consent_withdrawn", $"conversation:{Number(talk)}", cancel);
        }, cancel);
    }
}

public sealed partial class Inbox
{
    /// <summary>
    /// Somebody in the chat withdrew their consent: what they said can be answered there no longer, and what waits to go out
    /// to them does not.
    /// </summary>
    /// <returns>Whether they said anything.</returns>
    internal async Task<bool> WithdrawnAsync(WriteScope scope, long conversation, string author, CancellationToken cancel)
    {
        const string Said =
            """
            (select m.id from message m join identity i on i.id = m.identity_id
             where i.connector = @Connector and i.external_id = @author and m.direction = 1)
            """;
        var recording = await RecordWholeAsync(scope, conversation, cancel);
        var values = new { ChatSettings.Connector, author };
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"""
            update send set state = '{nameof(SendState.Undone)}'
            where state in ('{nameof(SendState.Queued)}', '{nameof(SendState.Failed)}') and reply_to in {Said}
            """, values, scope.Transaction, cancellationToken: cancel));
        // As after an erasure: what has no id outside is answered by nobody.
        var said = await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"update message set external_id = null where external_id is not null and id in {Said}", values, scope.Transaction,
            cancellationToken: cancel));
        if (said == 0) return false;
        await recording.NoteAsync(ConversationEventKind.ConsentWithdrawn, Now);
        await recording.FinishAsync(cancel);
        return true;
    }
}
