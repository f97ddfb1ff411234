using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Echolot.Matching;

namespace Echolot.Web.Cli;

/// <summary>
/// <c>echolot match --queries FILE --posts FILE</c>: prints for every post the queries that match it.
/// </summary>
internal static class Match
{
    /// <summary>A file cannot be read or a line in it is wrong; what was printed before it is right.</summary>
    private const int NotDone = 2;

    private const int FlushAt = 1 << 16;

    public static void AddTo(Command root)
    {
        var queries = new Option<FileInfo>("--queries")
        {
            Description = "NDJSON with id and q (the query; words are compared exactly)", Required = true,
        };
        var posts = new Option<FileInfo>("--posts")
        {
            Description = "NDJSON with id and text, and what else is known: title, lang, author, platform, publishedAt, "
                + "url, followers …",
            Required = true,
        };
        var stats = new Option<bool>("--stats")
        {
            Description = "Then matches the posts again and again and prints how fast, on standard error",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads that match at once, for --stats", DefaultValueFactory = _ => 1,
        };
        var forms = new Option<WordForms?>("--forms")
        {
            Description =
                "Reads the queries as a monitor with this setting does: words are folded and found in these forms",
        };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 256)
                result.AddError("--threads takes a number from 1 to 256.");
        });
        var verb = new Command("match", "Prints for every post its id, a tab and the ids of the matching queries.")
        {
            queries, posts, stats, threads, forms,
        };
        verb.SetAction((parsed, cancel) => Task.FromResult(Run(
            parsed.GetValue(queries)!, parsed.GetValue(posts)!,
            parsed.GetValue(forms) is { } chosen ? new(Forms: chosen) : new QueryOptions(Plain: true),
            parsed.GetValue(stats) ? parsed.GetValue(threads) : 0,
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel)));
        root.Subcommands.Add(verb);
    }

    /// <param name="queries">Queries to load.</param>
    /// <param name="posts">Posts to match.</param>
    /// <param name="options">How the queries read words.</param>
    /// <param name="threads">Threads to measure with; 0: no measuring.</param>
    /// <param name="output">What matches.</param>
    /// <param name="errors">What is wrong, and figures.</param>
    /// <param name="cancel">Stops.</param>
    private static int Run(
        FileInfo queries, FileInfo posts, QueryOptions options, int threads, TextWriter output, TextWriter errors,
        CancellationToken cancel)
    {
        try
        {
            var lines = ReadQueries(queries);
            var before = threads > 0 ? GC.GetTotalMemory(forceFullCollection: true) : 0;
            var (started, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var set = Load(queries, lines, options);
            var (loaded, used) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor);
            if (threads > 0)
                ReportLoad(errors, set, loaded, used, GC.GetTotalMemory(forceFullCollection: true) - before);
            var ids = Array.ConvertAll(lines, line => line.Id);
            var work = new Work(set, ids, output);
            var kept = new List<Post>();
            try
            {
                foreach (var (number, line) in Lines.Of(posts))
                {
                    cancel.ThrowIfCancellationRequested();
                    var read = Read(posts, number, line.Span);
                    work.Match(read);
                    if (threads > 0) kept.Add(read.Post);
                }
            }
            finally
            {
                work.Flush();
            }
            if (threads == 0) return 0;
            errors.WriteLine($"{work.Posts} posts, {work.Hits} matches");
            MatchStats.Report(errors, set, ids, [.. kept], threads, cancel);
            return 0;
        }
        catch (Exception wrong) when (wrong is LineProblem or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"match: {wrong.Message}");
            return NotDone;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine("match: interrupted");
            return NotDone;
        }
    }

    private readonly record struct QueryLine(long Number, string Id, string Text);

    /// <summary>The queries by id in ordinal order: a query's number is its place there.</summary>
    private static QueryLine[] ReadQueries(FileInfo file)
    {
        var queries = new List<QueryLine>();
        foreach (var (number, line) in Lines.Of(file))
        {
            var (id, text) = (default(string), default(string));
            ReadObject(file, number, line.Span, (ref Utf8JsonReader json) =>
            {
                if (json.ValueTextEquals("id"u8)) id = StringOf(ref json);
                else if (json.ValueTextEquals("q"u8)) text = StringOf(ref json);
                else Skip(ref json);
            });
            if (id is null || text is null)
                throw new LineProblem(file, number, "a query needs the strings \"id\" and \"q\"");
            queries.Add(new(number, id, text));
        }
        queries.Sort((left, right) => string.CompareOrdinal(left.Id, right.Id));
        for (var i = 1; i < queries.Count; i++)
            if (queries[i].Id == queries[i - 1].Id)
                throw new LineProblem(file, 0, $"two queries have the id {queries[i].Id}; give each an id of its own");
        return [.. queries];
    }

    /// <summary>Parses on all processors while this thread compiles.</summary>
    private static QuerySet Load(FileInfo file, QueryLine[] lines, QueryOptions options)
    {
        var first = default(LineProblem);
        var set = QuerySet.Build(lines.AsParallel().AsOrdered().Select((line, i) =>
        {
            if (Query.TryParse(line.Text, options, out var query, out var wrong)) return (Id: (long)i, Query: query);
            var problem = new LineProblem(file, line.Number,
                $"query {line.Id}, character {wrong[0].Start + 1}: {wrong[0].Message} {wrong[0].Remedy}");
            InterlockedFirst(ref first, problem);
            return (i, null!);
        }).Where(parsed => parsed.Query is not null));
        return first is null ? set : throw first;
    }

    /// <summary>Of several wrong lines the first is named.</summary>
    private static void InterlockedFirst(ref LineProblem? first, LineProblem problem)
    {
        for (var known = first; known is null || problem.Number < known.Number;)
        {
            var seen = Interlocked.CompareExchange(ref first, problem, known);
            if (ReferenceEquals(seen, known)) return;
            known = seen;
        }
    }

    private static (string Id, Post Post) Read(FileInfo file, long number, ReadOnlySpan<byte> line)
    {
        var fields = new PostFields();
        ReadObject(file, number, line, fields.Take);
        return fields is { Id: { } id, Post: { } post } ? (id, post)
            : throw new LineProblem(file, number, "a post needs the strings \"id\" and \"text\"");
    }

    private delegate void ReadProperty(ref Utf8JsonReader json);

    private static void ReadObject(FileInfo file, long number, ReadOnlySpan<byte> line, ReadProperty read)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                throw new LineProblem(file, number, "this is not a JSON object");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName) read(ref json);
            // A reader stands at the end of the object now and finds everything that follows it wrong.
            if (json.Read()) throw new LineProblem(file, number, "there is something behind the JSON object");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            throw new LineProblem(file, number, $"this is not a JSON object with such values ({wrong.Message})");
        }
    }

    /// <summary>The value of the property; null for null.</summary>
    private static string? StringOf(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }

    private static void Skip(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    private static void ReportLoad(TextWriter errors, QuerySet set, TimeSpan loaded, TimeSpan used, long bytes) =>
        errors.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{set.Count} queries loaded in {loaded.TotalSeconds:F3} s ({used.TotalSeconds:F2} s of processor time), "
            + $"{bytes / Math.Max(1, set.Count)} bytes a query"));

    /// <summary>One pass over the posts.</summary>
    private sealed class Work(QuerySet set, string[] ids, TextWriter output)
    {
        private readonly Matcher matcher = set.NewMatcher();
        private readonly StringBuilder text = new();
        private long[] sorted = new long[64];

        public long Posts { get; private set; }

        public long Hits { get; private set; }

        public void Match((string Id, Post Post) read)
        {
            var found = matcher.Match(read.Post);
            if (sorted.Length < found.Length) sorted = new long[found.Length * 2];
            found.CopyTo(sorted);
            var hits = sorted.AsSpan(0, found.Length);
            hits.Sort();
            text.Append(read.Id).Append('\t');
            for (var i = 0; i < hits.Length; i++)
            {
                if (i > 0) text.Append(',');
                text.Append(ids[hits[i]]);
            }
            text.Append('\n');
            Posts++;
            Hits += hits.Length;
            if (text.Length > FlushAt) Write();
        }

        public void Flush()
        {
            Write();
            output.Flush();
        }

        private void Write()
        {
            foreach (var chunk in text.GetChunks()) output.Write(chunk.Span);
            text.Clear();
        }
    }

    /// <summary>A line that is not what the file promises.</summary>
    private sealed class LineProblem(FileInfo file, long number, string what)
        : Exception(number > 0 ? $"{file.Name}, line {number}: {what}" : $"{file.Name}: {what}")
    {
        public long Number => number;
    }

    /// <summary>The lines of a file as bytes, without blank ones.</summary>
    private static class Lines
    {
        private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

        public static IEnumerable<(long Number, ReadOnlyMemory<byte> Line)> Of(FileInfo file)
        {
            using var stream = file.OpenRead();
            var buffer = new byte[1 << 20];
            var (start, end, number) = (0, 0, 0L);
            while (true)
            {
                var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
                if (length < 0)
                {
                    // Move what is left to the front, in a larger buffer where one line fills it.
                    var (rest, into) = (
                        end - start, end - start == buffer.Length ? new byte[buffer.Length * 2] : buffer);
                    Buffer.BlockCopy(buffer, start, into, 0, rest);
                    (buffer, start, end) = (into, 0, rest);
                    var more = stream.Read(buffer, end, buffer.Length - end);
                    end += more;
                    if (more > 0) continue;
                    if (end == 0) yield break;
                    length = end;
                }
                number++;
                var line = buffer.AsMemory(start, length);
                start = Math.Min(end, start + length + 1);
                if (number == 1 && line.Span.StartsWith(Mark)) line = line[Mark.Length..];
                if (!line.Span.Trim(" \t\r"u8).IsEmpty) yield return (number, line);
            }
        }
    }
}
