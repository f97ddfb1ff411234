using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Echolot.Bench.Kill;
using Echolot.Play.Networks;

namespace Echolot.Bench.Agents;

/// <summary>
/// <c>agents --agents 200 --rate 50 --seconds 60</c>: so many open inboxes while customers write, the server in a process
/// of its own and the messages over a Mastodon instance; how far pages fall behind.
/// </summary>
internal static class AgentsCommand
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var agents = new Option<int>("--agents") { Description = "Open pages", DefaultValueFactory = _ => 200 };
        var rate = new Option<int>("--rate") { Description = "New messages a second", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "For how long", DefaultValueFactory = _ => 60 };
        var command = new RootCommand("Measures how far open inboxes fall behind") { agents, rate, seconds };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(agents), parsed.GetValue(rate), parsed.GetValue(seconds), parsed.InvocationConfiguration.Output, cancel));
        return await command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int agents, int rate, int seconds, TextWriter output, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("echolot-agents-");
        await using var instance = new MastodonInstance();
        await instance.StartAsync();
        var child = Killer.Child("agents-child");
        foreach (var argument in new[] { instance.Address.AbsoluteUri, agents.ToString(CultureInfo.InvariantCulture), folder.FullName })
            child.ArgumentList.Add(argument);
        child.RedirectStandardOutput = true;
        using var server = Process.Start(child)!;
        try
        {
            var lines = new List<string>();
            while (await server.StandardOutput.ReadLineAsync(cancel) is { Length: > 0 } line) lines.Add(line);
            var published = new long[rate * (seconds + 10) + 1];
            var pages = lines.Skip(1).Select(s => new OpenPage(new(lines[0]), s, n => published[n])).ToList();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            foreach (var page in pages) await page.OpenAsync(cancel);
            var running = pages.Select(p => p.RunAsync(stop.Token)).ToList();
            await Task.Delay(TimeSpan.FromSeconds(5), cancel);
            var before = server.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            for (var n = 1; n <= rate * seconds; n++)
            {
                var due = TimeSpan.FromSeconds((double)n / rate) - clock.Elapsed;
                if (due > TimeSpan.Zero) await Task.Delay(due, cancel);
                published[n] = Stopwatch.GetTimestamp();
                await instance.PublishAsync(
                    $"<p>@nordlicht Nachricht {n} wo bleibt mein Paket?</p>", [MastodonInstance.Notifications]);
            }
            var took = clock.Elapsed;
            var worked = server.TotalProcessorTime - before;
            await Task.Delay(TimeSpan.FromSeconds(3), cancel);
            await stop.CancelAsync();
            await Task.WhenAll(running);
            await WriteAsync(output, pages, rate * seconds, took, worked);
            return 0;
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(
        TextWriter output, List<OpenPage> pages, int messages, TimeSpan took, TimeSpan worked)
    {
        var answers = pages.SelectMany(p => p.Answers).Order().ToList();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{pages.Count} open pages, {messages} messages in {took.TotalSeconds:0} s ({messages / took.TotalSeconds:0.0} a second), {answers.Count} lists asked for"));
        // A server that has just begun still compiles what it does for the first time.
        var cold = (int)(messages / took.TotalSeconds * Warm.TotalSeconds);
        await WriteBehindAsync(output, $"in its first {Warm.TotalSeconds:0} s of work", pages, first => first <= cold);
        await WriteBehindAsync(output, "after that", pages, first => first > cold);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"a list came in p50 {Of(answers, .5)} ms, p95 {Of(answers, .95)} ms; the server used {worked.TotalSeconds / took.TotalSeconds:0.00} cores"));
    }

    private static async Task WriteBehindAsync(TextWriter output, string when, List<OpenPage> pages, Func<int, bool> which)
    {
        var behind = pages.SelectMany(p => p.Behind).Where(b => which(b.First)).Select(b => b.By).Order().ToList();
        var late = pages.Count(p => p.Behind.Any(b => which(b.First) && b.By > TimeSpan.FromSeconds(2)));
        await output.WriteLineAsync(
            $"behind before catching up (the page asks every second), {when}: p50 {Of(behind, .5)} ms, p95 {Of(behind, .95)} ms, worst {Of(behind, 1)} ms; pages that were ever more than 2 s behind: {late}");
    }

    private static string Of(List<TimeSpan> times, double share) => times.Count == 0 ? "–"
        : times[Math.Min(times.Count - 1, (int)(share * times.Count))].TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
