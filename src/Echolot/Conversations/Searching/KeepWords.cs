using System.Diagnostics;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const int WordsAtOnce = 200;

    // Others write between two portions.
    private static readonly TimeSpan Filling = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// Reads the words of conversations that changed into the index, then for a while those from before the index.
    /// </summary>
    internal async Task KeepWordsAsync(CancellationToken cancel)
    {
        while (await ReadDueAsync(cancel) == WordsAtOnce) { }
        var began = Stopwatch.GetTimestamp();
        while (await FillWordsAsync(cancel) && Stopwatch.GetElapsedTime(began) < Filling) { }
    }

    /// <summary>How many of a hundred older conversations can be searched; null: all.</summary>
    public async Task<int?> WordsFilledAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var filling = await connection.QuerySingleOrDefaultAsync<WordsFillingRow>(new CommandDefinition(
            "select id, top, below from conversation_words_filling", cancellationToken: cancel));
        return filling is null ? null : (int)(100 * (filling.Top - filling.Below) / Math.Max(1, filling.Top));
    }

    private Task<int> ReadDueAsync(CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        // What changes after this was read stands here once more, and is read again.
        var due = (await scope.Connection.QueryAsync<WordsDueRow>(new CommandDefinition(
            "select id, conversation_id from conversation_words_due order by id limit @WordsAtOnce", new { WordsAtOnce },
            scope.Transaction, cancellationToken: cancel))).AsList();
        if (due.Count == 0) return 0;
        await ReadWordsAsync(scope, [.. due.Select(d => d.ConversationId).Distinct().Order()], cancel);
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"delete from conversation_words_due where {Sql.In(scope.Engine, "id", "ids")}",
            new { ids = Sql.List(scope.Engine, due.Select(d => d.Id)) }, scope.Transaction, cancellationToken: cancel));
        return due.Count;
    }, cancel);

    /// <returns>Whether there is more to fill.</returns>
    internal Task<bool> FillWordsAsync(CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var below = await scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select below from conversation_words_filling", transaction: scope.Transaction, cancellationToken: cancel));
        if (below is null) return false;
        var ids = (await scope.Connection.QueryAsync<long>(new CommandDefinition(
            "select id from conversation where id < @below order by id desc limit @WordsAtOnce", new { below, WordsAtOnce },
            scope.Transaction, cancellationToken: cancel))).Order().ToList();
        await ReadWordsAsync(scope, ids, cancel);
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            ids.Count < WordsAtOnce ? "delete from conversation_words_filling" : "update conversation_words_filling set below = @first",
            new { first = ids.FirstOrDefault() }, scope.Transaction, cancellationToken: cancel));
        return ids.Count == WordsAtOnce;
    }, cancel);

    private static async Task ReadWordsAsync(WriteScope scope, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        var texts = await TalkText.ReadAsync(scope.Connection, scope.Transaction, scope.Engine, ids, cancel);
        var sqlite = scope.Engine is Engine.Sqlite;
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"delete from conversation_words where {Sql.In(scope.Engine, sqlite ? "rowid" : "conversation_id", "ids")}",
            new { ids = Sql.List(scope.Engine, ids) }, scope.Transaction, cancellationToken: cancel));
        foreach (var text in texts.OrderBy(t => t.Id))
            await scope.Connection.ExecuteAsync(new CommandDefinition(
                sqlite
                    ? "insert into conversation_words (rowid, words) values (@Id, @words)"
                    : """
                    insert into conversation_words (conversation_id, words) values (@Id, cast(@words as tsvector))
                    on conflict (conversation_id) do update set words = excluded.words
                    """,
                new { text.Id, words = sqlite ? text.Words : FullText.Vector(text.Words) }, scope.Transaction, cancellationToken: cancel));
    }
}
