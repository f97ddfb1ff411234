using System.Diagnostics;
using System.Text.RegularExpressions;
using Dapper;
using Echolot.Play.Networks;
using Echolot.Storage;

namespace Echolot.Bench.Kill;

/// <summary>What the network, the promises and the database say about hand-overs after the last start.</summary>
/// <param name="PromisedMissing">Pairs that were promised and of which a half never appeared; any is a loss.</param>
/// <param name="Missing">Halves that never appeared although all have been sent.</param>
/// <param name="Twice">Halves that appeared more than once.</param>
/// <param name="PrivateFirst">Private messages that appeared without their public word before them.</param>
/// <param name="Unlinked">Halves that are stored without the other one, or conversations without exactly two.</param>
/// <param name="SentAgain">Halves that were sent again and that the network recognised by their key.</param>
internal sealed record HandedOver(
    int Kills, int Starts, int PromisedMissing, int Missing, int Twice, int PrivateFirst, int Unlinked, int SentAgain, TimeSpan Took)
{
    public bool Whole => this is { PromisedMissing: 0, Missing: 0, Twice: 0, PrivateFirst: 0, Unlinked: 0 };
}

/// <summary>Kills a process that hands conversations over at random moments, and counts at the network what came out.</summary>
internal static partial class PairKilling
{
    /// <param name="child">How to start <see cref="PairChild"/>, without its arguments.</param>
    public static async Task<HandedOver> RunAsync(
        ProcessStartInfo child, string folder, int kills, int pairs, int seed, Action<string> tell)
    {
        var started = Stopwatch.GetTimestamp();
        await using var instance = new MastodonInstance { Rest = int.MaxValue, Takes = TimeSpan.FromMilliseconds(20) };
        await instance.StartAsync();
        var names = Enumerable.Range(0, pairs).Select(PairChild.NameOf).ToList();
        await SendKilling.AskAsync(instance, folder, pairs);
        child.ArgumentList.Add(folder);
        child.ArgumentList.Add(instance.Address.AbsoluteUri);
        // A third of the work is writing pairs down, two thirds are sending their halves.
        var (killed, starts) = await Killer.RunAsync(child, kills, seed, async (share, ended) =>
        {
            while (!ended.IsCompleted && (await SendKilling.PromisedAsync(folder)).Count + instance.Said.Count < share * 3 * pairs)
                await Task.Delay(2);
        }, (kills, starts) =>
        {
            if (starts % 10 == 0) tell($"{kills} kills in {starts} starts, {instance.Said.Count} of {2 * pairs} halves out");
            return Task.CompletedTask;
        });

        var said = instance.Said.Select(s => (Name: Case().Match(s.Text).Groups[1].Value, Alone: s.Visibility == "direct")).ToList();
        var halves = said.CountBy(s => s).ToDictionary();
        var promised = (await SendKilling.PromisedAsync(folder)).Distinct();
        return new(
            killed, starts, promised.Count(n => !halves.ContainsKey((n, false)) || !halves.ContainsKey((n, true))),
            names.Sum(n => (halves.ContainsKey((n, false)) ? 0 : 1) + (halves.ContainsKey((n, true)) ? 0 : 1)),
            halves.Values.Count(times => times > 1),
            names.Count(n => said.IndexOf((n, true)) is >= 0 and var alone && !said.Take(alone).Contains((n, false))),
            await UnlinkedAsync(folder), instance.Said.Count(s => s.Attempts > 1), Stopwatch.GetElapsedTime(started));
    }

    private static async Task<int> UnlinkedAsync(string folder)
    {
        await using var db = await EcholotDb.OpenAsync(new(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
        await using var connection = await db.ReadAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<int>(
            """
            select (select count(*) from message m where m.send_id is not null
                    and not exists (select 1 from message o where o.id = m.pair_id and o.pair_id = m.id))
                + (select count(*) from conversation c where (select count(*) from send s where s.conversation_id = c.id) <> 2)
            """);
    }

    [GeneratedRegex(@"Fall ([a-j]+)")]
    private static partial Regex Case();
}
