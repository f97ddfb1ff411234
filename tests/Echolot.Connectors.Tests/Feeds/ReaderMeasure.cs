using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Echolot.Connectors.Feeds;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

/// <summary>
/// Measures the reader on the public suites of feedparser and gofeed where they lie in the folder named by
/// <c>ECHOLOT_FEEDS_DATA</c>. Counts what concerns id, title, link, author, dates, summary and content of items.
/// </summary>
public sealed class ReaderMeasure(ITestOutputHelper output)
{
    private static readonly HtmlParser Html = new();

    private static string? Folder => Environment.GetEnvironmentVariable("ECHOLOT_FEEDS_DATA");

    public static bool NoData => Folder is null;

    [Fact(SkipWhen = nameof(NoData), Skip = "Set ECHOLOT_FEEDS_DATA to the folder of the feed suites.")]
    public void Expectations_of_the_public_suites_are_met()
    {
        var results = Feedparser().Concat(Gofeed()).ToList();
        foreach (var suite in results.GroupBy(r => r.Suite).OrderBy(g => g.Key))
        {
            output.WriteLine(
                $"{suite.Key}: {suite.Count(r => r.Verdict != Verdict.Missed)} of {suite.Count()} met " +
                $"({suite.Count(r => r.Verdict == Verdict.Exact)} to the letter, {suite.Count(r => r.Verdict == Verdict.Same)} the same document or text)");
        }
        foreach (var missed in results.Where(r => r.Verdict == Verdict.Missed))
            output.WriteLine($"missed {missed.File} {missed.Path}\n   expected {missed.Expected}\n   found    {missed.Found}");
        var share = results.Count(r => r.Verdict != Verdict.Missed) / (double)results.Count;
        output.WriteLine($"share met: {share.ToString("P2", CultureInfo.InvariantCulture)} of {results.Count}");
        share.ShouldBeGreaterThanOrEqualTo(0.97);
    }

    private enum Verdict { Missed, Same, Exact }

    private sealed record Result(string Suite, string File, string Path, string Expected, string Found, Verdict Verdict);

    private static IEnumerable<Result> Feedparser()
    {
        var root = Path.Combine(Folder!, "feedparser-wellformed");
        foreach (var file in Directory.EnumerateFiles(root, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(root, file);
            var bytes = File.ReadAllBytes(file);
            var text = Encoding.UTF8.GetString(bytes);
            var expect = Regex.Match(text, @"Expect:\s*(.*?)\s*(?:\n|-->)").Groups[1].Value;
            if (Expectation.Parse(expect) is not { } expectations)
                continue;
            Uri? address = Path.GetFileName(file).StartsWith("http_", StringComparison.Ordinal) ? new Uri("http://127.0.0.1:8097/") : null;
            var location = Regex.Match(text, @"Content-Location:\s*(\S+)").Groups[1].Value;
            if (location.Length > 0 && Uri.TryCreate(address ?? new Uri("http://127.0.0.1:8097/"), location, out var at))
                address = at;
            FeedDocument? feed = null;
            var problem = "";
            try
            {
                feed = FeedReader.Read(bytes, null, address);
            }
            catch (NotAFeed e)
            {
                problem = e.Message;
            }
            foreach (var e in expectations)
            {
                var item = feed?.Items.ElementAtOrDefault(e.Entry);
                if (Candidates(e.Path, item) is not { } found)
                    continue;
                var (verdict, best) = Judge(e.Path, e.Value, found);
                yield return new Result("feedparser", name, e.Path, Show(e.Value), problem + best, verdict);
            }
        }
    }

    /// <summary>What the reader says about a field of feedparser's; null where the field is none of ours.</summary>
    private static object?[]? Candidates(string path, FeedItem? item)
    {
        var parts = path.Split('.');
        FeedPerson? Author(int n) => item?.Authors.ElementAtOrDefault(n);
        return parts switch
        {
            ["title"] or ["title_detail", "value"] => [item?.TitleHtml, item?.Title],
            ["link"] => [item?.Link],
            ["id"] or ["guid"] => [item?.Id],
            ["author"] => [Author(0)],
            ["author_detail", var field] => [Person(Author(0), field)],
            ["authors", var n, var field] => [Person(Author(int.Parse(n, CultureInfo.InvariantCulture)), field)],
            ["published"] or ["published_parsed"] or ["issued_parsed"] or ["created_parsed"] or ["created"] or ["issued"] => [item?.Published],
            ["updated"] or ["updated_parsed"] or ["modified"] or ["modified_parsed"] or ["date"] or ["date_parsed"] => [item?.Updated],
            ["summary" or "description"] or ["summary_detail", "value"] => [item?.Summary ?? item?.Html, item?.Text],
            ["content", "0", "value"] => [item?.Html, item?.Text],
            _ => null,
        };
    }

    private static object? Person(FeedPerson? person, string field) => field switch
    {
        "name" => person?.Name,
        "email" => person?.Email,
        _ => person?.Address,
    };

    private static (Verdict, string) Judge(string path, object? expected, object?[] found)
    {
        var best = Verdict.Missed;
        foreach (var candidate in found)
        {
            var verdict = (expected, candidate) switch
            {
                (null, null) => Verdict.Exact,
                (string s, null) => s.Length == 0 ? Verdict.Same : Verdict.Missed,
                (string s, Uri uri) => s == uri.OriginalString ? Verdict.Exact
                    : Uri.TryCreate(s, UriKind.Absolute, out var wanted) && wanted == uri ? Verdict.Same : Verdict.Missed,
                (string s, FeedPerson p) => s == p.Call ? Verdict.Exact : s == $"{p.Name} ({p.Email})" ? Verdict.Same : Verdict.Missed,
                (string s, DateTimeOffset at) =>
                    DateTimeOffset.Parse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) == at ? Verdict.Same : Verdict.Missed,
                (long[] t, DateTimeOffset at) =>
                    t[..6].SequenceEqual([at.Year, at.Month, at.Day, at.Hour, at.Minute, at.Second]) ? Verdict.Exact : Verdict.Missed,
                (string s, string f) => s == f ? Verdict.Exact : Canonical(s) == Canonical(f) ? Verdict.Same : Verdict.Missed,
                _ => Verdict.Missed,
            };
            best = verdict > best ? verdict : best;
        }
        return (best, string.Join(" | ", found.Select(Show)));
    }

