using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Echolot.Connectors.Sites.Reading;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Sites;

/// <summary>
/// Pages of our own making in the shapes pages have: what belongs to the article is marked <c>data-article</c>. Words are
/// compared as often as they stand there.
/// </summary>
public sealed partial class Articles_are_found(ITestOutputHelper output)
{
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Folder(), "*.html")
        .Select(file => Path.GetFileName(file)!).Where(name => name != "startseite.html").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Nine_words_of_ten_are_found_and_hardly_any_others(string name)
    {
        var (precision, recall) = Measure(name);
        recall.ShouldBeGreaterThanOrEqualTo(0.9, $"recall of {name}");
        precision.ShouldBeGreaterThanOrEqualTo(0.9, $"precision of {name}");
    }

    [Fact]
    public void All_pages_together_are_read_nearly_to_the_word()
    {
        var measured = Pages.Select(page => (Page: page.Data, Measure(page.Data).Precision, Measure(page.Data).Recall))
            .ToList();
        foreach (var (page, precision, recall) in measured) output.WriteLine($"{page}: {precision:F3} {recall:F3}");
        measured.Average(one => one.Precision).ShouldBeGreaterThan(0.97);
        measured.Average(one => one.Recall).ShouldBeGreaterThan(0.97);
    }

    [Fact]
    public void A_page_of_headlines_holds_no_article() => ArticleBody.Of(Html("startseite.html")).ShouldBeNull();

    [Theory]
    [InlineData("zeitung.html", "Nordlicht baut Lager in Husum aus", "Eva Blum", "2026-11-20T06:23:00Z", "de")]
    [InlineData("liste.html", "Drei Jacken, die Regen können", "Ole Hansen", null, "de")]
    [InlineData("magazine.html", "The parka and the silence", "Ada Finch", "2026-09-14T06:00:00Z", "en")]
    [InlineData("json-schatten.html", "Der Kran zieht um", "Jule Harms", "2026-07-02T08:00:00Z", "de")]
    [InlineData("rezept.html", "Fliederbeersuppe mit Klößen", "Gesa Thomsen", "2026-09-21T00:00:00Z", "de")]
    [InlineData("amp.html", "Why the night ferry is back", "Tom Hale", "2026-08-08T08:00:00Z", "en")]
    [InlineData("blog.html", null, "Deichläufer", "2026-10-02T16:00:00Z", "de-DE")]
    public void Headline_author_and_date_are_taken_from_what_the_page_states(
        string name, string? title, string author, string? published, string language)
    {
        var article = ArticleReader.Read(Html(name), new Uri("https://blatt.example/a"));
        if (title is not null) article.Title.ShouldBe(title);
        article.Author.ShouldBe(author);
        article.Published.ShouldBe(published is null ? (DateTimeOffset?)null
            : DateTimeOffset.Parse(published, System.Globalization.CultureInfo.InvariantCulture));
        article.Language.ShouldBe(language);
    }

    private static (double Precision, double Recall) Measure(string name)
    {
        var html = Html(name);
        using var page = new HtmlParser().ParseDocument(html);
        var marked = page.QuerySelectorAll("[data-article]").Select(block => block.InnerHtml.Replace("<br>", " ", StringComparison.Ordinal));
        var want = Words(string.Join(' ', marked.Select(Plain)));
        var got = Words(ArticleReader.Read(
            html.Replace(" data-article", "", StringComparison.Ordinal), new Uri("https://blatt.example/a")).Text ?? "");
        var common = want.Keys.Sum(word => Math.Min(want[word], got.GetValueOrDefault(word)));
        return ((double)common / Math.Max(1, got.Values.Sum()), (double)common / want.Values.Sum());
    }

    private static string Plain(string html) => new HtmlParser().ParseDocument(html).Body!.TextContent;

    private static Dictionary<string, int> Words(string text) =>
        Word().Matches(text).CountBy(match => match.Value).ToDictionary();

    private static string Html(string name) => File.ReadAllText(Path.Combine(Folder(), name));

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Articles");

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
