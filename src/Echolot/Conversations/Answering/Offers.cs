using Dapper;
using Echolot.Answers;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>How an item that is suggested did before.</summary>
/// <param name="LastUsedAt">When it was last in a reply; null: never.</param>
/// <param name="Offered">Replies that people wrote while it stood above them as a suggestion.</param>
/// <param name="Taken">How many of those it was put into.</param>
public sealed record AnswerHistory(DateTimeOffset? LastUsedAt, long Offered, long Taken)
{
    public static readonly AnswerHistory None = new(null, 0, 0);
}

public sealed partial class Inbox
{
    private async Task<IReadOnlyDictionary<long, AnswerHistory>> HistoriesAsync(IReadOnlyList<long> items, CancellationToken cancel)
    {
        var histories = new Dictionary<long, AnswerHistory>();
        if (items.Count == 0) return histories;
        var values = new { items = Sql.List(db.Engine, items) };
        await using var connection = await db.ReadAsync(cancel);
        foreach (var (item, offered, taken) in await connection.QueryAsync<(long, long, long)>(new CommandDefinition(
            $"select item_id, offered, taken from answer_offer where {Sql.In(db.Engine, "item_id", "items")}", values,
            cancellationToken: cancel)))
            histories[item] = new(null, offered, taken);
        foreach (var (item, last) in await connection.QueryAsync<(long, long)>(new CommandDefinition(
            $"select item_id, max(at) from answer_use where {Sql.In(db.Engine, "item_id", "items")} group by item_id", values,
            cancellationToken: cancel)))
            histories[item] = histories.GetValueOrDefault(item, AnswerHistory.None) with { LastUsedAt = Stored.Time(last) };
        return histories;
    }

    /// <summary>Counts what stood above a reply as a suggestion, and what of it went in.</summary>
    private async Task OfferedAsync(WriteScope scope, ReplyDraft reply, CancellationToken cancel)
    {
        // Always in one order, so that of two who send at once none waits for the other in a circle.
        foreach (var item in reply.Suggested.Distinct().Take(MostSuggested).Order())
            if (await answers.FindAsync(item, cancel) is not null)
                await scope.Connection.ExecuteAsync(
                    """
                    insert into answer_offer (item_id, offered, taken) values (@item, 1, @taken)
                    on conflict (item_id) do update
                    set offered = answer_offer.offered + 1, taken = answer_offer.taken + excluded.taken
                    """, new { item, taken = reply.Items?.Any(i => i.ItemId == item) is true ? 1 : 0 }, scope.Transaction);
    }
}

/// <summary>How often an item was suggested and taken, as it is stored. Of whom it does not say.</summary>
[NotPersonal("answer_offer")]
internal sealed record OfferRow(long ItemId, long Offered, long Taken);