    private static IEnumerable<Result> Gofeed()
    {
        var root = Path.Combine(Folder!, "gofeed");
        foreach (var file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var own = file.EndsWith("_expected.json", StringComparison.Ordinal);
            var input = own ? file.Replace("_expected.json", ".json") : Path.ChangeExtension(file, ".xml");
            if (!File.Exists(input))
                continue;
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var list = json.RootElement.TryGetProperty("items", out var items) || json.RootElement.TryGetProperty("entries", out items) ? items : default;
            if (list.ValueKind != JsonValueKind.Array)
                continue;
            FeedDocument? feed = null;
            var problem = "";
            try
            {
                feed = FeedReader.Read(File.ReadAllBytes(input), null, null);
            }
            catch (NotAFeed e)
            {
                problem = e.Message;
            }
            var n = 0;
            foreach (var expected in list.EnumerateArray())
            {
                var item = feed?.Items.ElementAtOrDefault(n++);
                foreach (var (path, value, found) in Fields(expected, item))
                {
                    var (verdict, best) = JudgeText(value, found);
                    yield return new Result("gofeed", Path.GetRelativePath(root, input), path, value, problem + best, verdict);
                }
            }
        }
    }

    private static IEnumerable<(string Path, string Value, object?[] Found)> Fields(JsonElement e, FeedItem? item)
    {
        foreach (var p in e.EnumerateObject())
        {
            var text = p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : "";
            switch (p.Name)
            {
                case "title":
                    yield return (p.Name, text, [item?.Title]);
                    break;
                case "link" or "url":
                    yield return (p.Name, text, [item?.Link]);
                    break;
                case "description" or "summary":
                    yield return (p.Name, text, [item?.Summary, item?.Text]);
                    break;
                case "content" or "content_html" when text.Length > 0:
                    yield return (p.Name, text, [item?.Html, item?.Text]);
                    break;
                case "content" when p.Value.TryGetProperty("value", out var value):
                    yield return (p.Name, value.GetString()!, [item?.Html, item?.Text]);
                    break;
                case "guid" or "id":
                    var id = text.Length > 0 ? text : p.Value.TryGetProperty("value", out var inner) ? inner.GetString()! : "";
                    yield return (p.Name, id, [item?.Id]);
                    break;
                case "publishedParsed" or "pubDateParsed" or "date_published":
                    yield return (p.Name, text, [item?.Published]);
                    break;
                case "updatedParsed" or "date_modified":
                    yield return (p.Name, text, [item?.Updated]);
                    break;
                case "author" when text.Length > 0:
                    yield return (p.Name, text, [item?.Authors.FirstOrDefault()]);
                    break;
                case "author" when p.Value.ValueKind == JsonValueKind.Object:
                    foreach (var f in p.Value.EnumerateObject().Where(f => f.Name is "name" or "email" or "url" or "uri"))
                        yield return ($"author.{f.Name}", f.Value.GetString()!, [Person(item?.Authors.FirstOrDefault(), f.Name)]);
                    break;
                case "authors" when p.Value.ValueKind == JsonValueKind.Array:
                    var n = 0;
                    foreach (var author in p.Value.EnumerateArray())
                    {
                        foreach (var f in author.EnumerateObject().Where(f => f.Name is "name" or "email" or "url" or "uri"))
                            yield return ($"authors.{n}.{f.Name}", f.Value.GetString()!, [Person(item?.Authors.ElementAtOrDefault(n), f.Name)]);
                        n++;
                    }
                    break;
            }
        }
    }

    /// <summary>gofeed neither cleans nor resolves, so markup is compared by its text.</summary>
    private static (Verdict, string) JudgeText(string expected, object?[] found)
    {
        var (verdict, shown) = Judge("", expected, found);
        if (verdict == Verdict.Missed && found.Select(f => f is FeedPerson p ? p.Call : f as string).OfType<string>().Any(f => TextOf(f) == TextOf(expected) || f == TextOf(expected)))
            verdict = Verdict.Same;
        return (verdict, shown);
    }

    private static string TextOf(string html) => Regex.Replace(Html.ParseDocument(html).Body!.TextContent, @"\s+", " ").Trim();

    /// <summary>The document a browser would make of it: without comments, attributes sorted, addresses normalised.</summary>
    private static string Canonical(string html)
    {
        var body = Html.ParseDocument("<body>" + html).Body!;
        foreach (var comment in body.Descendants<IComment>().ToList())
            comment.Remove();
        foreach (var element in body.QuerySelectorAll("*"))
        {
            var attributes = element.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => (a.Name, a.Value)).ToList();
            foreach (var (name, _) in attributes)
                element.RemoveAttribute(name);
            foreach (var (name, value) in attributes)
                element.SetAttribute(name, Uri.TryCreate(value, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : value);
        }
        body.Normalize();
        return Regex.Replace(body.InnerHtml, @"\s+", " ").Trim();
    }

    private static string Show(object? value) => value switch
    {
        null => "(null)",
        long[] t => string.Join(',', t),
        DateTimeOffset at => at.ToString("O", CultureInfo.InvariantCulture),
        _ => value.ToString()!.Replace("\n", "\\n"),
    };
}
