using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Echolot.Enrichment;
using Echolot.Mentions;

namespace Echolot.Web.Cli;

/// <summary>
/// <c>echolot analyse --posts FILE</c>: language and sentiment of each post, one JSON object a line, in file order.
/// </summary>
internal static class Analyse
{
    /// <summary>The file cannot be read, or a line of it is no post; what came before it was printed.</summary>
    private const int NotDone = 2;

    /// <summary>Posts analysed at once: enough to keep every core busy, little enough to stay in memory.</summary>
    private const int Batch = 4096;

    // What we print is read by programs and people, never put into HTML.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void AddTo(Command root)
    {
        var posts = new Option<FileInfo>("--posts")
        {
            Description = "NDJSON: one object per line with id and text, optional title and lang",
            Required = true,
        };
        var verb = new Command("analyse", "Prints language and sentiment of each post and the words that decided.")
        {
            posts,
        };
        verb.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(posts)!,
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        root.Subcommands.Add(verb);
    }

    private static async Task<int> RunAsync(
        FileInfo file, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            var enrichers = Enrichers.Load();
            using var reader = new StreamReader(file.FullName, Encoding.UTF8);
            var lines = new List<(int Number, string Line)>(Batch);
            for (var number = 1; await reader.ReadLineAsync(cancel) is { } line; number++)
            {
                if (line.Length > 0) lines.Add((number, line));
                if (lines.Count < Batch) continue;
                await PrintAsync(enrichers, file, lines, output, cancel);
                lines.Clear();
            }
            await PrintAsync(enrichers, file, lines, output, cancel);
            return 0;
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            await output.FlushAsync(cancel);
            await errors.WriteLineAsync($"analyse: {wrong.Message}");
            return NotDone;
        }
    }

    private static async Task PrintAsync(
        Enrichers enrichers, FileInfo file, List<(int Number, string Line)> lines, TextWriter output,
        CancellationToken cancel)
    {
        var results = new string[lines.Count];
        var problems = new string?[lines.Count];
        Parallel.For(0, lines.Count, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            try
            {
                results[i] = Analysed(enrichers, lines[i].Line);
            }
            catch (Exception wrong) when (wrong is JsonException or FormatException)
            {
                problems[i] = wrong.Message;
            }
        });
        for (var i = 0; i < results.Length; i++)
        {
            if (problems[i] is { } problem)
                throw new FormatException(
                    $"{file.Name}, line {lines[i].Number.ToString(CultureInfo.InvariantCulture)} is not a post: "
                    + $"{problem} A line is one JSON object with id and text.");
            await output.WriteLineAsync(results[i]);
        }
        await output.FlushAsync(cancel);
    }

    private static string Analysed(Enrichers enrichers, string line)
    {
        using var post = JsonDocument.Parse(line);
        if (post.RootElement.ValueKind != JsonValueKind.Object)
            throw new FormatException($"found {post.RootElement.ValueKind}, expected an object.");
        var id = Member(post.RootElement, "id") ?? throw new FormatException("\"id\" is missing.");
        var text = Text(post.RootElement, "text") ?? throw new FormatException("\"text\" is missing.");
        var findings = enrichers.Analyse(text, Text(post.RootElement, "title"), Text(post.RootElement, "lang"));

        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            id.WriteTo(json);
            json.WriteString("language", findings.Language);
            json.WriteString("sentiment", Name(findings.Sentiment));
            json.WriteNumber("score", Rounded(findings.Score));
            json.WriteNumber("confidence", Rounded(findings.Confidence));
            json.WriteStartArray("because");
            foreach (var because in findings.Because)
            {
                json.WriteStartObject();
                json.WriteString("word", because.Word);
                json.WriteNumber("start", because.Start);
                json.WriteNumber("length", because.Length);
                json.WriteNumber("weight", Rounded(because.Weight));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static JsonElement? Member(JsonElement post, string name) =>
        post.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement post, string name) => Member(post, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"\"{name}\" is {value.ValueKind}, expected a string.");

    private static string Name(Sentiment sentiment) => sentiment switch
    {
        Sentiment.Negative => "negative",
        Sentiment.Neutral => "neutral",
        Sentiment.Positive => "positive",
        _ => "unknown",
    };

    private static decimal Rounded(float value) => Math.Round((decimal)value, 4);
}
