using System.Diagnostics;
using Echolot.Play.Networks;

namespace Echolot.Bench.Kill;

/// <summary>What the network and the promises say after the last start.</summary>
/// <param name="PromisedMissing">Answers that were promised and never appeared; any is a loss.</param>
/// <param name="Missing">Questions without an answer although all have been sent.</param>
/// <param name="Twice">Answers that appeared more than once.</param>
/// <param name="SentAgain">Answers that were sent again and that the network recognised by their key.</param>
internal sealed record Answered(
    int Kills, int Starts, int PromisedMissing, int Missing, int Twice, int SentAgain, TimeSpan Took)
{
    public bool Whole => this is { PromisedMissing: 0, Missing: 0, Twice: 0 };
}

/// <summary>Kills an answering process at random moments, again and again, and counts at the network what came out.</summary>
internal static class SendKilling
{
    /// <param name="child">How to start <see cref="SendChild"/>, without its arguments.</param>
    public static async Task<Answered> RunAsync(
        ProcessStartInfo child, string folder, int kills, int replies, int seed, Action<string> tell)
    {
        var started = Stopwatch.GetTimestamp();
        await using var instance = new MastodonInstance { Rest = int.MaxValue, Takes = TimeSpan.FromMilliseconds(20) };
        await instance.StartAsync();
        var questions = await AskAsync(instance, folder, replies);
        child.ArgumentList.Add(folder);
        child.ArgumentList.Add(instance.Address.AbsoluteUri);
        var (killed, starts) = await Killer.RunAsync(child, kills, seed, async (share, ended) =>
        {
            while (!ended.IsCompleted && instance.Said.Count < share * replies) await Task.Delay(2);
        }, (kills, starts) =>
        {
            if (starts % 10 == 0) tell($"{kills} kills in {starts} starts, {instance.Said.Count} answers out");
            return Task.CompletedTask;
        });

        // One handle stands before the text.
        var said = instance.Said.GroupBy(s => s.Text[(s.Text.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            .ToDictionary(g => g.Key, g => g.Count());
        var promised = await PromisedAsync(folder);
        return new(
            killed, starts, promised.Count(p => !said.ContainsKey(SendChild.AnswerTo(p))),
            questions.Count(q => !said.ContainsKey(SendChild.AnswerTo(q))), said.Values.Count(times => times > 1),
            instance.Said.Count(s => s.Attempts > 1), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Asks questions and writes down for the child which; their ids everywhere.</summary>
    public static async Task<IReadOnlyList<string>> AskAsync(MastodonInstance instance, string folder, int count)
    {
        var questions = new List<string>();
        for (var i = 0; i < count; i++)
            questions.Add(await instance.PublishAsync("<p>@nordlicht Wo ist mein Paket?</p>", [MastodonInstance.Notifications]));
        await File.WriteAllLinesAsync(
            Path.Combine(folder, SendChild.Asked), questions.Select(q => $"{q[(q.LastIndexOf('/') + 1)..]} {q}"));
        return questions;
    }

    /// <summary>What the child has promised so far.</summary>
    public static async Task<IReadOnlyList<string>> PromisedAsync(string folder)
    {
        var file = Path.Combine(folder, SendChild.Promised);
        if (!File.Exists(file)) return [];
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return [.. (await reader.ReadToEndAsync()).Split('\n')
            .Where(l => l.EndsWith(" .", StringComparison.Ordinal)).Select(l => l[..^2])];
    }
}
