using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Sources;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Sources;

/// <summary>The map of coverage through the whole server, with a played Mastodon instance and a played paper.</summary>
public sealed class CoverageTests
{
    [Fact]
    public async Task The_map_says_what_is_seen_reads_gaps_again_and_finds_reservations()
    {
        await using var instance = new MastodonInstance();
        await instance.StartAsync();
        await using var paper = new NewsSite
        {
            Robots = "User-agent: GPTBot\nDisallow: /\n", TdmRep = """[{"location":"/","tdm-reservation":1}]""",
        };
        await paper.StartAsync();
        paper.PublishPost("Willkommen");
        await using var host = await AppHost.StartAsync();
        var sources = host.Services.GetRequiredService<SourceRunner>();
        await host.Services.GetRequiredService<Watchlist>().AddAsync(
            new("Marke", "nordlicht", Purpose.Brand, OwnerId: 1), 1, CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        await instance.PublishAsync("<p>Nordlicht in der Lücke</p>", ["hashtag/nordlicht"], now.AddHours(-2));
        var mastodon = await host.AddSourceAsync("mastodon", null, new()
        {
            ["instance"] = instance.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["hashtags"] = "nordlicht",
            ["mentions"] = "false",
        });
        var forum = await host.AddSourceAsync("pages", null, new()
        {
            ["address"] = new Uri(paper.Address, "/forum").AbsoluteUri, ["entry"] = "div.post", ["text"] = ".content",
        });
        await MissAsync(mastodon);
        await MissAsync(forum);

        using var browser = await host.SignedInAsync();
        var page = await browser.GetAsync(Urls.Coverage);
        page.Title.ShouldContain("Coverage");
        page.Text.ShouldContain("Instances that nobody here follows");
        page.Text.ShouldContain("The network does not allow reading it again");
        page.Text.ShouldContain("Meta Content Library".Replace("Meta ", "", StringComparison.Ordinal));
        page.Text.ShouldNotContain(MastodonInstance.Token);
        // What is not connected says the same, folded.
        page.Document.QuerySelectorAll(".closed > li").Where(li => li.QuerySelector("details") is not null)
            .ShouldAllBe(li => li.QuerySelectorAll("details dt").Any(dt => dt.TextContent == "Cost"));
        page.Document.QuerySelectorAll(".closed details").Length.ShouldBeGreaterThan(5);
        var fill = page.Find("form[action*='/fill']")!.GetAttribute("action")!;
        await browser.PostAsync(Urls.Coverage, fill);
        await Eventually.HoldsAsync(async () => (await browser.GetAsync(Urls.Coverage))
            .Text.Contains("read again, 1 post", StringComparison.Ordinal));
        (await host.Services.GetRequiredService<Archive>()
            .ListAsync(new MentionFilter(), null, 10, CancellationToken.None))
            .Items.ShouldContain(m => m.Text.Contains("Lücke"));

        // What is older than the map shows is told with its number, and filled from where the link leads.
        await MissAsync(mastodon, 40);
        page = await browser.GetAsync(Urls.Coverage);
        page.Find("form[action*='/fill']").ShouldBeNull();
        var link = page.Find(".covered-period a")!;
        link.TextContent.ShouldBe("One older gap");
        var older = link.GetAttribute("href")!;
        var past = await browser.GetAsync(older);
        past.Find("#coverage")!.GetAttribute("hx-get").ShouldBe(older);
        past.Document.QuerySelectorAll(".covered-period a").Select(a => a.TextContent).ShouldBe(["To the newest"]);
        var form = past.Find("form[action*='/fill']")!;
        await browser.PostAsync(
            older, form.GetAttribute("action")!, ("before", form.QuerySelector("[name=before]")!.GetAttribute("value")!));
        await Eventually.HoldsAsync(async () => (await browser.GetAsync(older)).Find("form[action*='/fill']") is null);

        await browser.PostAsync(Urls.Coverage, Urls.SourceLook(forum.Id));
        page = await browser.GetAsync(Urls.Coverage);
        page.Text.ShouldContain("robots.txt keeps AI programs out");
        page.Text.ShouldContain("TDM reservation (tdmrep.json)");
        using var german = await host.SignedInAsync(language: "de");
        (await german.GetAsync(Urls.Coverage)).Text.ShouldContain("Nicht zu beobachten");
        using var reader = await host.SignedInAsync(Role.ReadOnly);
        (await reader.GetAsync(Urls.Coverage)).Find("form[action*='/fill'], form[action*='/look']").ShouldBeNull();

        async Task MissAsync(Source source, int days = 0) => await host.Services.GetRequiredService<ITakesEvents>().TakeAsync(
            await sources.ConfigAsync(source.Id, CancellationToken.None),
            [new Gap(now.AddDays(-days).AddHours(-3), now.AddDays(-days).AddHours(-1), GapReason.SourceOutage, null, now)],
            CancellationToken.None);
    }
}
