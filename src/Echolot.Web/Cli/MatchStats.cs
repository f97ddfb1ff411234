using System.Diagnostics;
using System.Globalization;
using Echolot.Matching;

namespace Echolot.Web.Cli;

/// <summary>
/// Measures how fast a set matches posts that are read already: reading files, JSON and printing do not count.
/// </summary>
internal static class MatchStats
{
    private const int Passes = 5, Chunk = 256, ReportSample = 20_000, Named = 5;

    /// <summary>The compiler has done its best, and the queries are filed by what the posts hold.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2), PassTime = TimeSpan.FromSeconds(0.5);

    public static void Report(
        TextWriter into, QuerySet set, string[] ids, Post[] posts, int threads, CancellationToken cancel)
    {
        var matchers = Enumerable.Range(0, threads).Select(_ => set.NewMatcher()).ToArray();
        RunPass(matchers, posts, WarmUp, cancel);
        var rates = new double[Passes];
        var processor = new double[Passes];
        for (var i = 0; i < Passes; i++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            var started = Stopwatch.GetTimestamp();
            var matched = RunPass(matchers, posts, PassTime, cancel);
            rates[i] = matched / Stopwatch.GetElapsedTime(started).TotalSeconds;
            processor[i] = matched / (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        }
        Array.Sort(rates);
        Array.Sort(processor);
        into.WriteLine(Invariant($"{threads} {(threads == 1 ? "thread" : "threads")}: {rates[Passes / 2]:F0} posts/s ")
            + Invariant($"(median of {Passes} passes, {rates[0]:F0} to {rates[^1]:F0}); ")
            + Invariant($"{processor[Passes / 2]:F0} posts a second of processor time"));
        Latencies(into, matchers[0], posts);
        Costs(into, set, ids, posts);
    }

    private static void Latencies(TextWriter into, Matcher matcher, Post[] posts)
    {
        if (posts.Length == 0) return;
        var ticks = new long[posts.Length];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < posts.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            matcher.Match(posts[i]);
            ticks[i] = Stopwatch.GetTimestamp() - started;
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(ticks);
        into.WriteLine(Invariant($"a post: p50 {Micros(0.5):F1} µs, p99 {Micros(0.99):F1} µs, slowest {Micros(1):F1} µs; ")
            + Invariant($"{(double)allocated / posts.Length:F0} bytes allocated"));

        double Micros(double share) =>
            Stopwatch.GetElapsedTime(0, ticks[(int)Math.Min(posts.Length * share, posts.Length - 1)]).TotalMicroseconds;
    }

    private static void Costs(TextWriter into, QuerySet set, string[] ids, Post[] posts)
    {
        var report = set.Report(posts.Take(ReportSample), Named);
        into.WriteLine(Invariant($"a post: {report.CandidatesPerPost:F2} candidates, {report.MatchesPerPost:F2} matches; ")
            + Invariant($"{report.NeverMatched} of {report.Queries} queries matched none of {report.Posts} posts"));
        foreach (var cost in report.Dearest)
            into.WriteLine(Invariant($"dear: {ids[cost.Id]}: {cost.Time.TotalMilliseconds:F2} ms, ")
                + Invariant($"looked at {cost.Candidates} times, matched {cost.Matches}"));
        foreach (var cost in report.Useless)
            into.WriteLine(Invariant($"in vain: {ids[cost.Id]}: looked at {cost.Candidates} times"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Matches the posts again and again for at least the time; returns how many it matched.</summary>
    private static long RunPass(Matcher[] matchers, Post[] posts, TimeSpan least, CancellationToken cancel)
    {
        var (next, rounds, started) = (0L, 0L, Stopwatch.GetTimestamp());
        if (posts.Length == 0) return 0;
        var threads = matchers.Select(matcher => new Thread(() => Work(matcher))).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        cancel.ThrowIfCancellationRequested();
        return Volatile.Read(ref rounds);

        void Work(Matcher matcher)
        {
            while (!cancel.IsCancellationRequested && Stopwatch.GetElapsedTime(started) < least)
            {
                var from = (Interlocked.Add(ref next, Chunk) - Chunk) % posts.Length;
                var part = posts.AsSpan((int)from, (int)Math.Min(Chunk, posts.Length - from));
                foreach (ref readonly var post in part) matcher.Match(post);
                Interlocked.Add(ref rounds, part.Length);
            }
        }
    }
}
