using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Insights;
using Echolot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench.Kill;

/// <summary>What was found after the last start.</summary>
/// <param name="AcknowledgedMissing">Posts that were acknowledged and are not stored; any is a loss of data.</param>
/// <param name="Missing">Posts that are not stored although the ingest has finished.</param>
/// <param name="Twice">Posts that are stored more than once.</param>
/// <param name="WrongSums">Starts after which the overview told other numbers than the list has.</param>
/// <param name="Indexes">Rows by place: every place must hold each post exactly once.</param>
/// <param name="Early">Rows of the rule over the past: every place must hold each early post exactly once.</param>
internal sealed record Survived(
    int Kills, int Starts, int AcknowledgedMissing, int Missing, int Twice, int WrongSums,
    IReadOnlyDictionary<string, long> Indexes,
    IReadOnlyDictionary<string, long> Early, TimeSpan Took);

/// <summary>
/// Kills an ingesting process with SIGKILL at random moments, again and again, and counts what is there in the end.
/// </summary>
internal static class Killing
{
    /// <param name="child">How to start <see cref="IngestChild"/>: program and arguments without folder and number of
    /// posts.</param>
    /// <param name="seed">Of the moments: spread over the whole ingest, and every fourth one while the child
    /// starts.</param>
    public static async Task<Survived> RunAsync(
        ProcessStartInfo child, string folder, int kills, int posts, int seed, Action<string> tell)
    {
        var started = Stopwatch.GetTimestamp();
        child.ArgumentList.Add(folder);
        child.ArgumentList.Add(posts.ToString(CultureInfo.InvariantCulture));
        var (lost, wrong) = (0, 0);
        var (killed, starts) = await Killer.RunAsync(
            child, kills, seed, (share, ended) => ReachedAsync(folder, posts, share, ended), async (killed, starts) =>
            {
                lost += await AcknowledgedMissingAsync(folder);
                var (told, _, listed) = await OverviewAsync(folder);
                if (told != listed) wrong++;
                if (starts % 10 == 0) tell($"{killed} kills in {starts} starts, {await StoredAsync(folder)} posts stored");
            });
        return await CountAsync(folder, posts, (killed, starts), (lost, wrong), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>
    /// Waits until this share of the pushed half is acknowledged; the read half keeps about the same pace.
    /// </summary>
    private static async Task ReachedAsync(string folder, int posts, double share, Task ended)
    {
        var file = new FileInfo(Path.Combine(folder, IngestChild.Acknowledged));
        var bytes = share * (posts / 2) * (posts.ToString(CultureInfo.InvariantCulture).Length + 1);
        while (!ended.IsCompleted)
        {
            file.Refresh();
            if (file.Exists && file.Length >= bytes) return;
            await Task.Delay(2);
        }
    }

    private static async Task<int> AcknowledgedMissingAsync(string folder)
    {
        var file = Path.Combine(folder, IngestChild.Acknowledged);
        if (!File.Exists(file)) return 0;
        var acknowledged = (await File.ReadAllLinesAsync(file)).Where(l => l.EndsWith('.')).Select(l => l[..^1]);
        await using var db = await OpenAsync(folder);
        await using var connection = await db.ReadAsync(CancellationToken.None);
        var stored = (await connection.QueryAsync<string>("select external_id from mention")).ToHashSet();
        return acknowledged.Count(a => !stored.Contains(a));
    }

    private static async Task<long> StoredAsync(string folder)
    {
        await using var db = await OpenAsync(folder);
        await using var connection = await db.ReadAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long>("select count(*) from mention");
    }

    private static async Task<Survived> CountAsync(
        string folder, int posts, (int Kills, int Starts) ends, (int Lost, int Wrong) found, TimeSpan took)
    {
        var (told, fromSums, _) = await OverviewAsync(folder);
        await using var db = await OpenAsync(folder);
        await using var connection = await db.ReadAsync(CancellationToken.None);
        var ids = (await connection.QueryAsync<string>("select external_id from mention")).AsList();
        var indexes = new Dictionary<string, long>
        {
            ["mention"] = ids.Count,
            ["full text"] = await connection.ExecuteScalarAsync<long>(
                "select count(*) from mention_words where mention_words match 'jacke'"),
            ["list of the monitor"] = await connection.ExecuteScalarAsync<long>(
                "select count(*) from listing where monitor_id = 1"),
            ["list of all"] = await connection.ExecuteScalarAsync<long>(
                "select count(*) from listing where monitor_id = 0"),
            ["counts"] = await connection.ExecuteScalarAsync<long>(
                "select coalesce(sum(count), 0) from tally where monitor_id = 1"),
            ["counted at the sources"] = await connection.ExecuteScalarAsync<long>(
                "select coalesce(sum(kept), 0) from source_hour"),
            ["told in stories"] = await connection.ExecuteScalarAsync<long>("select count(*) from story_mention"),
            ["found by stories"] = await connection.ExecuteScalarAsync<long>(
                "select (select count(*) from lookup where kind = 4) + (select count(*) from lookup_fresh where kind = 4)"),
        };
        indexes["told by sums of the overview"] = fromSums ? told : 0;
        await RuleAsync(IngestChild.LiveRule, indexes);
        var early = new Dictionary<string, long>();
        await RuleAsync(IngestChild.PastRule, early);
        var known = ids.ToHashSet();
        return new(
            ends.Kills, ends.Starts, found.Lost, Enumerable.Range(0, posts).Count(
                n => !known.Contains(n.ToString(CultureInfo.InvariantCulture))),
            ids.Count - known.Count, found.Wrong, indexes, early, took);

        // A change that was made twice would stand in the history twice, one that was lost nowhere.
        async Task RuleAsync(string name, Dictionary<string, long> places)
        {
            foreach (var (place, sql) in ((string, string)[])
            [
                ("hits counted", "select hits from rule where name = @name"),
                ("hits written down", "select count(*) from rule_hit h join rule r on r.id = h.rule_id where r.name = @name"),
                ("labels", "select count(*) from mention_label m join label l on l.id = m.label_id where l.name = @name"),
                ("history", "select count(*) from mention_history h join rule r on r.id = h.rule_id where r.name = @name"),
            ])
                places[$"rule {name}: {place}"] = await connection.ExecuteScalarAsync<long>(sql, new { name });
        }
    }

    /// <summary>What the overview tells of the monitor, whether sums of every day hold, and what its list has.</summary>
    private static async Task<(long Told, bool FromSums, long Listed)> OverviewAsync(string folder)
    {
        await using var db = await OpenAsync(folder);
        await using var all = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new Later())
            .AddEcholot(db, new DirectoryInfo(folder)).BuildServiceProvider();
        var from = DateOnly.FromDateTime(IngestChild.First.UtcDateTime);
        var look = await all.GetRequiredService<Analyst>().LookAsync(
            new([1], from, from.AddDays(30), []), CancellationToken.None);
        await using var connection = await db.ReadAsync(CancellationToken.None);
        return (look.Total.All, look.DaysPending == 0,
            await connection.ExecuteScalarAsync<long>("select count(*) from listing where monitor_id = 1"));
    }

    /// <summary>A clock for which all posts lie in the past.</summary>
    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => IngestChild.First.AddDays(60);
    }

    private static Task<EcholotDb> OpenAsync(string folder) =>
        EcholotDb.OpenAsync(new(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
}
