using AngleSharp.Dom;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Mentions;

/// <summary>What was looked for is marked wherever the mention is shown.</summary>
public sealed class FoundInDetailTests : IAsyncLifetime
{
    private ListeningHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        var filler = string.Concat(Enumerable.Repeat("lang und länger ", 60));
        await _host.PushAsync(("1", filler + "steht erst hier Fjellrev, und " + filler + "am Ende das Zauberwort."));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_search_is_marked_in_the_detail_and_still_after_work_on_it()
    {
        using var visitor = await _host.App.SignedInAsync();
        var list = await visitor.GetAsync(Urls.SearchFor("zauberwort"));
        var link = list.Find("[data-mention] .mention-text")!;
        var address = link.GetAttribute("href")!;
        link.GetAttribute("hx-get").ShouldBe(address);
        Marked(await visitor.GetAsync(address)).ShouldBe(["Zauberwort"]);
        // Worked on, it comes anew without an address of its own, within the page of the search.
        var id = list.Find("[data-mention]")!.GetAttribute("data-mention")!;
        Marked(await visitor.GetAsync(
            $"{Urls.Listening}/{id}", ("HX-Request", "true"), ("HX-Current-URL", $"http://x{Urls.SearchFor("zauberwort")}")))
            .ShouldBe(["Zauberwort"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=(zauberwort")]
    [InlineData("?q=ganzwoanders")]
    [InlineData("?q=is:flagged")]
    public async Task Without_a_search_that_finds_something_in_it_the_monitors_hits_are_marked(string query)
    {
        using var visitor = await _host.App.SignedInAsync();
        var id = (await visitor.GetAsync(Urls.Listening)).Find("[data-mention]")!.GetAttribute("data-mention")!;
        Marked(await visitor.GetAsync($"{Urls.Listening}/{id}{query}")).ShouldBe(["Fjellrev"]);
        Marked(await visitor.GetAsync($"{Urls.Listening}/{id}", ("HX-Request", "true"), ("HX-Current-URL", "no address"))).ShouldBe(["Fjellrev"]);
    }

    [Fact]
    public async Task A_row_of_the_live_list_shows_the_place_that_the_monitor_hit()
    {
        using var visitor = await _host.App.SignedInAsync();
        var text = (await visitor.GetAsync(Urls.Listening)).Find("[data-mention] .mention-text")!;
        text.TextContent.ShouldStartWith("… ");
        text.QuerySelector("mark")!.TextContent.ShouldBe("Fjellrev");
        text.GetAttribute("href")!.ShouldNotContain("?");
    }

    private static IEnumerable<string> Marked(Answer answer) =>
        answer.Document.QuerySelectorAll(".detail-text mark").Select(m => m.TextContent);
}
