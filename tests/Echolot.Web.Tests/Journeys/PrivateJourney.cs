using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Teams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// A public complaint goes on privately, is closed with its cause and a public word, and its author is asked privately how
/// it was: in a real browser, against a Mastodon instance over real HTTP, by a clock that is put forward.
/// </summary>
[Collection(InChromium.Name)]
public sealed class PrivateJourney(Chromium chromium)
{
    private const float Patience = 30_000;

    [Fact]
    public async Task Short_in_public_on_in_private_closed_with_its_cause_and_rated()
    {
        var clock = new ForwardClock();
        await using var desk = await MastodonHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Configuration.AddInMemoryCollection([new("Echolot:PublicUrl", "https://echolot.example")]);
        });
        var (host, instance) = (desk.App, desk.Instance);
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Opinions);
        await page.Locator(".note button").ClickAsync();
        await Expect(page.Locator(".note .pill.good")).ToHaveTextAsync("eingeschaltet");

        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await instance.PublishAsync("<p>@nordlicht Paket seit 9 Tagen weg, ich bin stinksauer 😡</p>", [MastodonInstance.Notifications]);
        await page.Locator("[data-talk]").First.ClickAsync(new() { Timeout = Patience });

        // What was begun in public becomes the private half; the public one is proposed.
        await page.Locator("[data-text]").FillAsync("Das tut mir leid. Lautet die Bestellnummer 4711?");
        await page.ClickAsync("[data-hand-over]");
        var dialog = page.Locator("#hand-over");
        await Expect(dialog.Locator("[name=private]")).ToHaveValueAsync("Das tut mir leid. Lautet die Bestellnummer 4711?");
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await dialog.Locator("button[type=submit]").ClickAsync();
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(2, new() { Timeout = Patience });
        instance.Said.ShouldBeEmpty("both can be taken back for ten seconds");
        clock.Forward(Inbox.TakeBackTime);
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, new() { Timeout = Patience });
        instance.Said.Select(s => s.Visibility).ShouldBe(["public", "direct"]);
        instance.Said[0].Text.ShouldNotContain("4711");
        await Expect(page.Locator(".said.ours.as-public a.leg")).ToContainTextAsync("privat weitergeführt");
        await Expect(page.Locator(".said.ours.as-private a.leg")).ToContainTextAsync("aus dem öffentlichen");

        // The private answer continues it and opens it again.
        await instance.PublishAsync("<p>@nordlicht Ja, 4711</p>", [MastodonInstance.Notifications], change: status =>
        {
            status["visibility"] = "direct";
            status["in_reply_to_id"] = instance.Said[1].Id;
        });
        await Expect(page.Locator(".said.theirs.as-private")).ToContainTextAsync("4711", new() { Timeout = Patience });
        await Expect(page.Locator(".talk-title")).ToContainTextAsync("Offen");

        // Closed with its cause; a public word is proposed because the last one said that it goes on privately.
        await page.GotoAsync(page.Url);
        await page.Locator("[data-open=close-talk]").ClickAsync();
        await page.FillAsync("#close-talk [name=cause]", "Zusteller X");
        await Expect(page.Locator("#close-talk [name=closing]")).ToHaveValueAsync("Wir haben das privat miteinander geklärt. Danke für deine Geduld!");
        await Expect(page.Locator("#close-talk [name=ask]")).ToBeCheckedAsync();
        await page.Locator("#close-talk button[type=submit]").ClickAsync();
        await Expect(page.Locator(".talk-side")).ToContainTextAsync("Zusteller X", new() { Timeout = Patience });
        clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => instance.Said.Count == 4);
        instance.Said.Select(s => s.Visibility).ShouldBe(["public", "direct", "public", "direct"]);
        instance.Said[2].Text.ShouldContain("privat miteinander geklärt");

        // The question goes to the private leg only; its page needs no script, and its link works once.
        var link = System.Text.RegularExpressions.Regex.Match(instance.Said[3].Text, "/opinion/[A-Za-z0-9_-]+").Value;
        using var customer = host.Visitor("de");
        (await customer.GetAsync(link)).Find("input[name=score]").ShouldNotBeNull();
        (await customer.PostAsync(link, link, ("comment", "ohne Stufe"))).Find(".banner")!.TextContent.ShouldContain("Bitte eine Stufe wählen");
        (await customer.PostAsync(link, link, ("score", "4"), ("comment", "Ging dann doch <b>schnell</b>"))).Text.ShouldContain("Vielen Dank");
        (await customer.GetAsync(link)).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        await page.ReloadAsync();
        await Expect(page.Locator(".talk-side")).ToContainTextAsync("4 von 5");
        await Expect(page.Locator(".talk-side")).ToContainTextAsync("Ging dann doch <b>schnell</b>");
        await page.GotoAsync(Urls.Opinions);
        await Expect(page.Locator(".kpi-value").First).ToHaveTextAsync("100 %");
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        instance.Said.Count.ShouldBe(4);
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Figures_of_single_people_are_for_nobody_until_an_agreement_allows_them_and_then_for_leads()
    {
        await using var host = await AppHost.StartAsync();
        using var mira = await host.SignedInAsync(language: "de");
        using var ida = await host.SignedInAsync(Role.Agent, "de");
        (await mira.GetAsync(Urls.Opinions)).Find("option[value=Person]").ShouldBeNull();
        (await mira.GetAsync(Urls.Api + "/opinions?by=person", ("Accept", "application/json"))).Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await ida.PostAsync(Urls.Own, Urls.AgentFigures, ("on", "1"), ("agreement", "x"))).Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        using var lead = await host.SignedInAsync(Role.Lead, "de");
        await mira.PostAsync(Urls.AgentFigures, Urls.AgentFigures, ("on", "1"), ("agreement", "Betriebsvereinbarung 12"));
        await lead.PostAsync(Urls.AgentFigures, Urls.AgentFiguresConfirm);
        (await mira.GetAsync(Urls.Opinions)).Find("option[value=Person]").ShouldNotBeNull();
        (await ida.GetAsync(Urls.Opinions)).Find("option[value=Person]").ShouldBeNull();
        (await ida.GetAsync(Urls.Opinions + "?by=Person")).Find("option[selected]")!.GetAttribute("value").ShouldBe("Month");
        (await ida.GetAsync(Urls.Api + "/opinions?by=person", ("Accept", "application/json"))).Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await mira.GetAsync(Urls.Api + "/opinions?by=person", ("Accept", "application/json"))).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await mira.PostAsync(Urls.AgentFigures, Urls.AgentFigures, ("on", "0"));
        (await mira.GetAsync(Urls.Opinions)).Find("option[value=Person]").ShouldBeNull();
        (await mira.GetAsync(Urls.Api + "/opinions?by=person", ("Accept", "application/json"))).Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await mira.GetAsync(Urls.Api + "/opinions?from=2026", ("Accept", "application/json"))).Status.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
    }
}
