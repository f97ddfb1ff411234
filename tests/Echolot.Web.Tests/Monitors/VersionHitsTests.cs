using System.Globalization;
using System.Net;
using Echolot.Web.Tests.Api;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

/// <summary>What two versions of a monitor find, side by side.</summary>
[Collection("api")]
public sealed class VersionHitsTests(ApiHost api)
{
    [Fact]
    public async Task The_page_shows_what_each_version_finds_alone_and_what_both_find()
    {
        var word = ApiHost.NewWord();
        var (source, secret, _) = await api.PushSourceAsync();
        var id = await api.MonitorAsync($"{word}a OR {word}b");
        await api.Stranger().PushAsync(source, secret, string.Join('\n', new[] { "a", "b", "b", "c" }
            .Select((end, i) => $$"""{"id":"{{i}}","text":"Nummer {{i}} {{word}}{{end}} <b>hier</b>"}""")));
        await api.Administrator.PutAsync($"monitors/{id}", new { name = word, query = $"{word}b OR {word}c" });
        await api.Stranger().PushAsync(source, secret, $$"""{"id":"9","text":"Nummer 9 {{word}}c"}""");

        using var browser = await api.Host.SignedInAsync();
        var number = long.Parse(id, CultureInfo.InvariantCulture);
        var page = await browser.GetAsync(Urls.MonitorVersions(number, 1, 2));
        var part = page.Find("[hx-get*='hits']")!.GetAttribute("hx-get")!;
        var hits = await browser.GetAsync(part);
        var cards = hits.Document.QuerySelectorAll(".version-hits .card");
        cards.Select(c => c.QuerySelectorAll(".preview-hits > *").Length).ShouldBe([1, 1, 2]);
        cards[0].TextContent.ShouldContain($"{word}a <b>hier</b>");
        hits.Text.ShouldNotContain("<b>hier");

        (await browser.GetAsync(Urls.MonitorVersionHits(number, 1, 77))).Text.ShouldNotContain(word);
        (await browser.GetAsync(Urls.MonitorVersionHits(999_999, 1, 2))).Status.ShouldBe(HttpStatusCode.OK);
        using var stranger = api.Host.Visitor();
        (await stranger.GetAsync(part)).Status.ShouldNotBe(HttpStatusCode.OK);
    }
}
