using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Bench.Kill;

/// <summary>What was found after the last start.</summary>
/// <param name="AcknowledgedMissing">Posts that were acknowledged and are not stored; any is a loss of data.</param>
/// <param name="Missing">Posts that are not stored although the ingest has finished.</param>
/// <param name="Twice">Posts that are stored more than once.</param>
/// <param name="Indexes">Rows by place: every place must hold each post exactly once.</param>
internal sealed record Survived(
    int Kills, int Starts, int AcknowledgedMissing, int Missing, int Twice, IReadOnlyDictionary<string, long> Indexes, TimeSpan Took);

/// <summary>Kills an ingesting process with SIGKILL at random moments, again and again, and counts what is there in the end.</summary>
internal static class Killing
{
    /// <param name="child">How to start <see cref="IngestChild"/>: program and arguments without folder and number of posts.</param>
    /// <param name="lifetime">Longest time until the next kill, from the moment the child has begun to take posts in.</param>
    public static async Task<Survived> RunAsync(
        ProcessStartInfo child, string folder, int kills, int posts, TimeSpan lifetime, int seed, Action<string> tell)
    {
        var started = Stopwatch.GetTimestamp();
        var chance = new Random(seed);
        child.ArgumentList.Add(folder);
        child.ArgumentList.Add(posts.ToString(CultureInfo.InvariantCulture));
        child.RedirectStandardOutput = true;
        var (killed, starts, lost) = (0, 0, 0);
        for (var done = false; !done;)
        {
            starts++;
            using var process = Process.Start(child)!;
            var end = WaitAsync(process);
            if (killed < kills)
            {
                // Also while it opens the database and repairs what the last kill left, not only while it takes posts in.
                var first = chance.Next(4) == 0 ? Task.Delay(chance.Next(1, 400)) : end.Begun;
                await Task.WhenAny(first, end.Ended);
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(chance.NextDouble() * lifetime.TotalMilliseconds)), end.Ended);
                if (!process.HasExited)
                {
                    process.Kill();
                    killed++;
                }
            }
            done = await end.Ended;
            await process.WaitForExitAsync();
            lost += await AcknowledgedMissingAsync(folder);
            if (starts % 10 == 0) tell($"{killed} kills in {starts} starts, {await StoredAsync(folder)} posts stored");
        }
        return await CountAsync(folder, posts, killed, starts, lost, Stopwatch.GetElapsedTime(started));
    }

    private static (Task Begun, Task<bool> Ended) WaitAsync(Process process)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (begun.Task, Task.Run(async () =>
        {
            var done = false;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line == IngestChild.Ready) begun.TrySetResult();
                done |= line == IngestChild.Done;
            }
            return done;
        }));
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

    private static async Task<Survived> CountAsync(string folder, int posts, int kills, int starts, int lost, TimeSpan took)
    {
        await using var db = await OpenAsync(folder);
        await using var connection = await db.ReadAsync(CancellationToken.None);
        var ids = (await connection.QueryAsync<string>("select external_id from mention")).AsList();
        var indexes = new Dictionary<string, long>
        {
            ["mention"] = ids.Count,
            ["full text"] = await connection.ExecuteScalarAsync<long>("select count(*) from mention_words where mention_words match 'jacke'"),
            ["list of the monitor"] = await connection.ExecuteScalarAsync<long>("select count(*) from listing where monitor_id = 1"),
            ["list of all"] = await connection.ExecuteScalarAsync<long>("select count(*) from listing where monitor_id = 0"),
            ["counts"] = await connection.ExecuteScalarAsync<long>("select coalesce(sum(count), 0) from tally where monitor_id = 1"),
            ["counted at the sources"] = await connection.ExecuteScalarAsync<long>("select coalesce(sum(kept), 0) from source_hour"),
        };
        var known = ids.ToHashSet();
        return new(
            kills, starts, lost, Enumerable.Range(0, posts).Count(n => !known.Contains(n.ToString(CultureInfo.InvariantCulture))),
            ids.Count - known.Count, indexes, took);
    }

    private static Task<EcholotDb> OpenAsync(string folder) =>
        EcholotDb.OpenAsync(new(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
}
