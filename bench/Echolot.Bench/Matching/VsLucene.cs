using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Echolot.Matching;
using Echolot.Matching.Language;

namespace Echolot.Bench.Matching;

/// <summary>What bench/vs-lucene/run.sh measures on the side of .NET.</summary>
internal static class VsLucene
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3), Pass = TimeSpan.FromSeconds(2);

    public static int MakeUp(string folder, int posts, int queries, int seed)
    {
        new Workload(seed).Write(folder, posts, queries);
        return 0;
    }

    /// <summary>The first so many queries and posts as tables, which need no JSON on the other side.</summary>
    public static int Prepare(string folder, int queries, int posts, string into)
    {
        Directory.CreateDirectory(into);
        File.WriteAllLines(Path.Combine(into, "queries.tsv"), Queries(folder, queries).Select(query => $"{query.Id}\t{Flat(query.Text)}"));
        File.WriteAllLines(Path.Combine(into, "posts.tsv"), Posts(folder, posts).Select(read =>
            string.Join('\t', read.Id, Lower(read.Post.Lang), Lower(read.Post.Author), Lower(read.Post.Source), Flat(read.Post.Text))));
        return 0;
    }

    /// <summary>One line each of the engine and of looking up every word: posts a second, and per second of processor.</summary>
    public static int Measure(string folder, int queries, int posts, int threads)
    {
        var (set, words, read) = Load(folder, queries, posts);
        var matchers = Enumerable.Range(0, threads).Select(_ => set.NewMatcher()).ToArray();
        Rate("echolot", thread => MatchAll(matchers[thread], read), read.Length, threads);
        Rate("dictionary", _ => LookUpAll(words, read), read.Length, threads);
        return 0;
    }

    public static (QuerySet Set, Dictionary<string, int> Words, Post[] Posts) Load(string folder, int queries, int posts)
    {
        var parsed = Queries(folder, queries)
            .Select((query, i) => ((long)i, Query.Parse(query.Text, new QueryOptions(Plain: true)))).ToArray();
        var words = new Dictionary<string, int>();
        foreach (var (_, query) in parsed) Collect(query.Root, words);
        return (QuerySet.Build(parsed), words, [.. Posts(folder, posts).Select(post => post.Post)]);
    }

    public static long MatchAll(Matcher matcher, Post[] posts)
    {
        var found = 0L;
        foreach (ref readonly var post in posts.AsSpan()) found += matcher.Match(post).Length;
        return found;
    }

    /// <summary>The least that any engine on this platform does: cut the words, and look each up.</summary>
    public static long LookUpAll(Dictionary<string, int> words, Post[] posts)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> word = stackalloc char[256];
        var found = 0L;
        foreach (var post in posts)
        {
            var length = 0;
            foreach (var c in post.Text)
            {
                if (char.IsLetterOrDigit(c))
                {
                    if (length < word.Length) word[length++] = char.ToLowerInvariant(c);
                    continue;
                }
                if (length > 0 && lookup.ContainsKey(word[..length])) found++;
                length = 0;
            }
            if (length > 0 && lookup.ContainsKey(word[..length])) found++;
        }
        return found;
    }

    private static void Rate(string name, Func<int, long> work, int posts, int threads)
    {
        RunFor(WarmUp, work, threads);
        var (processor, started) = (Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.GetTimestamp());
        var rounds = RunFor(Pass, work, threads);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {rounds * posts / seconds:F0} {rounds * posts / used:F0}"));
    }

    private static long RunFor(TimeSpan least, Func<int, long> work, int threads)
    {
        var (rounds, started) = (0L, Stopwatch.GetTimestamp());
        var working = Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            do
            {
                work(number);
                Interlocked.Increment(ref rounds);
            }
            while (Stopwatch.GetElapsedTime(started) < least);
        })).ToArray();
        foreach (var thread in working) thread.Start();
        foreach (var thread in working) thread.Join();
        return rounds;
    }

    private static void Collect(Node node, Dictionary<string, int> words)
    {
        switch (node)
        {
            case WordsNode leaf:
                foreach (var atom in leaf.Atoms)
                    if (atom.Kind == AtomKind.Word) words.TryAdd(atom.Key, words.Count);
                break;
            case NotNode not: Collect(not.Part, words); break;
            case AndNode and: Array.ForEach(and.Parts, part => Collect(part, words)); break;
            case OrNode or: Array.ForEach(or.Parts, part => Collect(part, words)); break;
            case NearNode near:
                Collect(near.Left, words);
                Collect(near.Right, words);
                break;
        }
    }

    private static IEnumerable<(string Id, string Text)> Queries(string folder, int most) =>
        Lines(folder, "queries.ndjson", most).Select(line => (Of(line, "id")!, Of(line, "q")!));

    private static IEnumerable<(string Id, Post Post)> Posts(string folder, int most) =>
        Lines(folder, "posts.ndjson", most).Select(line => (Of(line, "id")!, new Post
        {
            Text = Of(line, "text")!, Lang = Of(line, "lang"), Author = Of(line, "author"), Source = Of(line, "platform"),
        }));

    private static IEnumerable<JsonElement> Lines(string folder, string file, int most) =>
        File.ReadLines(Path.Combine(folder, file)).Take(most).Select(line => JsonDocument.Parse(line).RootElement);

    private static string? Of(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Lower(string? value) => Flat(value ?? "").ToLowerInvariant();

    private static string Flat(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
