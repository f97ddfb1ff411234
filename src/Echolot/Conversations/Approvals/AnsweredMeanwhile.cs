using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// By approval the newest answer of ours that the customer got, or is about to get, since it was asked for; what bots
    /// said, what failed and what was taken back is none.
    /// </summary>
    private async Task<IReadOnlyDictionary<long, long>> AnsweredMeanwhileAsync(
        DbConnection connection, DbTransaction? transaction, IEnumerable<long> approvals)
    {
        var values = new DynamicParameters();
        values.Add("ids", Sql.List(db.Engine, approvals));
        return (await connection.QueryAsync<(long Approval, long Message)>(
            $"""
            select a.id, max(m.id) from approval a join message m on m.conversation_id = a.conversation_id
            left join send s on s.id = m.send_id
            where {Sql.In(db.Engine, "a.id", "ids")} and a.state = {(int)ApprovalState.Waiting}
                and m.direction = {(int)Direction.Ours} and m.leg <> {(int)MessageKind.Note} and m.bot is null
                and m.deleted_at is null and coalesce(s.created_at, m.at) > a.created_at and coalesce(s.state, '') <> 'Failed'
            group by a.id
            """, values, transaction)).ToDictionary(a => a.Approval, a => a.Message);
    }

    /// <summary>Whoever approves has to have seen what the customer was answered since it was asked for.</summary>
    private async Task LookedAtAsync(WriteScope scope, ApprovalRow row, ApprovalDecision decision)
    {
        var answered = await AnsweredMeanwhileAsync(scope.Connection, scope.Transaction, [row.Id]);
        if (answered.TryGetValue(row.Id, out var newest) && newest > (decision.SeenAnswer ?? 0))
            throw new InboxException(
                InboxRefusal.RepliedMeanwhile, "The customer was answered since this was asked for; look at it first.");
    }
}
