using System.Globalization;
using System.Runtime.CompilerServices;
using Echolot.Insights;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Mentions.Stories;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Triage;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench.Kill;

/// <summary>
/// A server that only takes in posts, made to be killed: half of the posts are read by a source from its stored cursor,
/// half are pushed and written to a file as soon as they are acknowledged. Meanwhile one rule labels what comes, and
/// both rules are let loose on the past, and the sums of the overview are made over and over. It begins where it was
/// killed.
/// </summary>
internal static class IngestChild
{
    public const string Acknowledged = "acknowledged.txt";

    /// <summary>Hits every post as it arrives.</summary>
    public const string LiveRule = "live";

    /// <summary>Hits the first posts, and only in the past.</summary>
    public const string PastRule = "past";

    /// <summary>Posts that the rule over the past is for.</summary>
    public const int Early = 1000;

    /// <summary>When the first post was published; the others follow by the second.</summary>
    public static readonly DateTimeOffset First = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Connector = "counting";
    private const int PushAtOnce = 20;
    private const int Pushers = 4;

    /// <summary>Works until all posts are stored; prints <see cref="Killer.Done"/> at the end.</summary>
    public static async Task<int> RunAsync(string folder, int posts)
    {
        var db = await EcholotDb.OpenAsync(
            new(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddEcholot(db, new DirectoryInfo(folder));
        services.AddSingleton<IConnector>(new Counting(posts / 2));
        await using var all = services.BuildServiceProvider();
        using var stop = new CancellationTokenSource();
        var (gate, sources) = (all.GetRequiredService<Gate>(), all.GetRequiredService<SourceRunner>());

        var watchlist = all.GetRequiredService<Watchlist>();
        if ((await watchlist.ListAsync(stop.Token)).Count == 0)
            await watchlist.AddAsync(new("All", "jacke", Purpose.Brand), null, stop.Token);
        foreach (var name in (string[])["read", "pushed"])
            if (await sources.FindAsync(Connector, name, stop.Token) is null)
                await sources.AddAsync(Connector, name, new Dictionary<string, string> { ["name"] = name }, stop.Token);
        var pushed = (await sources.FindAsync(Connector, "pushed", stop.Token))!;

        var (archive, bus, desk) = (
            all.GetRequiredService<Archive>(), all.GetRequiredService<Bus>(), all.GetRequiredService<TriageDesk>());
        all.GetRequiredService<StoryDesk>();
        desk.Listen();
        // Many portions, so that many kills fall between two of them.
        desk.RunPortion = 20;
        await RulesAsync(archive, desk, stop.Token);
        var taking = gate.RunAsync(stop.Token);
        var hearing = bus.RunAsync(stop.Token);
        var working = desk.WorkAsync(stop.Token);
        var reading = sources.RunAsync(stop.Token);
        var past = StartRunsAsync(archive, desk, stop.Token);
        var analyst = all.GetRequiredService<Analyst>();
        var summing = SumAsync(analyst, stop.Token);
        await PushAsync(gate, await sources.ConfigAsync(pushed.Id, stop.Token), folder, posts / 2, posts - posts / 2);
        await past;
        while (await archive.CountAsync(new(), stop.Token) < posts
            || (await bus.HealthAsync(stop.Token)).Any(s => s.Behind > 0)
            || (await desk.RunsAsync(10, stop.Token)).Any(r => !r.Ended)) await Task.Delay(20, stop.Token);
        await stop.CancelAsync();
        await Task.WhenAll(reading, taking, hearing, working, summing);
        await analyst.RefreshAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync(Killer.Done);
        return 0;
    }

    private static async Task RulesAsync(Archive archive, TriageDesk desk, CancellationToken cancel)
    {
        var known = await desk.RulesAsync(cancel);
        foreach (var (name, query) in ((string, string)[])[(LiveRule, "jacke"), (PastRule, "früh")])
            if (known.All(r => r.Name != name))
                await desk.SaveRuleAsync(null, new RuleDraft(
                    name, new Condition { Query = query },
                    [WorkChange.Label((await archive.FreeLabelAsync(name, cancel)).Id)], name == LiveRule), null, cancel);
    }

    private static async Task StartRunsAsync(Archive archive, TriageDesk desk, CancellationToken cancel)
    {
        while (await archive.CountAsync(new() { Search = "früh" }, cancel) < Early) await Task.Delay(20, cancel);
        var started = (await desk.RunsAsync(10, cancel)).Select(r => r.RuleId).ToList();
        foreach (var rule in await desk.RulesAsync(cancel))
            if (!started.Contains(rule.Id)) await desk.StartRuleAsync(rule.Id, 1, cancel);
    }

    // Without a rest, so that many kills fall into the middle of one.
    private static async Task SumAsync(Analyst analyst, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await analyst.RefreshAsync(CancellationToken.None);
            await Task.Yield();
        }
    }

    /// <summary>
    /// Sends what is not acknowledged yet from several callers at once, as clients of the push API do.
    /// </summary>
    private static async Task PushAsync(Gate gate, SourceConfig source, string folder, int from, int count)
    {
        var file = Path.Combine(folder, Acknowledged);
        var known = File.Exists(file)
            ? [.. (await File.ReadAllLinesAsync(file)).Where(l => l.EndsWith('.'))]
            : new HashSet<string>();
        var waiting = new Queue<int>(Enumerable.Range(from, count).Where(n => !known.Contains(Line(n))));
        // Appended line by line, without a buffer: what is in the file was acknowledged before the kill.
        await using var acknowledged = new FileStream(
            file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        await acknowledged.WriteAsync("\n"u8.ToArray());
        var turn = new object();
        await Task.WhenAll(Enumerable.Range(0, Pushers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var mine = new List<int>(PushAtOnce);
                lock (turn)
                    while (mine.Count < PushAtOnce && waiting.TryDequeue(out var n)) mine.Add(n);
                if (mine.Count == 0) return;
                await gate.TakeAsync(source, [.. mine.Select(n => Post(n, null))], CancellationToken.None);
                var lines = System.Text.Encoding.ASCII.GetBytes(string.Concat(mine.Select(n => Line(n) + "\n")));
                lock (turn) acknowledged.Write(lines);
            }
        })));
    }

    // The full stop shows that the line was written to its end.
    private static string Line(int number) => number.ToString(CultureInfo.InvariantCulture) + ".";

    private static Upserted Post(int number, string? cursor)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        var at = First.AddSeconds(number);
        return new(
            new Mention
            {
                Source = new(Connector, "here", "numbers"),
                Id = new(id),
                Revision = "1",
                Kind = ItemKind.Post,
                Origin = Origin.Stream,
                PublishedAt = at,
                ReceivedAt = at.AddSeconds(1),
                // Long enough that all of them tell the same story, whatever their numbers are.
                Text = $"Die Jacke Nummer {id} ist heute {(number < Early ? "früh " : "")}angekommen "
                    + "und passt genau so, wie es in der Beschreibung stand",
                Author = new(new("author" + (number % 500).ToString(CultureInfo.InvariantCulture))),
            },
            cursor, at.AddSeconds(1));
    }

    /// <summary>Counts up from its cursor; its source <c>read</c> yields, the others only exist.</summary>
    private sealed class Counting(int posts) : IReadsMentions
    {
        private static readonly LocalText Nothing = new("", "");

        public ConnectorDescription Description { get; } =
            new(Connector, "Counting", "rss", [new("name", Nothing, Nothing)], false, false, null, Nothing, Nothing);

        public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
            Task.FromResult(new SourceCheck(
                new(Connector, "here", settings["name"]), settings["name"], settings,
                new Dictionary<string, LocalText>()));

        public async IAsyncEnumerable<SourceEvent> ReadAsync(
            SourceConfig source, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
        {
            var next = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture) + 1;
            if (source.Key.Account == "read")
                for (; next < posts; next++)
                {
                    cancel.ThrowIfCancellationRequested();
                    yield return Post(next, next.ToString(CultureInfo.InvariantCulture));
                    if (next % 7 == 0) await Task.Yield();
                }
            await Task.Delay(Timeout.Infinite, cancel);
        }
    }
}
