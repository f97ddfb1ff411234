using System.CommandLine;
using System.Diagnostics.Metrics;
using System.Globalization;
using Dapper;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Play.Worlds;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench.Ingest;

/// <summary>
/// <c>ingest --posts 200000 --monitors 1000</c>: posts a second through the gate, beside the raw insert rate of SQLite
/// with FTS5.
/// </summary>
internal static class IngestCommand
{
    // Enough posts under way that one batch is prepared while another is stored: a batch takes up to 8,192.
    private const int Callers = 64;
    private const int AtOnce = 512;

    // The runtime compiles what runs often a second and a third time; these posts are a server's first seconds.
    private const int WarmUp = 60_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var posts = new Option<int>("--posts") { Description = "How many posts", DefaultValueFactory = _ => 200_000 };
        var monitors =
            new Option<int>("--monitors") { Description = "How many monitors", DefaultValueFactory = _ => 1_000 };
        var command = new RootCommand("Measures the intake beside raw inserts") { posts, monitors };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(posts), parsed.GetValue(monitors), parsed.InvocationConfiguration.Output, cancel));
        return await command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int count, int monitors, TextWriter output, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("echolot-ingest-");
        try
        {
            // First of all: it sets SQLite up for the whole process, so for the yardsticks as well.
            await using (await EcholotDb.OpenAsync(new(Engine.Sqlite, Path.Combine(folder.FullName, "first.db")), cancel)) { }
            var posts = Posts(count);
            var queries = Queries.Of(
                [.. posts.Select(p => p.Text)], posts.Select(p => p.Source.Connector).Distinct(), monitors);
            await output.WriteLineAsync(
                $"{count} posts, {monitors} queries, {Environment.ProcessorCount} cores, {folder.FullName}");
            var before = Yardsticks(folder, posts);
            var gate = await ThroughGateAsync(folder, posts, queries, output, cancel);
            // The machine may be busier or calmer than a minute ago: the yardsticks are laid on both ends.
            var after = Yardsticks(folder, posts);
            await WriteAsync(output, "raw SQLite + FTS5", before.Plain, after.Plain, gate);
            await WriteAsync(output, "… of folded words", before.Folded, after.Folded, gate);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (Rate Plain, Rate Folded) Yardsticks(DirectoryInfo folder, IReadOnlyList<Mention> posts)
    {
        var plain = RawInsert.Measure(Empty("plain"), posts);
        return (plain, RawInsert.MeasureFolded(Empty("folded"), posts));

        string Empty(string name)
        {
            var of = new DirectoryInfo(Path.Combine(folder.FullName, name));
            if (of.Exists) of.Delete(recursive: true);
            of.Create();
            return of.FullName;
        }
    }

    private static async Task WriteAsync(TextWriter output, string what, Rate before, Rate after, Rate gate)
    {
        await output.WriteLineAsync(before.Line(what + " (before)"));
        await output.WriteLineAsync(after.Line(what + " (after)"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"  through the gate: {gate.PerSecond / ((before.PerSecond + after.PerSecond) / 2):P0} of it"));
    }

    private static async Task<Rate> ThroughGateAsync(
        DirectoryInfo folder, IReadOnlyList<Mention> posts, IReadOnlyList<string> queries, TextWriter output,
        CancellationToken cancel)
    {
        var db = await EcholotDb.OpenAsync(new(Engine.Sqlite, Path.Combine(folder.FullName, "echolot.db")), cancel);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddEcholot(db, folder);
        services.AddSingleton<IConnector, Quiet>();
        await using var all = services.BuildServiceProvider();
        var watchlist = all.GetRequiredService<Watchlist>();
        foreach (var query in queries)
            if ((await watchlist.AddAsync(new(query, query, Purpose.Brand), null, cancel)).Monitor is null)
                await output.WriteLineAsync($"not a query: {query}");
        using var stages = new Stages();
        using var stop = new CancellationTokenSource();
        var gate = all.GetRequiredService<Gate>();
        var running = gate.RunAsync(stop.Token);
        var sources = await SourcesAsync(all.GetRequiredService<SourceRunner>(), cancel);
        await TakeAsync(gate, sources, Earlier(posts), cancel);
        stages.Clear();

        var clock = new Clock();
        var kept = await TakeAsync(gate, sources, posts, cancel);
        var (rate, took) = (clock.Of(posts.Count), clock.Elapsed);
        await stop.CancelAsync();
        await running;

        await output.WriteLineAsync(rate.Line("through the gate"));
        await using var connection = await db.ReadAsync(cancel);
        var matches = await connection.ExecuteScalarAsync<long>("select count(*) from listing where monitor_id > 0");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"  {kept} of {posts.Count} kept, {matches / (double)(posts.Count + Math.Min(WarmUp, posts.Count)):0.0} monitors a post"));
        await stages.WriteAsync(output, took);
        return rate;
    }

    private static async Task<IReadOnlyList<SourceConfig>> SourcesAsync(SourceRunner sources, CancellationToken cancel)
    {
        var made = new List<SourceConfig>();
        for (var i = 0; i < Callers; i++)
        {
            var (source, _) = await sources.AddAsync(
                "quiet", null, new Dictionary<string, string> { ["name"] = $"{i}" }, cancel);
            made.Add(await sources.ConfigAsync(source!.Id, cancel));
        }
        return made;
    }

    private static async Task<int> TakeAsync(
        Gate gate, IReadOnlyList<SourceConfig> sources, IReadOnlyList<Mention> posts, CancellationToken cancel)
    {
        var kept = 0;
        await Task.WhenAll(sources.Select((source, caller) => Task.Run(async () =>
        {
            for (var from = caller * AtOnce; from < posts.Count; from += Callers * AtOnce)
            {
                var events = new List<SourceEvent>(AtOnce);
                for (var i = from; i < Math.Min(posts.Count, from + AtOnce); i++)
                    events.Add(new Upserted(posts[i], i.ToString(CultureInfo.InvariantCulture), posts[i].ReceivedAt));
                var taken = await gate.TakeAsync(source, events, cancel);
                Interlocked.Add(ref kept, taken.Count(t => t.As is TakenAs.Kept));
            }
        }, cancel)));
        return kept;
    }

    // As many seconds earlier as there are of them: what is measured comes behind it, as in a stream.
    private static IReadOnlyList<Mention> Earlier(IReadOnlyList<Mention> posts)
    {
        var by = TimeSpan.FromSeconds(WarmUp);
        return [.. posts.Take(WarmUp).Select(p => p with
        {
            Id = new("warm-" + p.Id.Value), PublishedAt = p.PublishedAt - by, ReceivedAt = p.ReceivedAt - by,
        })];
    }

    private static IReadOnlyList<Mention> Posts(int count)
    {
        var end = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var world = new NordlichtWorld(1, end);
        return [.. Enumerable.Range(0, count).Select(n => world.Live(n, end.AddSeconds(n)).Mention)];
    }

    /// <summary>A network from which nothing comes by itself.</summary>
    private sealed class Quiet : IConnector
    {
        private static readonly LocalText Nothing = new("", "");

        public ConnectorDescription Description { get; } =
            new("quiet", "Quiet", "rss", [new("name", Nothing, Nothing)], false, false, null, Nothing, Nothing);

        public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
            Task.FromResult(new SourceCheck(
                new("quiet", "here", settings["name"]), settings["name"], settings,
                new Dictionary<string, LocalText>()));
    }

    /// <summary>Sums of the intake's own stage durations, read from its meter.</summary>
    private sealed class Stages : IDisposable
    {
        private readonly Dictionary<string, (double Seconds, int Batches)> _stages = [];
        private readonly MeterListener _listener = new();

        public Stages()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "echolot.intake.stage") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
            {
                var stage = (string)tags[0].Value!;
                lock (_stages)
                {
                    var (sum, batches) = _stages.GetValueOrDefault(stage);
                    _stages[stage] = (sum + seconds, batches + 1);
                }
            });
            _listener.Start();
        }

        public void Clear()
        {
            lock (_stages) _stages.Clear();
        }

        public async Task WriteAsync(TextWriter output, TimeSpan of)
        {
            foreach (var (stage, (seconds, batches)) in _stages.OrderBy(s => s.Key))
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"  stage {stage,-8} {seconds,6:0.0} s in {batches} batches "
                    + $"({seconds / of.TotalSeconds:P0} of the time; stages overlap)"));
        }

        public void Dispose() => _listener.Dispose();
    }
}
