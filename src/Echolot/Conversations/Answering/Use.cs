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
public sealed record AnswerOutcome(long ItemId, long Used, long WroteAgain, DateTimeOffset LastAt)
{
    /// <summary>Of fewer, a share is chance: a single case moves it by more than five points.</summary>
    public const int Few = 20;

    /// <summary>Conversations that were done after it was used in them.</summary>
    public long Closed { get; init; }

    /// <summary>How many of those were opened again afterwards.</summary>
    public long Reopened { get; init; }

    /// <summary>Customers who said how they found it after it was used.</summary>
    public long Rated { get; init; }

    /// <summary>How many of them gave 4 or 5.</summary>
    public long Satisfied { get; init; }
}

public sealed partial class Inbox
{
    /// <summary>So many of the newest uses teach the index how people ask.</summary>
    private const int MostLearned = 2000;

    private static readonly TimeSpan AskedAfresh = TimeSpan.FromMinutes(5);
    private (DateTimeOffset At, IReadOnlyList<AskedBefore> Asked)? _asked;

    /// <summary>How often each item was used and what came of it.</summary>
    /// <param name="item">This one alone; null: all.</param>
    public async Task<IReadOnlyDictionary<long, AnswerOutcome>> OutcomesAsync(CancellationToken cancel, long? item = null)
    {
        var (which, values) = (item is null ? "" : "where u.item_id = @item", new { item });
        await using var connection = await db.ReadAsync(cancel);
        var used = (await connection.QueryAsync<(long Item, long Used, long Again, long Last)>(new CommandDefinition(
            $"""
            select u.item_id, count(*), cast(sum(case when c.last_in_at > u.at then 1 else 0 end) as bigint), max(u.at)
            from answer_use u left join conversation c on c.id = u.conversation_id {which} group by u.item_id
            """, values, cancellationToken: cancel))).AsList();
        // A conversation counts once however often it was used there, and only what came after its first use.
        var after = (await connection.QueryAsync<AfterRow>(new CommandDefinition(
            $"""
            select item_id, cast(sum(closed) as bigint) as closed, cast(sum(case when closed = 1 then reopened else 0 end) as bigint) as reopened,
                cast(sum(rated) as bigint) as rated, cast(sum(satisfied) as bigint) as satisfied
            from (select f.item_id,
                    case when exists (select 1 from care_step s where s.conversation_id = f.conversation_id
                        and s.kind = {(int)CareStep.Closed} and s.at >= f.at) then 1 else 0 end as closed,
                    case when exists (select 1 from care_step s where s.conversation_id = f.conversation_id
                        and s.kind = {(int)CareStep.Reopened} and s.at >= f.at) then 1 else 0 end as reopened,
                    (select count(*) from opinion o where o.conversation_id = f.conversation_id and o.asked_at >= f.at
                        and o.score is not null) as rated,
                    (select count(*) from opinion o where o.conversation_id = f.conversation_id and o.asked_at >= f.at
                        and o.score >= 4) as satisfied
                from (select u.item_id, u.conversation_id, min(u.at) as at from answer_use u {which}
                    group by u.item_id, u.conversation_id) f) p
            group by item_id
            """, values, cancellationToken: cancel))).ToDictionary(a => a.ItemId);
        return used.ToDictionary(u => u.Item, u => new AnswerOutcome(u.Item, u.Used, u.Again, Stored.Time(u.Last))
        {
            Closed = after[u.Item].Closed, Reopened = after[u.Item].Reopened, Rated = after[u.Item].Rated,
            Satisfied = after[u.Item].Satisfied,
        });
    }

    private sealed record AfterRow
    {
        public long ItemId { get; init; }
        public long Closed { get; init; }
        public long Reopened { get; init; }
        public long Rated { get; init; }
        public long Satisfied { get; init; }
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
        // The same object again is the same index again: where nothing was learned it is not made anew.
        if (_asked is { } before && before.Asked.SequenceEqual(asked)) asked = before.Asked;
        _asked = (clock.GetUtcNow(), asked);
        return asked;
    }
}

/// <summary>A use of an item as it is stored. Names who used it, and where they asked.</summary>
[Personal("answer_use")]
internal sealed record UseRow(
    long Id, long ItemId, long Version, long ConversationId, long? MessageId, long? AskedId, long? PersonId, long At);
