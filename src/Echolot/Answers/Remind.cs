using System.Globalization;
using Dapper;
using Echolot.Messaging;

namespace Echolot.Answers;

/// <summary>An item of the library is to be reviewed before it expires; told once for each day on which it ends.</summary>
/// <param name="PersonId">Who is told: its owner, else whoever changed it last; of both only who still works here.</param>
/// <param name="Until">Last day on which it may be used.</param>
/// <param name="Occasion">Unlike any other: told twice, it is shown once.</param>
/// <param name="Owned">False: who is told only changed it last.</param>
public sealed record AnswerExpires(
    long PersonId, long ItemId, string Title, DateOnly Until, string Occasion, bool Owned = true) : IFact;

public sealed partial class AnswerLibrary
{
    /// <summary>
    /// Tells owners of items that expire within <see cref="AnswerItem.ReviewDays"/> days. Another last day is told anew, and
    /// an item without anybody who could be told as soon as it has somebody.
    /// </summary>
    internal async Task RemindAsync(CancellationToken cancel)
    {
        var today = await TodayAsync(cancel);
        var due = (await ShelfAsync(cancel)).Items.Where(i => i.EndsSoon(today)).ToList();
        if (due.Count == 0) return;
        var reminded = new Dictionary<long, string?>();
        await using (var connection = await db.ReadAsync(cancel))
            foreach (var (item, day) in await connection.QueryAsync<(long, string?)>(new CommandDefinition(
                "select id, reminded_for from answer_item where reminded_for is not null", cancellationToken: cancel)))
                reminded[item] = day;
        var here = (await roster.PeopleAsync(cancel)).Where(p => p.Active).Select(p => p.Id).ToHashSet();
        foreach (var item in due)
        {
            if (new[] { item.OwnerId, item.ChangedBy }.FirstOrDefault(p => p is { } id && here.Contains(id)) is not { } told) continue;
            var (last, day) = (item.Approved!.ValidUntil!.Value, Day(item.Approved.ValidUntil.Value));
            if (reminded.GetValueOrDefault(item.Id) == day) continue;
            await db.WriteAsync(async scope =>
            {
                // The update is the lock: of two servers one tells.
                if (await scope.Connection.ExecuteAsync(
                    """
                    update answer_item set reminded_for = @day
                    where id = @Id and (reminded_for is null or reminded_for <> @day)
                    """, new { item.Id, day }, scope.Transaction) == 0) return;
                await bus.PublishAsync(
                    scope, new AnswerExpires(told, item.Id, item.Title, last, $"expires-{day}", told == item.OwnerId), cancel);
            }, cancel);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
