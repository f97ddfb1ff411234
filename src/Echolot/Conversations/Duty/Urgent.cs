using Dapper;

namespace Echolot.Conversations;

/// <summary>A conversation that somebody has and in which the customer waits for us.</summary>
internal sealed record HeldTalk
{
    public long Id { get; init; }
    public long AssigneeId { get; init; }
    public long? DepartmentId { get; init; }
    public long AssignedAt { get; init; }
    public long LastInAt { get; init; }
    public long LastOutAt { get; init; }

    /// <summary>Who of us answered last; null: nobody, or a bot.</summary>
    public long? AnsweredBy { get; init; }

    /// <summary>Who gave it to them; null: routing or a workflow did.</summary>
    public long? GivenBy { get; init; }
}

public sealed partial class Inbox
{
    private static readonly string Held =
        $"""
        select id, assignee_id, department_id, coalesce(assigned_at, 0) as assigned_at, last_in_at,
            coalesce(last_out_at, 0) as last_out_at,
            (select e.person_id from conversation_event e
             where e.conversation_id = conversation.id and e.kind = {(int)ConversationEventKind.Assigned}
             order by e.at desc, e.id desc limit 1) as given_by,
            (select e.person_id from conversation_event e
             where e.conversation_id = conversation.id and e.kind = {(int)ConversationEventKind.Replied}
             order by e.at desc, e.id desc limit 1) as answered_by
        from conversation
        where active = 1 and assignee_id is not null and merged_into is null
            and state in ({(int)ConversationState.New}, {(int)ConversationState.Open}) and last_in_at > coalesce(last_out_at, 0)
        """;

    /// <summary>A conversation that somebody has and in which the customer waits; null: nobody has it, or nobody waits.</summary>
    internal async Task<HeldTalk?> HeldAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<HeldTalk>(new CommandDefinition(
            $"{Held} and id = @id", new { id }, cancellationToken: cancel));
    }

    /// <summary>Urgent ones of them in which something was said since a time, the newest first.</summary>
    internal async Task<IReadOnlyList<HeldTalk>> UrgentHeldAsync(DateTimeOffset since, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<HeldTalk>(new CommandDefinition(
            $"""
            {Held} and last_at > @since and last_in_at > @since and coalesce(priority_set, priority) = {(int)Priority.Urgent}
            order by last_at desc, id desc limit {MostUrgent}
            """, new { since = since.ToUnixTimeMilliseconds() }, cancellationToken: cancel))).AsList();
    }

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
