using Dapper;

namespace Echolot.Conversations;

/// <summary>What would have been said to some words.</summary>
public sealed record RehearsedReply(
    DateTimeOffset At, long ConversationId, string Connector, string Snippet, AutoReplyDecision Decision);

/// <summary>What automatic replies would have said to what customers wrote.</summary>
/// <param name="Heard">Words that were looked at.</param>
/// <param name="Cut">There were more; only the newest were looked at.</param>
/// <param name="Verdicts">How many came to which verdict.</param>
/// <param name="Said">What would have left, newest first.</param>
public sealed record AutoReplyRehearsal(
    DateTimeOffset From, int Heard, bool Cut, IReadOnlyDictionary<AutoReplyVerdict, int> Verdicts,
    IReadOnlyList<RehearsedReply> Said);

public sealed partial class Inbox
{
    /// <summary>Most words that a preview looks at.</summary>
    public const int MostRehearsed = 5000;

    private static readonly TimeSpan Rehearsed = TimeSpan.FromDays(7);

    /// <summary>What a plan would have said during the last week, decided as it is for real; nothing is sent.</summary>
    /// <remarks>Pauses do not count: the question is what the rules would do.</remarks>
    public async Task<AutoReplyRehearsal> RehearseAsync(AutoReplyPlan plan, Sight sight, CancellationToken cancel)
    {
        var from = clock.GetUtcNow() - Rehearsed;
        plan = plan with { Settings = plan.Settings with { Paused = false, PausedChannels = null } };
        var values = new DynamicParameters(new { since = from.ToUnixTimeMilliseconds(), most = (long)MostRehearsed + 1 });
        sight.Bind(values, db.Engine);
        List<HeardRow> heard;
        await using (var connection = await db.ReadAsync(cancel))
            heard = (await connection.QueryAsync<HeardRow>(new CommandDefinition(
                $"""
                select {HeardColumns}
                from message m join conversation c on c.id = m.conversation_id join identity i on i.id = m.identity_id
                where m.direction = 1 and m.leg <> 3 and m.deleted_at is null and m.at >= @since
                    and c.state <> {(int)ConversationState.Ignored} and {sight.Condition(db.Engine)}
                order by m.at desc, m.id desc limit @most
                """, values, cancellationToken: cancel))).AsList();
        var cut = heard.Count > MostRehearsed;
        if (cut) heard.RemoveAt(heard.Count - 1);
        heard.Reverse();
        var told = new Dictionary<long, DateTimeOffset>();
        var (verdicts, said) = (new Dictionary<AutoReplyVerdict, int>(), new List<RehearsedReply>());
        foreach (var row in heard)
        {
            var words = row.AsWords() with { ToldAt = told.TryGetValue(row.ContactId, out var last) ? last : null };
            var decision = plan.Decide(words, words.At);
            verdicts[decision.Verdict] = verdicts.GetValueOrDefault(decision.Verdict) + 1;
            if (decision.Verdict is not AutoReplyVerdict.Sends) continue;
            told[row.ContactId] = words.At;
            said.Add(new(words.At, row.ConversationId, row.Connector, SnippetOf(row.Text), decision));
        }
        said.Reverse();
        return new(from, heard.Count, cut, verdicts, said);
    }
}
