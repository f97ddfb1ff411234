using Dapper;
using Echolot.Answers;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>An item of the library that a reply is made of, in the version that was used.</summary>
public sealed record UsedAnswer(long ItemId, int Version);

/// <summary>What became of the replies that an item was used in.</summary>
/// <param name="Used">How often.</param>
/// <param name="WroteAgain">After how many of them the customer wrote again.</param>
public sealed record AnswerOutcome(long ItemId, long Used, long WroteAgain, DateTimeOffset LastAt);

public sealed partial class Inbox
{
    /// <summary>So many of the newest uses teach the index how people ask.</summary>
    private const int MostLearned = 2000;

    private static readonly TimeSpan AskedAfresh = TimeSpan.FromMinutes(5);
    private (DateTimeOffset At, IReadOnlyList<AskedBefore> Asked)? _asked;

    /// <summary>How often each item was used and what came of it.</summary>
    public async Task<IReadOnlyDictionary<long, AnswerOutcome>> OutcomesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(long Item, long Used, long Again, long Last)>(new CommandDefinition(
            """
            select u.item_id, count(*), cast(sum(case when c.last_in_at > u.at then 1 else 0 end) as bigint), max(u.at)
            from answer_use u left join conversation c on c.id = u.conversation_id group by u.item_id
            """, cancellationToken: cancel)))
            .ToDictionary(u => u.Item, u => new AnswerOutcome(u.Item, u.Used, u.Again, Stored.Time(u.Last)));
    }

    private async Task UsedAsync(
        WriteScope scope, long conversation, IReadOnlyList<UsedAnswer>? items, long message, long? asked, long? by,
        CancellationToken cancel)
    {
        foreach (var one in (items ?? []).DistinctBy(i => i.ItemId).Take(10))
            if (await answers.FindAsync(one.ItemId, cancel) is not null)
                await scope.Connection.ExecuteAsync(
                    """
                    insert into answer_use (item_id, version, conversation_id, message_id, asked_id, person_id, at)
                    values (@ItemId, @Version, @conversation, @message, @asked, @by, @Now)
                    """, new { one.ItemId, one.Version, conversation, message, asked, by, Now }, scope.Transaction);
    }

    /// <summary>
    /// How people asked when an item was the answer. Their words are read where they are kept: what is erased there teaches
    /// nothing any more.
    /// </summary>
    private async Task<IReadOnlyList<AskedBefore>> AskedAsync(CancellationToken cancel)
    {
        if (_asked is { } kept && clock.GetUtcNow() - kept.At < AskedAfresh) return kept.Asked;
        await using var connection = await db.ReadAsync(cancel);
        IReadOnlyList<AskedBefore> asked = [.. (await connection.QueryAsync<(long Item, string Text)>(new CommandDefinition(
            """
            select u.item_id, m.text from answer_use u join message m on m.id = u.asked_id
            where m.deleted_at is null and m.text <> '' order by u.id desc limit @MostLearned
            """, new { MostLearned }, cancellationToken: cancel))).Select(a => new AskedBefore(a.Item, a.Text))];
        _asked = (clock.GetUtcNow(), asked);
        return asked;
    }
}

/// <summary>A use of an item as it is stored. Names who used it, and where they asked.</summary>
[Personal("answer_use")]
internal sealed record UseRow(
    long Id, long ItemId, long Version, long ConversationId, long? MessageId, long? AskedId, long? PersonId, long At);
