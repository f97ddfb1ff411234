using Dapper;
using Echolot.Privacy;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Says that two conversations have to do with each other; both stay as they are.</summary>
    /// <exception cref="InboxException">They are the same.</exception>
    public Task LinkAsync(long conversation, long other, Sight sight, CancellationToken cancel) =>
        LinkAsync(conversation, other, together: true, sight, cancel);

    /// <summary>Takes the link away again.</summary>
    public Task UnlinkAsync(long conversation, long other, Sight sight, CancellationToken cancel) =>
        LinkAsync(conversation, other, together: false, sight, cancel);

    private Task LinkAsync(long conversation, long other, bool together, Sight sight, CancellationToken cancel)
    {
        if (conversation == other)
            throw new InboxException(InboxRefusal.AlreadyMerged, "A conversation cannot be linked with itself.");
        return db.WriteAsync(async scope =>
        {
            await LockAsync(scope, conversation, other);
            var (one, two) = (await SeenAsync(scope, conversation, sight, cancel), await SeenAsync(scope, other, sight, cancel));
            var pair = new { low = Math.Min(conversation, other), high = Math.Max(conversation, other), Now, sight.PersonId };
            var changed = await scope.Connection.ExecuteAsync(
                together
                    ? """
                    insert into conversation_link (low_id, high_id, made_at, made_by) values (@low, @high, @Now, @PersonId)
                    on conflict (low_id, high_id) do nothing
                    """
                    : "delete from conversation_link where low_id = @low and high_id = @high", pair, scope.Transaction);
            if (changed == 0) return;
            var kind = together ? ConversationEventKind.Linked : ConversationEventKind.Unlinked;
            await one.NoteAsync(kind, Now, sight.PersonId, after: Recording.Number(other));
            await two.NoteAsync(kind, Now, sight.PersonId, after: Recording.Number(conversation));
            await one.FinishAsync(cancel);
            await two.FinishAsync(cancel);
        }, cancel);
    }

    /// <summary>Conversations that are linked with this one, as these eyes may see them, newest first; not those that are part of another.</summary>
    public async Task<IReadOnlyList<Conversation>> LinkedAsync(long conversation, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { conversation });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var rows = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
            $"""
            select {ConversationRow.Columns} from conversation c where c.id in (
                select high_id from conversation_link where low_id = @conversation
                union all select low_id from conversation_link where high_id = @conversation)
                and c.merged_into is null and {sight.Condition(db.Engine)} order by c.last_at desc
            """, values, cancellationToken: cancel))).AsList();
        var identities = await contacts.IdentitiesAsync(rows.Select(r => r.IdentityId), cancel);
        return [.. rows.Select(r => r.AsConversation(identities))];
    }
}

/// <summary>A link between two conversations as it is stored. Names who made it.</summary>
[Personal("conversation_link")]
internal sealed record LinkRow(long LowId, long HighId, long MadeAt, long? MadeBy);
