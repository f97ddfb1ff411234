using Dapper;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const int MostUrgent = 200;

    /// <summary>Urgent conversations that nobody has taken and in which something was said since a time, the newest first.</summary>
    internal async Task<IReadOnlyList<long>> UrgentAsync(DateTimeOffset since, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            $"""
            select id from conversation
            where last_at > @since and last_in_at > @since and active = 1 and assignee_id is null and merged_into is null
                and state in ({(int)ConversationState.New}, {(int)ConversationState.Open})
                and coalesce(priority_set, priority) = {(int)Priority.Urgent}
            order by last_at desc, id desc limit {MostUrgent}
            """, new { since = since.ToUnixTimeMilliseconds() }, cancellationToken: cancel))).AsList();
    }
}
