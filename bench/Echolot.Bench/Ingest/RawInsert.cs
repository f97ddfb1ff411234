using Echolot.Matching;
using Echolot.Mentions;
using Microsoft.Data.Sqlite;

namespace Echolot.Bench.Ingest;

/// <summary>
/// The yardstick: the same posts into one table with a unique index and one FTS5 index, by prepared statements, 512
/// rows a transaction, every commit on disk. No matching, no enrichment, no lists, no counts.
/// </summary>
internal static class RawInsert
{
    private const string Schema =
        """
        pragma journal_mode=wal; pragma synchronous=full; pragma cache_size=-65536; pragma mmap_size=1073741824;
        pragma temp_store=memory;
        pragma wal_autocheckpoint=4000;
        create table post (
            id integer primary key, connector text not null, external_id text not null, revision text not null,
            published_at integer not null, received_at integer not null, text text not null, title text, url text,
            author_id text not null, author_handle text, author_name text);
        create unique index post_external on post (connector, external_id);
        """;

    /// <summary>
    /// SQLite's own full-text index over the posts' text, with the tokenizer it comes with.
    /// </summary>
    public static Rate Measure(string folder, IReadOnlyList<Mention> posts) => Measure(
        folder, posts, "create virtual table post_words using fts5 (words, content='', contentless_delete=1)",
        [.. posts.Select(p => p.Title is null ? p.Text : p.Title + " " + p.Text)]);

    /// <summary>
    /// The full-text index as Echolot has it, of words that were folded before the clock starts: SQLite has only to
    /// cut at blanks.
    /// </summary>
    public static Rate MeasureFolded(string folder, IReadOnlyList<Mention> posts) => Measure(
        folder, posts,
        "create virtual table post_words using fts5 (words, content='', contentless_delete=1, tokenize='ascii')",
        [.. posts.Select(p => Folding.Words(p.Title is null ? p.Text : p.Title + " " + p.Text))]);

    private static Rate Measure(
        string folder, IReadOnlyList<Mention> posts, string fullText, IReadOnlyList<string> words)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "raw.db")};Pooling=False");
        connection.Open();
        using (var schema = connection.CreateCommand())
        {
            schema.CommandText = Schema + fullText;
            schema.ExecuteNonQuery();
        }
        using var row = Prepare(
            connection, "insert into post values (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11)", 12);
        using var index = Prepare(connection, "insert into post_words (rowid, words) values (@p0, @p1)", 2);
        var clock = new Clock();
        for (var from = 0; from < posts.Count; from += 512)
        {
            using var transaction = connection.BeginTransaction();
            row.Transaction = index.Transaction = transaction;
            for (var i = from; i < Math.Min(posts.Count, from + 512); i++)
            {
                var post = posts[i];
                Run(row, i + 1L, post.Source.Connector, post.Id.Value, post.Revision,
                    post.PublishedAt.ToUnixTimeMilliseconds(), post.ReceivedAt.ToUnixTimeMilliseconds(), post.Text,
                    post.Title, post.Url?.ToString(), post.Author.Id.Value, post.Author.Handle,
                    post.Author.DisplayName);
                Run(index, i + 1L, words[i]);
            }
            transaction.Commit();
        }
        return clock.Of(posts.Count);
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }
}
