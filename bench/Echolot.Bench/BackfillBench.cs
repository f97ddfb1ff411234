using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;

namespace Echolot.Bench;

/// <summary>
/// Back-fills new monitors over a filled archive. Prints mentions a second, beside the engine alone on the same texts
/// and a plain SQL scan, all in the same run.
/// </summary>
internal static class BackfillBench
{
    private const int Sample = 100_000;

    private static readonly (string Name, string Query)[] Monitors =
    [
        ("rare word", "seltenwort7"),
        ("frequent word", "lieferung"),
        ("NOT", "paket NOT (jacke OR lieferung)"),
        ("NEAR", "paket NEAR/3 lieferung"),
        ("no word to look up", "*asse*"),
        ("no word to look up, rare", "*twort1*"),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var cancel = CancellationToken.None;
        await using var filled = await FilledArchive.OpenAsync(args, 1_000_000);
        var desks = await Desks.OpenAsync(filled);
        // The ten monitors are not of interest here.
        foreach (var monitor in await desks.Watchlist.ListAsync(cancel)) await desks.Backfills.CancelAsync(monitor.Id, cancel);
        desks.Backfills.Settle = TimeSpan.Zero;
        using var stop = new CancellationTokenSource();
        var working = desks.Backfills.RunAsync(stop.Token);
        var posts = await PostsAsync(filled.Archive, cancel);
        Console.WriteLine(
            $"{"monitor",-28}{"found",10}{"mentions/s",14}{"µs each",10}{"engine/s",14}{"µs each",10}{"scan/s",14}{"µs each",10}");
        foreach (var (name, query) in Monitors)
        {
            var engine = Measure(posts.Count, () => Match(query, posts));
            var scan = Measure(filled.Rows, () => Scan(filled, query));
            var asked = (await desks.Watchlist.AddAsync(
                new($"{name} {Guid.NewGuid():n}", query, Purpose.Brand), null, cancel)).Monitor!;
            var clock = new Ingest.Clock();
            Backfill? backfill;
            while ((backfill = await desks.Backfills.FindAsync(asked.Id, cancel)) is not { Ended: true })
                await Task.Delay(20, cancel);
            var filling = clock.Of(filled.Rows);
            if (backfill.State is not BackfillState.Done) throw new InvalidOperationException(backfill.Problem);
            await desks.Watchlist.RemoveAsync(asked.Id, null, cancel);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-28}{backfill.Found,10:N0}{filling.PerSecond,14:N0}{filling.CpuMicroseconds,10:F2}{engine.PerSecond,14:N0}{engine.CpuMicroseconds,10:F2}{scan.PerSecond,14:N0}{scan.CpuMicroseconds,10:F2}"));
        }
        await stop.CancelAsync();
        await working;
        return 0;
    }

    private static Ingest.Rate Measure(int count, Action run)
    {
        run();
        var clock = new Ingest.Clock();
        run();
        return clock.Of(count);
    }

    private static void Match(string query, IReadOnlyList<Post> posts)
    {
        var matcher = QuerySet.Build([(1, Query.Parse(query))]).NewMatcher();
        foreach (var post in posts) matcher.Match(post);
    }

    /// <summary>The first word of the query, wherever it stands, by SQL alone.</summary>
    private static void Scan(FilledArchive filled, string query)
    {
        var word = query.Split(' ')[0].Trim('*', '(');
        using var connection = filled.Db.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        connection.ExecuteScalar<long>("select count(*) from mention where text like @like", new { like = $"%{word}%" });
    }

    private static async Task<IReadOnlyList<Post>> PostsAsync(Archive archive, CancellationToken cancel)
    {
        var posts = new List<Post>(Sample);
        var before = long.MaxValue;
        while (posts.Count < Sample)
        {
            var (ids, next) = await archive.WalkAsync(new(), before, 5000, cancel);
            posts.AddRange((await archive.PostsAsync(ids, cancel)).Select(p => p.Post));
            if (next == 0) break;
            before = next;
        }
        return posts;
    }
}
