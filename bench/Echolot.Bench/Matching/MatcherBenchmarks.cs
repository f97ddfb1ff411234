using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Echolot.Matching;

namespace Echolot.Bench.Matching;

/// <summary>
/// <c>matching</c>: matching a stream against many queries beside looking up each of its words, and what changing one
/// query costs. Fails where matching allocates, or costs more than <see cref="MostLookUps"/> look-ups.
/// </summary>
public class MatcherBenchmarks
{
    private const int PostCount = 5_000;

    /// <summary>Bound of matching over looking up each word, by number of queries.</summary>
    private static readonly Dictionary<int, double> MostLookUps = new() { [1_000] = 3, [10_000] = 3, [100_000] = 6 };

    private Post[] _posts = [];
    private QuerySet _set = QuerySet.Empty;
    private Matcher _matcher = QuerySet.Empty.NewMatcher();
    private Dictionary<string, int> _words = [];
    private Query _query = Query.Parse("neu AND anders");
    private long _changes;

    [Params(1_000, 10_000, 100_000)]
    public int Queries { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var folder = Directory.CreateTempSubdirectory("echolot-matching-");
        try
        {
            new Workload(1).Write(folder.FullName, PostCount, Queries);
            (_set, _words, _posts) = VsLucene.Load(folder.FullName, Queries, PostCount);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        _matcher = _set.NewMatcher();
        _query = Query.Parse("neu AND anders", new QueryOptions(Plain: true));
        // Learns from the stream how to file the queries, and grows its memory to the longest post.
        for (var i = 0; i < 5; i++) Match();
    }

    [Benchmark(OperationsPerInvoke = PostCount)]
    public long Match() => VsLucene.MatchAll(_matcher, _posts);

    [Benchmark(Baseline = true, OperationsPerInvoke = PostCount)]
    public long LookUp() => VsLucene.LookUpAll(_words, _posts);

    /// <summary>One query more, and a matcher that knows it; the set of before is kept.</summary>
    [Benchmark]
    public Matcher Change() => _set.With(1_000_000 + _changes++ % 1_000, _query).NewMatcher();

    /// <summary>Runs everything, prints the table and says what is out of bounds.</summary>
    public static int Run(bool quick)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob((quick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.Console)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "echolot-matching"));
        var summary = BenchmarkRunner.Run<MatcherBenchmarks>(config);
        var wrong = new List<string>();
        foreach (var queries in MostLookUps.Keys)
        {
            var (match, lookUp) = (Of(nameof(Match)), Of(nameof(LookUp)));
            if (match?.ResultStatistics is not { } took || lookUp?.ResultStatistics is not { } least)
            {
                wrong.Add($"{queries} queries: nothing was measured");
                continue;
            }
            if (match.GcStats.GetBytesAllocatedPerOperation(match.BenchmarkCase) is > 0 and var bytes)
                wrong.Add($"{queries} queries: {bytes} bytes a post");
            if (took.Median / least.Median > MostLookUps[queries])
                wrong.Add(FormattableString.Invariant(
                    $"{queries} queries: {took.Median / least.Median:0.0} look-ups a post, bound {MostLookUps[queries]}"));

            BenchmarkDotNet.Reports.BenchmarkReport? Of(string name) => summary.Reports.FirstOrDefault(
                r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == name
                    && (int)r.BenchmarkCase.Parameters[nameof(Queries)] == queries);
        }
        foreach (var line in wrong) Console.Error.WriteLine(line);
        return wrong.Count == 0 ? 0 : 1;
    }
}
