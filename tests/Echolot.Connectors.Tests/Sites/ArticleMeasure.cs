using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Connectors.Sites.Reading;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Sites;

/// <summary>
/// How well articles are found, on the public article extraction benchmark (181 pages with their true text, MIT):
/// shares of four-word sequences, averaged over pages. Every second page was looked at while writing the reader.
/// </summary>
public sealed partial class ArticleMeasure
{
    [Fact]
    public void Articles_of_the_public_benchmark_are_found()
    {
        var folder = Environment.GetEnvironmentVariable("ECHOLOT_ARTICLES_DATA");
        Assert.SkipWhen(folder is null,
            "Set ECHOLOT_ARTICLES_DATA to the folder of the benchmark (html, ground-truth.json).");
        var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder!, "ground-truth.json"))).RootElement;
        var pages = truth.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        var seen = Measure(pages.Where((_, i) => i % 2 == 0));
        var unseen = Measure(pages.Where((_, i) => i % 2 == 1));
        TestContext.Current.SendDiagnosticMessage($"seen {seen}, not seen {unseen}");
        unseen.F.ShouldBeGreaterThan(0.95);

        Score Measure(IEnumerable<JsonProperty> some)
        {
            var (precision, recall) = (new List<double>(), new List<double>());
            foreach (var page in some)
            {
                using var packed = new GZipStream(
                    File.OpenRead(Path.Combine(folder!, "html", page.Name + ".html.gz")), CompressionMode.Decompress);
                using var reader = new StreamReader(packed);
                var want = Sequences(page.Value.TryGetProperty("articleBody", out var body) ? body.GetString() ?? ""
                    : "");
                var got = Sequences(ArticleBody.Of(reader.ReadToEnd()) ?? "");
                var common = want.Keys.Sum(k => Math.Min(want[k], got.GetValueOrDefault(k)));
                if (got.Count > 0) precision.Add((double)common / got.Values.Sum());
                if (want.Count > 0) recall.Add((double)common / want.Values.Sum());
            }
            return new(precision.Average(), recall.Average());
        }
    }

    private sealed record Score(double Precision, double Recall)
    {
        public double F => 2 * Precision * Recall / (Precision + Recall);
    }

    private static Dictionary<string, int> Sequences(string text)
    {
        var words = Word().Matches(text).Select(m => m.Value).ToList();
        var found = new Dictionary<string, int>();
        for (var i = 0; i < Math.Max(1, words.Count - 3); i++)
        {
            var sequence = string.Join(' ', words.Skip(i).Take(4));
            if (sequence.Length > 0) found[sequence] = found.GetValueOrDefault(sequence) + 1;
        }
        return found;
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
