using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What a row of a list shows beside the conversation itself.</summary>
/// <param name="Category">The first of its categories by its path; null: it has none.</param>
/// <param name="Unread">What the other side has said since somebody of ours looked last.</param>
public sealed record TalkMarks(Label? Category, int Unread);

public sealed partial class Inbox
{
    /// <summary>Marks of the conversations of a page.</summary>
    public async Task<IReadOnlyDictionary<long, TalkMarks>> MarksAsync(
        IReadOnlyList<Conversation> page, CancellationToken cancel)
    {
        if (page.Count == 0) return new Dictionary<long, TalkMarks>();
        var labels = await LabelsOfAsync(page.Select(c => c.Id), cancel);
        // Most of a list has been looked at: only the others are counted.
        var unseen = page.Where(c => c.LastInAt > (c.SeenAt ?? DateTimeOffset.MinValue)).Select(c => c.Id).ToList();
        var unread = new Dictionary<long, int>();
        if (unseen.Count > 0)
        {
            await using var connection = await db.ReadAsync(cancel);
            foreach (var (id, count) in await connection.QueryAsync<(long, long)>(new CommandDefinition(
                $"""
                select m.conversation_id, count(*) from message m join conversation c on c.id = m.conversation_id
                where {Sql.In(db.Engine, "m.conversation_id", "unseen")} and m.direction = @theirs and m.deleted_at is null
                    and m.at > coalesce(c.seen_at, 0)
                group by m.conversation_id
                """, new { unseen = Sql.List(db.Engine, unseen), theirs = (long)Direction.Theirs }, cancellationToken: cancel)))
                unread[id] = (int)count;
        }
        return page.ToDictionary(
            c => c.Id, c => new TalkMarks(labels[c.Id].FirstOrDefault(l => l.IsCategory), unread.GetValueOrDefault(c.Id)));
    }

    /// <summary>Somebody of ours looks at it: what was said until now is read.</summary>
    public async Task SeeAsync(Conversation conversation, CancellationToken cancel)
    {
        if (conversation.LastInAt is not { } said || said <= conversation.SeenAt) return;
        await db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(new CommandDefinition(
                "update conversation set seen_at = @said where id = @Id and coalesce(seen_at, 0) < @said",
                new { conversation.Id, said = said.ToUnixTimeMilliseconds() }, scope.Transaction, cancellationToken: cancel)), cancel);
    }

    /// <summary>Those of some conversations that these eyes may see.</summary>
    public async Task<IReadOnlyList<long>> SeenOfAsync(IReadOnlyList<long> ids, Sight sight, CancellationToken cancel)
    {
        if (ids.Count == 0 || sight.Departments is null) return ids;
        var values = new DynamicParameters(new { ids = Sql.List(db.Engine, ids) });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            $"select c.id from conversation c where {Sql.In(db.Engine, "c.id", "ids")} and {sight.Condition(db.Engine)}", values,
            cancellationToken: cancel))).AsList();
    }

    /// <summary>Languages in which people speak with us, by their code; each is found by the index, not by reading rows.</summary>
    public async Task<IReadOnlyList<string>> LanguagesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<string?>(new CommandDefinition(
            """
            with recursive spoken (code) as (
                select min(language) from conversation
                union all select (select min(c.language) from conversation c where c.language > s.code) from spoken s
                where s.code is not null)
            select code from spoken where code is not null
            """, cancellationToken: cancel))).OfType<string>().Where(code => code != "und")];
    }
}
