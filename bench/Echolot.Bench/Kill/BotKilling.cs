using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Echolot.Play.Networks;

namespace Echolot.Bench.Kill;

/// <summary>What customers have read after the last start.</summary>
/// <param name="Lost">Questions that somebody never got.</param>
/// <param name="Twice">Questions that somebody got more than once.</param>
/// <param name="SentAgain">Questions that were sent again and that the network recognised by their key.</param>
internal sealed record Talked(int Kills, int Starts, int Lost, int Twice, int SentAgain, TimeSpan Took)
{
    public bool Whole => this is { Lost: 0, Twice: 0 };
}

/// <summary>Kills a bot at random moments while customers talk with it, and counts at the network what they could read.</summary>
internal static partial class BotKilling
{
    /// <param name="child">How to start <see cref="BotChild"/>, without its arguments.</param>
    public static async Task<Talked> RunAsync(
        ProcessStartInfo child, string folder, int kills, int customers, int seed, Action<string> tell)
    {
        var started = Stopwatch.GetTimestamp();
        await using var instance = new MastodonInstance { Rest = int.MaxValue, Takes = TimeSpan.FromMilliseconds(20) };
        await instance.StartAsync();
        await using var said = new StreamWriter(Path.Combine(folder, BotChild.Said)) { AutoFlush = true };
        for (var i = 0; i < customers; i++) await SayAsync(instance, said, i, "Hallo, ich habe eine Frage zu meiner Bestellung.");
        foreach (var argument in new[] { folder, instance.Address.AbsoluteUri, customers.ToString(CultureInfo.InvariantCulture) })
            child.ArgumentList.Add(argument);
        using var stop = new CancellationTokenSource();
        var talking = TalkAsync(instance, said, stop.Token);
        var all = customers * BotChild.Steps.Count;
        var (killed, starts) = await Killer.RunAsync(child, kills, seed, async (share, ended) =>
        {
            while (!ended.IsCompleted && instance.Said.Count < share * all) await Task.Delay(2);
        }, (kills, starts) =>
        {
            if (starts % 10 == 0) tell($"{kills} kills in {starts} starts, {instance.Said.Count} of {all} questions out");
            return Task.CompletedTask;
        });
        await stop.CancelAsync();
        await talking;
        var read = instance.Said.Select(Read).OfType<(int Customer, int Step)>().ToLookup(r => r);
        var asked = Enumerable.Range(0, customers).SelectMany(c => Enumerable.Range(0, BotChild.Steps.Count).Select(s => (c, s))).ToList();
        return new(
            killed, starts, asked.Count(a => !read[a].Any()), asked.Count(a => read[a].Count() > 1),
            instance.Said.Count(s => s.Attempts > 1), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Customers answer what they read the first time, a little later.</summary>
    private static async Task TalkAsync(MastodonInstance instance, StreamWriter said, CancellationToken cancel)
    {
        var read = new HashSet<(int, int)>();
        for (var seen = 0; !cancel.IsCancellationRequested; await Task.Delay(10, CancellationToken.None))
        {
            var news = instance.Said.Skip(seen).ToList();
            seen += news.Count;
            foreach (var (customer, step) in news.Select(Read).OfType<(int Customer, int Step)>())
                if (read.Add((customer, step)) && step < BotChild.Steps.Count - 1)
                    await SayAsync(instance, said, customer, BotChild.AnswerTo(step, customer));
        }
    }

    /// <summary>Whom it was said to, and which step it is.</summary>
    private static (int Customer, int Step)? Read(Written written)
    {
        var step = BotChild.Steps.ToList().FindIndex(s => written.Text.Contains(s, StringComparison.Ordinal));
        return step >= 0 && Customer().Match(written.Text) is { Success: true } match
            ? (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), step)
            : null;
    }

    private static async Task SayAsync(MastodonInstance instance, StreamWriter said, int customer, string words)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"c{customer}");
        var uri = await instance.PublishAsync($"<p>@nordlicht {words}</p>", [MastodonInstance.Notifications], change: status =>
        {
            status["visibility"] = "direct";
            var account = status["account"]!.AsObject();
            (account["username"], account["acct"], account["uri"]) = (name, $"{name}@far.example", $"https://far.example/users/{name}");
        });
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await said.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{uri[(uri.LastIndexOf('/') + 1)..]} {uri} {name} {at} {words} ."));
    }

    [GeneratedRegex(@"@c(\d+)@")]
    private static partial Regex Customer();
}
