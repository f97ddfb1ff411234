using System.Globalization;
using Dapper;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Conversations became somebody's without their doing; however many at once, they are told once.</summary>
/// <param name="Count">How many; <paramref name="Conversations"/> names at most <see cref="Most"/> of them.</param>
/// <param name="By">Who gave them; null where routing, a return or a workflow did.</param>
/// <param name="Occasion">Unlike any other: told twice, it is shown once.</param>
public sealed record ConversationsHanded(
    long PersonId, IReadOnlyList<long> Conversations, int Count, long? By, string Occasion) : IFact
{
    public const int Most = 100;
}

public sealed partial class Inbox
{
    /// <summary>A change to many writes for seconds: it is over when nothing more has come for so long.</summary>
    private static readonly TimeSpan HandedPause = TimeSpan.FromSeconds(4);

    /// <summary>Whoever gets something all the time is told in between as well.</summary>
    private static readonly TimeSpan HandedAtLatest = TimeSpan.FromMinutes(1);

    /// <summary>Tells people what they were given, once for all that came in a row from the same hand.</summary>
    internal async Task TellHandedAsync(CancellationToken cancel)
    {
        List<(long Person, long? By)> due;
        await using (var connection = await db.ReadAsync(cancel))
            due = (await connection.QueryAsync<(long, long?)>(new CommandDefinition(
                """
                select person_id, by_id from handed group by person_id, by_id
                having max(at) <= @settled or min(at) <= @latest order by min(at)
                """,
                new { settled = Now - (long)HandedPause.TotalMilliseconds, latest = Now - (long)HandedAtLatest.TotalMilliseconds },
                cancellationToken: cancel))).AsList();
        await EachAsync(due, "Telling somebody what they were given", one => db.WriteAsync(async scope =>
        {
            var (person, by) = one;
            var whose = new { person, by = by ?? 0 };
            // Exactly what is told goes: more may be noted meanwhile, and another process tells as well.
            var told = await scope.Connection.QueryAsync<long>(new CommandDefinition(
                """
                delete from handed where person_id = @person and coalesce(by_id, 0) = @by returning conversation_id
                """, whose, scope.Transaction, cancellationToken: cancel));
            // What is over, or with somebody else by now, is no news.
            var theirs = (await scope.Connection.QueryAsync<long>(new CommandDefinition(
                $"""
                select c.id from conversation c
                where {Sql.In(db.Engine, "c.id", "told")} and c.assignee_id = @person and c.active = 1 order by c.id
                """, new { told = Sql.List(db.Engine, told), person }, scope.Transaction, cancellationToken: cancel))).AsList();
            if (theirs.Count > 0)
                await bus.PublishAsync(scope, new ConversationsHanded(
                    person, [.. theirs.Take(ConversationsHanded.Most)], theirs.Count, by,
                    string.Create(CultureInfo.InvariantCulture, $"handed-{by ?? 0}-{Now}")), cancel);
        }, cancel), cancel);
    }
}

/// <summary>A conversation that somebody was given and has not been told of. Names both.</summary>
[Personal("handed")]
internal sealed record HandedRow(long ConversationId, long PersonId, long? ById, long At)
{
    /// <summary>Notes it in the transaction in which it became theirs; what one takes oneself is no news.</summary>
    public static Task NoteAsync(WriteScope scope, long conversation, long? person, long? by, long at) =>
        scope.Connection.ExecuteAsync(
            person is null || person == by
                ? "delete from handed where conversation_id = @ConversationId"
                : """
                  insert into handed (conversation_id, person_id, by_id, at) values (@ConversationId, @PersonId, @ById, @At)
                  on conflict (conversation_id) do update set person_id = excluded.person_id, by_id = excluded.by_id,
                      at = excluded.at
                  """, new HandedRow(conversation, person ?? 0, by, at), scope.Transaction);
}
