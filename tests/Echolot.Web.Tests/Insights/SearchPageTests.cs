using System.Net;
using AngleSharp.Dom;
using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Insights;
using Echolot.Web.Mentions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Insights;

/// <summary>A server with a few mentions to search through.</summary>
public sealed class SearchHost : IAsyncLifetime
{
    public ListeningHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ListeningHost.StartAsync();
        await Host.PushAsync(
            ("1", "Die Fjellrev Jacke ist warm"), ("2", "Fjellrev Hose =1+1"),
            ("3", "Fjellrev " + string.Concat(Enumerable.Repeat("lang und länger ", 60)) + " dann das Zauberwort am Ende"));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class SearchPageTests(SearchHost shared) : IClassFixture<SearchHost>
{
    private readonly AppHost host = shared.Host.App;

    [Fact]
    public async Task What_the_search_hit_is_marked_and_not_what_the_monitor_hit()
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.SearchFor("jacke"));
        Rows(answer).Count.ShouldBe(1);
        answer.Find("[data-mention] mark")!.TextContent.ShouldBe("Jacke");
        answer.Document.QuerySelectorAll("[data-mention] mark").Length.ShouldBe(1);
        answer.Find(".facets")!.TextContent.ShouldContain("Author");
    }

    [Fact]
    public async Task A_hit_far_down_in_a_long_text_is_in_sight()
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.SearchFor("zauberwort"));
        var text = answer.Find("[data-mention] .mention-text")!.TextContent;
        text.ShouldStartWith("… ");
        text.ShouldContain("Zauberwort");
        answer.Find("[data-mention] mark")!.TextContent.ShouldBe("Zauberwort");
    }

    [Fact]
    public async Task A_mistake_is_shown_where_it_is_and_mended_by_one_click()
    {
        using var visitor = await host.SignedInAsync(language: "de");
        var answer = await visitor.GetAsync(Urls.SearchFor("(jacke OR hose"));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Find(".query-marked .wrong")!.TextContent.ShouldBe("(");
        answer.Find(".search-problems")!.TextContent.ShouldContain("Diese Klammer wird nie geschlossen.");
        var mended = await visitor.GetAsync(answer.Find(".search-problems a.button")!.GetAttribute("href")!);
        mended.Find(".search-problems .wrong").ShouldBeNull();
        Rows(mended).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_saved_search_finds_the_same_again_and_only_its_owner_removes_it()
    {
        using var visitor = await host.SignedInAsync();
        var saved = await visitor.PostAsync(
            Urls.SearchFor("jacke"), Urls.SavedSearches, ("name", "Warme Jacken"), ("filter", "q=jacke&lang=de&evil=1"),
            ("note", "für den Winter"), ("shared", "on"));
        saved.Location.ShouldBe(Urls.Search + "?q=jacke&lang=de");
        var link = (await visitor.GetAsync(Urls.Search)).Find(".saved-searches a")!;
        link.GetAttribute("title").ShouldBe("für den Winter");
        (await visitor.GetAsync(link.GetAttribute("href")!)).Title.ShouldStartWith("jacke · ");
        using var other = await host.SignedInAsync(Role.Analyst);
        var theirs = await other.GetAsync(Urls.Search);
        theirs.Find(".saved-searches")!.TextContent.ShouldContain("by Mira Albrecht");
        var analyst = host.Services.GetRequiredService<Analyst>();
        var id = (await analyst.SearchesAsync(1, CancellationToken.None)).Single().Id;
        await other.PostAsync(Urls.Search, Urls.SavedSearchRemove(id));
        (await analyst.SearchesAsync(1, CancellationToken.None)).Count.ShouldBe(1);
        await visitor.PostAsync(Urls.Search, Urls.SavedSearchRemove(id));
        (await analyst.SearchesAsync(1, CancellationToken.None)).ShouldBeEmpty();
        var nameless = await visitor.PostAsync(Urls.Search, Urls.SavedSearches, ("name", " "), ("filter", "q=jacke"));
        nameless.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        nameless.Find("#save-search .field-error").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_search_becomes_a_monitor_with_its_filters()
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.Search + "?q=jacke+OR+hose&lang=de&lang=en&site=a.example");
        var link = answer.Document.QuerySelectorAll(".bar-actions > a").Single().GetAttribute("href")!;
        var monitor = await visitor.GetAsync(link);
        monitor.Find("textarea[name=query]")!.TextContent.ShouldBe("(jacke OR hose) AND lang:(de OR en) AND site:a.example");
        using var reader = await host.SignedInAsync(Role.ReadOnly);
        (await reader.GetAsync(Urls.SearchFor("jacke"))).Find(".bar-actions > a").ShouldBeNull();
    }

    [Theory]
    [InlineData("q=a&author=did:plc:x&kind=reply", "(a) AND author.id:\"did:plc:x\" AND is:reply")]
    [InlineData("q=a&author=did:plc:x&network=bluesky", "(a) AND source:bluesky AND author.id:\"did:plc:x\"")]
    [InlineData("source=feeds:blog:main", "channel:\"feeds:blog:main\"")]
    [InlineData("q=a&tone=negative&range=7d", "a")]
    [InlineData("kind=post", "")]
    [InlineData("q=is:flagged+jacke+-tag:eilig&lang=de", "(jacke) AND lang:de")]
    [InlineData("q=is:noise", "")]
    public void Filters_that_a_query_knows_go_into_it(string filter, string query)
    {
        var address = FilterAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(filter)), Urls.Search);
        SearchQuery.Of(address.Filter(NodaTime.Instant.FromUnixTimeSeconds(0))).ShouldBe(query);
    }

    [Theory]
    [InlineData("q=a&lang=de&site=x.example&kind=reply", "")]
    [InlineData("q=a+sentiment:negative&range=7d&monitor=3&tag=eilig", "range monitor tone tag")]
    [InlineData("kind=post&kind=reply&same=7&story=8", "kind same story")]
    [InlineData("q=is:flagged+jacke+-label:eilig&category=2", "category read")]
    public void Filters_that_a_query_has_no_word_for_are_named(string filter, string names)
    {
        var address = FilterAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(filter)), Urls.Search);
        var left = SearchQuery.LeftOut(address.Filter(NodaTime.Instant.FromUnixTimeSeconds(0)));
        string.Join(' ', left).ShouldBe(names);
        left.ShouldAllBe(name => SearchQuery.NameOf(name) != null);
    }

    [Fact]
    public async Task A_monitor_of_a_search_says_what_it_does_not_take_over()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = await host.SignedInAsync();
        var link = (await visitor.GetAsync(Urls.Search + "?q=jacke&tone=negative&lang=de"))
            .Document.QuerySelectorAll(".bar-actions > a").Single();
        link.GetAttribute("title")!.ShouldContain("Not taken over: Sentiment.");
        var monitor = await visitor.GetAsync(link.GetAttribute("href")!);
        monitor.Find(".editor .banner")!.TextContent.ShouldContain("Not taken over: Sentiment.");
        link = (await visitor.GetAsync(Urls.Search + "?q=jacke&lang=de")).Document.QuerySelectorAll(".bar-actions > a").Single();
        (await visitor.GetAsync(link.GetAttribute("href")!)).Find(".editor .banner").ShouldBeNull();
    }

    [Fact]
    public async Task A_long_saved_search_is_linked_by_its_number_and_keeps_its_filter_where_only_its_name_changes()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = await host.SignedInAsync();
        var query = string.Join("+OR+", Enumerable.Range(0, 400).Select(i => $"wort{i:000}"));
        await visitor.PostAsync(Urls.Search, Urls.SavedSearches, ("name", "Lang"), ("filter", "q=" + query));
        var page = await visitor.GetAsync(Urls.Search);
        var link = page.Find(".saved-searches a")!.GetAttribute("href")!;
        link.Length.ShouldBeLessThan(40);
        (await visitor.GetAsync(link)).Location.ShouldStartWith(Urls.Search + "?q=wort000");
        await visitor.PostAsync(Urls.Search, link, ("name", "Länger"));
        var search = (await host.Services.GetRequiredService<Analyst>().SearchesAsync(1, CancellationToken.None)).Single();
        (search.Name, search.Filter.Length).ShouldBe(("Länger", Uri.EscapeDataString(query.Replace('+', ' ')).Length + 2));
    }

    [Fact]
    public async Task A_saved_search_is_saved_over_with_the_present_one()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = await host.SignedInAsync();
        await visitor.PostAsync(Urls.Search, Urls.SavedSearches, ("name", "Jacken"), ("filter", "q=jacke"));
        var page = await visitor.GetAsync(Urls.Search + "?q=hose&lang=de");
        var form = page.Find("form:has(input[name=now])")!;
        form.QuerySelector("input[name=now]")!.GetAttribute("value").ShouldBe("q=hose&lang=de");
        var action = form.GetAttribute("action")!;
        await visitor.PostAsync(Urls.Search, action, ("name", "Jacken"), ("filter", "q=jacke"), ("now", "q=hose&lang=de"));
        (await visitor.GetAsync(Urls.Search)).Find(".saved-searches a")!.GetAttribute("href").ShouldBe(Urls.Search + "?q=jacke");
        var answer = await visitor.PostAsync(
            Urls.Search, action, ("name", "Hosen"), ("filter", "q=jacke"), ("now", "q=hose&lang=de"), ("filled", "on"));
        answer.Location.ShouldBe(Urls.Search + "?q=hose&lang=de");
        // Nothing to save over where they are the same.
        page = await visitor.GetAsync(answer.Location!);
        page.Find(".saved-searches a[aria-current]")!.TextContent.ShouldContain("Hosen");
        page.Find("form:has(input[name=now])").ShouldBeNull();
    }

    [Theory]
    [InlineData("is:flagged jacke", "jacke", "Jacke")]
    [InlineData("jacke AND tag:eilig", "jacke", "Jacke")]
    [InlineData("is:flagged", "", "Fjellrev")]
    public async Task Words_about_states_narrow_the_search_and_are_neither_marked_nor_part_of_a_monitor(
        string search, string query, string marked)
    {
        var archive = host.Services.GetRequiredService<Archive>();
        var jacket = (await archive.ListAsync(new() { Search = "jacke" }, null, 10, CancellationToken.None)).Items.Single().Id;
        var label = (await archive.FreeLabelAsync("eilig", CancellationToken.None)).Id;
        await archive.WorkAsync(
            [jacket], [WorkChange.Flag(true), WorkChange.Label(label)], new Doer(1), CancellationToken.None);
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.SearchFor(search));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        Rows(answer).Single().GetAttribute("data-mention").ShouldBe($"{jacket}");
        answer.Document.QuerySelectorAll("[data-mention] mark").Select(m => m.TextContent).ShouldBe([marked]);
        var link = answer.Document.QuerySelectorAll(".bar-actions > a").SingleOrDefault()?.GetAttribute("href");
        (link is null ? null : link.Split("&without=")[0]).ShouldBe(query.Length == 0 ? null : Urls.NewMonitorOf(query));
        (await visitor.GetAsync($"{Urls.ListeningExport}?format=csv&q={Uri.EscapeDataString(search)}"))
            .Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_word_about_states_that_could_mean_two_things_is_a_mistake_and_no_failure()
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.SearchFor("is:flagged OR jacke"));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Find(".search-problems .wrong").ShouldNotBeNull();
        (await visitor.GetAsync($"{Urls.ListeningExport}?format=csv&q=is:flagged+OR+jacke"))
            .Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_live_list_marks_what_its_search_hit_too()
    {
        using var visitor = await host.SignedInAsync();
        foreach (var address in new[] { Urls.Listening, Urls.ListeningRows })
            (await visitor.GetAsync(address + "?q=jacke")).Document.QuerySelectorAll("[data-mention] mark")
                .Select(m => m.TextContent).ShouldBe(["Jacke"], address);
        (await visitor.GetAsync(Urls.Listening)).Document.QuerySelectorAll("[data-mention] mark")
            .ShouldAllBe(m => m.TextContent == "Fjellrev");
    }

    [Fact]
    public async Task An_export_downloads_what_the_filters_leave_for_those_who_may()
    {
        using var visitor = await host.SignedInAsync();
        var page = await visitor.GetAsync(Urls.SearchFor("hose"));
        var link = page.Document.QuerySelectorAll("#export-menu a").Single(a => a.TextContent.Contains("CSV"));
        var file = await visitor.GetAsync(link.GetAttribute("href")!);
        file.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        file.Response.Content.Headers.ContentDisposition!.FileName.ShouldEndWith(".csv");
        file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        foreach (var format in new[] { "xlsx", "ndjson" })
            (await visitor.GetAsync($"{Urls.ListeningExport}?format={format}&q=hose")).Status.ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync($"{Urls.ListeningExport}?format=pdf")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync($"{Urls.ListeningExport}?format=csv&q=(a"))
            .Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var reader = await host.SignedInAsync(Role.ReadOnly);
        (await reader.GetAsync(Urls.Search)).Find("#export-menu").ShouldBeNull();
        (await reader.GetAsync($"{Urls.ListeningExport}?format=csv")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public void A_mention_becomes_a_query_whatever_it_says()
    {
        foreach (var text in new[] { "Fjellrev Jacke #winter", "\"((( OR )\"", "AND", "🎉", "   ", "a\"b„c", "Jacke»alt" })
        {
            var mention = new StoredMention(
                1, "push", "push:x:main", "1", "1", 1, ItemKind.Post, Echolot.Mentions.Visibility.Public, default, default, default, false,
                null, text, null, null, "a", null, null, null, null, null, null,
                new("de", 1, Sentiment.Neutral, 0, 1, []), [new(1, 1, [new("text", 0, Math.Min(text.Contains('»', StringComparison.Ordinal) ? 9 : 8, text.Length))])], [], 1, 1);
            var query = SearchQuery.Like(mention);
            if (query.Length > 0) Matching.Query.TryParse(query, default, out _, out _).ShouldBeTrue(text);
            if (text.Contains('»', StringComparison.Ordinal)) query.ShouldBe("\"Jacke alt\"");
            if (text.StartsWith("Fjellrev", StringComparison.Ordinal))
                query.ShouldBe("(\"Fjellrev\") AND (#winter)");
        }
    }

    private static IReadOnlyList<IElement> Rows(Answer answer) => [.. answer.Document.QuerySelectorAll("[data-mention]")];
}
