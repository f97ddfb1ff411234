using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Storage;
using Microsoft.Data.Sqlite;

namespace Echolot.Bench;

/// <summary>
/// An archive of made-up posts on SQLite, in the folder of <c>--data</c>, where it stays for other measurements, or in
/// one of its own, which goes with it.
/// </summary>
internal sealed class FilledArchive : IAsyncDisposable
{
    private const int Batch = 1000;
    private const int RawRows = 50_000;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly bool _temporary;

    private FilledArchive(EcholotDb db, int rows, DateTimeOffset newest, string folder, bool temporary)
    {
        (Db, Rows, Folder, _temporary) = (db, rows, folder, temporary);
        Clock = new MinuteAfter(newest);
        Archive = new(db, new Bus(db, Clock), Clock);
    }

    public EcholotDb Db { get; }
    public Archive Archive { get; }

    /// <summary>Goes on from the minute after the last post.</summary>
    public TimeProvider Clock { get; }

    public int Rows { get; }
    public string Folder { get; }

    /// <summary>
    /// Opens the archive, with all that is in it, and fills it where that is less than asked for; then prints the rate of keeping beside the raw rate of
    /// SQLite with FTS5.
    /// </summary>
    /// <param name="args"><c>--rows</c> and <c>--data</c>.</param>
    public static async Task<FilledArchive> OpenAsync(string[] args, int rows)
    {
        rows = int.Parse(Option(args, "--rows") ?? rows.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var named = Option(args, "--data");
        var folder = named ?? Directory.CreateTempSubdirectory("echolot-bench-").FullName;
        Directory.CreateDirectory(folder);
        var db = await EcholotDb.OpenAsync(
            new StorageOptions(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
        await using var connection = await db.ReadAsync(CancellationToken.None);
        var (stored, newest) = await connection.QuerySingleAsync<(long Stored, long Newest)>(
            "select coalesce((select sum(count) from tally_total where monitor_id = 0), 0), coalesce((select max(id) from mention), 0)");
        if (stored >= rows) return new(db, (int)stored, MentionIds.TimeOf(newest), folder, named is null);
        var filled = new FilledArchive(db, rows, Start + MadeUpPosts.Pace(rows) * rows, folder, named is null);
        await filled.FillAsync((int)stored);
        return filled;
    }

    public static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        if (_temporary) Directory.Delete(Folder, recursive: true);
    }

    /// <param name="there">Posts of a filling that was broken off: the same ones come first again.</param>
    private async Task FillAsync(int there)
    {
        RawRate(Folder, Rows);
        var (raw, rawWork) = RawRate(Folder, Rows);
        Console.WriteLine($"raw SQLite + FTS5 (one table, same texts, {Batch} a transaction): {raw:N0} rows/s, {rawWork.TotalMicroseconds:F0} µs of processor a row");
        var posts = new MadeUpPosts(Start, Rows);
        var keeping = new Stopwatch();
        var (first, worked) = (0.0, TimeSpan.Zero);
        var kept = 0;
        foreach (var batch in posts.Take(Rows).Skip(there).Chunk(Batch))
        {
            keeping.Start();
            var before = Environment.CpuUsage.TotalTime;
            await Db.WriteAsync(
                scope => Archive.KeepAsync(scope, batch, CancellationToken.None), CancellationToken.None);
            keeping.Stop();
            worked += Environment.CpuUsage.TotalTime - before;
            kept += batch.Length;
            if (kept == Math.Min(RawRows, Rows - there)) first = kept / keeping.Elapsed.TotalSeconds;
        }
        Console.WriteLine($"kept {Math.Min(RawRows, kept):N0} behind {there:N0}: {first:N0} rows/s = {first / raw:P0} of raw; all {kept:N0}: {kept / keeping.Elapsed.TotalSeconds:N0} rows/s, {worked.TotalMicroseconds / kept:F0} µs of processor a row");
        var size = new DirectoryInfo(Folder).EnumerateFiles("echolot.db*").Sum(f => f.Length);
        Console.WriteLine($"on disk: {size / 1048576.0:N0} MB");
    }

    private static (double Rate, TimeSpan Work) RawRate(string folder, int rows)
    {
        rows = Math.Min(rows, RawRows);
        var posts = new MadeUpPosts(Start, rows).Take(rows).ToList();
        var file = Path.Combine(folder, "raw.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        connection.Execute(
            "pragma journal_mode=wal; pragma synchronous=full; create table post (id integer primary key, author text, url text, at integer, text text); " +
            "create virtual table words using fts5 (text, content='', contentless_delete=1)");
        var took = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        foreach (var batch in posts.Chunk(Batch))
        {
            using var transaction = connection.BeginTransaction();
            using var insert = connection.CreateCommand();
            insert.CommandText = "insert into post (author, url, at, text) values ($a, $u, $t, $x) returning id";
            using var index = connection.CreateCommand();
            index.CommandText = "insert into words (rowid, text) values ($i, $x)";
            foreach (var name in new[] { "$a", "$u", "$t", "$x" })
                insert.Parameters.Add(new SqliteParameter(name, null));
            foreach (var name in new[] { "$i", "$x" }) index.Parameters.Add(new SqliteParameter(name, null));
            foreach (var (mention, _, _) in batch)
            {
                insert.Parameters[0].Value = mention.Author.Handle;
                insert.Parameters[1].Value = mention.Url!.ToString();
                insert.Parameters[2].Value = mention.PublishedAt.ToUnixTimeMilliseconds();
                insert.Parameters[3].Value = mention.Text;
                index.Parameters[0].Value = insert.ExecuteScalar();
                index.Parameters[1].Value = mention.Text;
                index.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        var rate = rows / took.Elapsed.TotalSeconds;
        connection.Close();
        foreach (var rest in Directory.GetFiles(folder, "raw.db*")) File.Delete(rest);
        return (rate, (Environment.CpuUsage.TotalTime - before) / rows);
    }

    private sealed class MinuteAfter(DateTimeOffset newest) : TimeProvider
    {
        private readonly long _opened = Stopwatch.GetTimestamp();

        public override DateTimeOffset GetUtcNow() =>
            newest + TimeSpan.FromMinutes(1) + Stopwatch.GetElapsedTime(_opened);
    }
}
