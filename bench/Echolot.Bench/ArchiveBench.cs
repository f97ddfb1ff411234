using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Storage;
using Microsoft.Data.Sqlite;

namespace Echolot.Bench;

/// <summary>
/// Fills an archive with made-up posts and asks what the live list asks. Prints the rate of keeping beside the raw rate
/// of SQLite with FTS5 in the same run, and p50/p95 of every kind of question beside a plain count.
/// </summary>
internal static class ArchiveBench
{
    private const int Batch = 1000;
    private const int RawRows = 50_000;
    private const int Runs = 40;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string[] args)
    {
        var rows = int.Parse(Option(args, "--rows") ?? "100000", CultureInfo.InvariantCulture);
        var folder = Option(args, "--data");
        var temporary = folder is null;
        folder ??= Directory.CreateTempSubdirectory("echolot-bench-").FullName;
        Directory.CreateDirectory(folder);
        try
        {
            await using var db = await EcholotDb.OpenAsync(
                new StorageOptions(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
            var clock = new LastDay(rows);
            var archive = new Archive(db, new Bus(db, clock), clock);
            if (await archive.CountAsync(new(), CancellationToken.None) < rows)
                await FillAsync(db, archive, rows, folder);
            await using var analysis = await Analysis.OpenAsync(db, clock, new(folder));
            await AskAsync(db, archive, clock.GetUtcNow(), analysis);
            return 0;
        }
        finally
        {
            if (temporary) Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static async Task FillAsync(EcholotDb db, Archive archive, int rows, string folder)
    {
        RawRate(folder, rows);
        var (raw, rawWork) = RawRate(folder, rows);
        Console.WriteLine($"raw SQLite + FTS5 (one table, same texts, {Batch} a transaction): {raw:N0} rows/s, {rawWork.TotalMicroseconds:F0} µs of processor a row");
        var posts = new MadeUpPosts(Start, rows);
        var keeping = new Stopwatch();
        var (first, worked) = (0.0, TimeSpan.Zero);
        var kept = 0;
        foreach (var batch in posts.Take(rows).Chunk(Batch))
        {
            keeping.Start();
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            await db.WriteAsync(
                scope => archive.KeepAsync(scope, batch, CancellationToken.None), CancellationToken.None);
            keeping.Stop();
            worked += Process.GetCurrentProcess().TotalProcessorTime - before;
            kept += batch.Length;
            if (kept == Math.Min(RawRows, rows)) first = kept / keeping.Elapsed.TotalSeconds;
        }
        Console.WriteLine($"kept the first {Math.Min(RawRows, rows):N0}: {first:N0} rows/s = {first / raw:P0} of raw; all {rows:N0}: {rows / keeping.Elapsed.TotalSeconds:N0} rows/s, {worked.TotalMicroseconds / rows:F0} µs of processor a row");
        var size = new DirectoryInfo(folder).EnumerateFiles("echolot.db*").Sum(f => f.Length);
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
        var before = Process.GetCurrentProcess().TotalProcessorTime;
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
        return (rate, (Process.GetCurrentProcess().TotalProcessorTime - before) / rows);
    }

    private static async Task AskAsync(EcholotDb db, Archive archive, DateTimeOffset now, Analysis analysis)
    {
        var random = new Random(3);
        var cancel = CancellationToken.None;
        MentionFilter Week(MentionFilter filter) => filter with { From = now - TimeSpan.FromDays(7) };
        Task Page(MentionFilter filter) => archive.ListAsync(filter, null, 50, cancel);
        var deep = (await archive.ListAsync(new() { To = now - TimeSpan.FromDays(30) }, null, 50, cancel)).Next;
        (string Name, Func<Task> Ask)[] questions =
        [
            ("plain SQL: select count(*) from mention", async () =>
            {
                await using var connection = await db.ReadAsync(cancel);
                await connection.ExecuteScalarAsync<long>("select count(*) from mention");
            }),
            ("list, everything", () => Page(new())),
            ("list, everything, a page deep down", () => archive.ListAsync(new(), deep, 50, cancel)),
            ("list, one monitor", () => Page(new() { Monitors = [random.Next(1, 11)] })),
            ("list, three monitors", () => Page(new() { Monitors = [1, 4, 9] })),
            ("list, negative", () => Page(new() { Sentiments = [Sentiment.Negative] })),
            ("list, language + source + time", () => Page(
                Week(new() { Languages = ["en"], Sources = ["feeds:blog3:main"] }))),
            ("list, rare language", () => Page(new() { Languages = ["tr"] })),
            ("list, rare language + rare source", () => Page(
                new() { Languages = ["tr"], Sources = ["feeds:blog9:main"] })),
            ("list, monitor + negative + English", () => Page(
                new() { Monitors = [2], Sentiments = [Sentiment.Negative], Languages = ["en"] })),
            ("list, duplicates grouped", () => Page(new() { Grouping = Grouping.Duplicates })),
            ("list, one author", () => Page(new() { AuthorId = $"u{random.Next(1000)}" })),
            ("search, rare word", () => Page(new() { Search = $"seltenwort{random.Next(40)}" })),
            ("search, frequent word", () => Page(new() { Search = "lieferung" })),
            ("search, frequent word in one monitor", () => Page(
                new() { Search = "lieferung", Monitors = [random.Next(1, 11)] })),
            ("search, phrase", () => Page(new() { Search = "\"danke service\"" })),
            ("search, AND of two frequent words", () => Page(new() { Search = "lieferung AND kasse" })),
            ("search, AND of frequent and rare", () => Page(
                new() { Search = $"lieferung AND seltenwort{random.Next(40)}" })),
            ("search, prefix", () => Page(new() { Search = "liefer*" })),
            ("search, NOT and a field", () => Page(new() { Search = "paket NOT jacke lang:en" })),
            ("facets + count, 7 days", () => Facets(Week(new()))),
            ("facets + count, 30 days", () => Facets(new() { From = now - TimeSpan.FromDays(30) })),
            ("facets + count, all", () => Facets(new())),
            ("facets + count, one monitor, negative", () => Facets(
                new() { Monitors = [2], Sentiments = [Sentiment.Negative] })),
            ("facets + count, three monitors, 7 days", () => Facets(Week(new() { Monitors = [1, 4, 9] }))),
            ("facets + count, search rare word", () => Facets(new() { Search = $"seltenwort{random.Next(40)}" })),
            ("facets + count, search frequent word", () => Facets(new() { Search = "lieferung" })),
            ("daily, all", () => archive.DailyAsync(new(), cancel)),
            .. analysis.Questions(DateOnly.FromDateTime(now.UtcDateTime)),
            ("count of newer ones", () => archive.CountNewerAsync(
                new() { Monitors = [2] }, MentionIds.From(now - TimeSpan.FromHours(1)), cancel)),
        ];
        async Task Facets(MentionFilter filter)
        {
            await archive.FacetsAsync(filter, cancel);
            await archive.CountInTimeAsync(filter, cancel);
        }
        Console.WriteLine($"{"question",-46}{"p50 ms",10}{"p95 ms",10}");
        foreach (var (name, ask) in questions)
        {
            for (var i = 0; i < 3; i++) await ask();
            var times = new List<double>();
            for (var i = 0; i < Runs; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await ask();
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            times.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-46}{times[Runs / 2],10:F1}{times[Runs * 95 / 100],10:F1}"));
        }
    }

    private sealed class LastDay(int rows) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Start + MadeUpPosts.Pace(rows) * rows + TimeSpan.FromMinutes(1);
    }
}
