using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Echolot.Connectors.Feeds.Reading;
using Echolot.Connectors.Http;
using Echolot.Sources;

namespace Echolot.Connectors.Sites.Reading;

/// <summary>An article as its page has it; null means that the page does not say.</summary>
/// <param name="Free">Whether anybody may read it without paying, as the page itself states.</param>
internal sealed record Article(
    string? Title, string? Text, string? Author, DateTimeOffset? Published, DateTimeOffset? Modified, string? Language,
    bool? Free, Uri? Canonical)
{
    /// <summary>Where the page and its headers reserve text and data mining.</summary>
    public IReadOnlyList<Reservation> Reserved { get; init; } = [];
}

/// <summary>
/// Reads articles: what JSON-LD and Open Graph say about them, and the text by <see cref="ArticleBody"/>. Pure.
/// </summary>
internal static class ArticleReader
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 32,
    };

    // Types of schema.org that are articles of their own.
    private static readonly HashSet<string> Types =
    [
        "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
        "ReviewNewsArticle", "BackgroundNewsArticle", "TechArticle", "DiscussionForumPosting", "SocialMediaPosting",
    ];

    public static Article Read(string html, Uri address)
    {
        using var page = Page.Parse(html);
        var stated = Stated(page);
        var text = ArticleBody.Of(html);
        // Where the page keeps its text to scripts, the description for search engines may hold all of it.
        var body = stated is { } s && s.Text("articleBody", 200_000) is { } whole
            && whole.Length > 2 * (text?.Length ?? 0)
            ? PlainText.Of(whole) : text;
        return new(
            One(stated?.Text("headline")) ?? One(Meta(page, "og:title")) ?? One(page.QuerySelector("h1")?.TextContent)
                ?? One(page.Title),
            body, AuthorOf(stated) ?? One(Meta(page, "author", "article:author", "dc.creator")),
            stated?.Moment("datePublished") ?? FeedDates.Parse(Meta(page, "article:published_time", "date", "dc.date")
                ?? page.QuerySelector("article time[datetime], time[itemprop=datePublished]")?.GetAttribute(
                    "datetime")),
            stated?.Moment("dateModified") ?? FeedDates.Parse(Meta(page, "article:modified_time", "last-modified")),
            One(page.DocumentElement.GetAttribute("lang")) ?? Meta(page, "og:locale"),
            stated is { } said ? Free(said) : null,
            Link(page.QuerySelector("link[rel=canonical]")?.GetAttribute("href"), address));
    }

    private static JsonElement? Stated(IHtmlDocument page)
    {
        foreach (var script in page.QuerySelectorAll("script[type='application/ld+json']").Take(20))
        {
            if (script.TextContent.Length > 1_000_000) continue;
            try
            {
                using var json = JsonDocument.Parse(script.TextContent, Lenient);
                if (Find(json.RootElement, 0) is { } found) return found.Clone();
            }
            catch (JsonException)
            {
                // Many sites write it by hand; the page itself is read all the same.
            }
        }
        return null;
    }

    private static JsonElement? Find(JsonElement element, int depth)
    {
        if (depth > 4) return null;
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in element.EnumerateArray().Take(50))
                if (Find(one, depth + 1) is { } found) return found;
            return null;
        }
        if (element.Field("@type") is { } type && (type.ValueKind == JsonValueKind.Array
                ? type.EnumerateArray().Any(t => Types.Contains(t.ToString())) : Types.Contains(type.ToString())))
            return element;
        foreach (var name in new[] { "@graph", "mainEntity", "mainEntityOfPage" })
            if (element.Field(name) is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } inner
                && Find(inner, depth + 1) is { } found)
                return found;
        return null;
    }

    private static string? AuthorOf(JsonElement? stated) => stated?.Field("author") switch
    {
        { ValueKind: JsonValueKind.String } name => One(name.GetString()),
        { ValueKind: JsonValueKind.Object } person => One(person.Text("name", 300)),
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Take(10)
            .Select(p => p.ValueKind == JsonValueKind.String ? One(p.GetString()) : One(p.Text("name", 300)))
            .FirstOrDefault(n => n is not null),
        _ => null,
    };

    // Written as true, "true" or "http://schema.org/False".
    private static bool? Free(JsonElement stated) =>
        stated.Flag("isAccessibleForFree") ?? (stated.Text("isAccessibleForFree", 60) is { } said
            ? !said.EndsWith("false", StringComparison.OrdinalIgnoreCase) : null);

    private static string? Meta(IHtmlDocument page, params string[] names)
    {
        foreach (var meta in page.QuerySelectorAll("meta[content]"))
        {
            var name = meta.GetAttribute("property") ?? meta.GetAttribute("name") ?? meta.GetAttribute("itemprop");
            if (name is not null && names.Contains(name, StringComparer.OrdinalIgnoreCase)
                && meta.GetAttribute("content") is { Length: > 0 } content) return content;
        }
        return null;
    }

    private static Uri? Link(string? href, Uri address) =>
        Uri.TryCreate(address, href, out var link) && link.Scheme is "http" or "https" ? link : null;

    private static string? One(string? text) =>
        text is not null && PlainText.Line(text).Trim() is { Length: > 0 and <= 1_000 } line ? line : null;
}
