using System.Globalization;
using Echolot.Web.Mentions;
using Echolot.Web.Tests.Api;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Mentions;

/// <summary>What a mention answers and quotes, and what was sent along.</summary>
[Collection("api")]
public sealed class ThreadTests(ApiHost api)
{
    [Fact]
    public async Task A_mention_leads_to_what_it_answers_and_quotes_and_to_its_pictures()
    {
        var word = ApiHost.NewWord();
        var monitor = await api.MonitorAsync(word);
        var (source, secret, _) = await api.PushSourceAsync();
        await api.Stranger().PushAsync(source, secret, $$"""{"id":"a","text":"Ein {{word}} zum Anfang","author":{"id":"u1","name":"Ute"} }""");
        await api.Stranger().PushAsync(source, secret,
            $$"""
            {"id":"b","text":"Noch ein {{word}}","parent":"a","quoted":"https://anderswo.example/9","lang":"de-AT","author":{"id":"u2","name":"Uwe"},"attachments":[{"kind":"image","url":"https://bilder.example/1.jpg","alt":"Ein <b>Riss</b>"},{"kind":"image","url":"https://bilder.example/2.jpg"}]}
            """);
        var items = (await api.Administrator.GetAsync($"mentions?monitor={monitor}")).GetProperty("items").EnumerateArray().ToList();
        var answer = items.Single(m => m.GetProperty("parent_id").GetString() is not null);
        var first = items.Single(m => m.GetProperty("parent_id").GetString() is null);
        answer.GetProperty("parent_id").GetString().ShouldBe(first.GetProperty("external_id").GetString());
        answer.GetProperty("language_declared").GetString().ShouldBe("de-AT");
        answer.GetProperty("attachments")[0].GetProperty("alt").GetString().ShouldBe("Ein <b>Riss</b>");

        using var browser = await api.Host.SignedInAsync(language: "de");
        var page = await browser.GetAsync(Urls.Mention(Number(answer)));
        var links = page.Document.QuerySelectorAll(".thread-link").ToList();
        links[0].TextContent.ShouldContain("Antwort auf");
        links[0].QuerySelector("a")!.GetAttribute("href").ShouldBe(Urls.Mention(Number(first)));
        links[0].QuerySelector("a")!.TextContent.ShouldBe($"Ute: Ein {word} zum Anfang");
        links[1].TextContent.ShouldContain("einen Beitrag, den wir nicht haben");
        page.Document.QuerySelectorAll(".detail-files a").Select(a => a.GetAttribute("href"))
            .ShouldBe(["https://bilder.example/1.jpg", "https://bilder.example/2.jpg"]);
        page.Find(".detail-files a span")!.TextContent.ShouldBe("Ein <b>Riss</b>");
        page.Find(".detail-files img").ShouldBeNull("nobody at the network is told who looks");
        page.Find(".facts")!.TextContent.ShouldContain("de-AT");
    }

    [Theory]
    [InlineData("at://did:plc:abc/app.bsky.feed.post/3k", "https://bsky.app/profile/did%3Aplc%3Aabc/post/3k")]
    [InlineData("https://news.ycombinator.com/item?id=1", "https://news.ycombinator.com/item?id=1")]
    [InlineData("mastodon.example/42", null)]
    [InlineData("javascript:alert(1)", null)]
    public void A_name_leads_to_its_post_where_the_network_says_how(string name, string? address) =>
        ThreadLink.AddressOf(name).ShouldBe(address);

    private static long Number(System.Text.Json.JsonElement mention) =>
        long.Parse(mention.GetProperty("id").GetString()!, CultureInfo.InvariantCulture);
}
