using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// The program itself is killed while an answer goes out in public and on in private: in a real browser, against a Mastodon
/// instance over real HTTP.
/// </summary>
[Collection(InChromium.Name)]
public sealed class KilledJourney(Chromium chromium)
{
    private const float Patience = 60_000;

    [Fact]
    public async Task Killed_between_a_public_word_and_its_answer_both_halves_are_there_once_and_the_draft_is_kept()
    {
        await using var instance = new MastodonInstance();
        await instance.StartAsync();
        await using var server = await ServerProcess.SetUpAsync(host => host.AddSourceAsync(MastodonConnector.Name, "@nordlicht", new()
        {
            ["instance"] = instance.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["answers"] = "true",
        }));
        await server.StartAsync();
        await instance.ListenedToAsync(CancellationToken.None);
        await using var window = await chromium.OpenAsync(server.Address, server.Session);
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await instance.PublishAsync("<p>@nordlicht Paket seit 9 Tagen weg, ich bin stinksauer 😡</p>", [MastodonInstance.Notifications]);
        await page.Locator("[data-talk]").First.ClickAsync(new() { Timeout = Patience });
        await page.Locator("[data-text]").FillAsync("Das tut mir leid. Lautet die Bestellnummer 4711?");
        await page.ClickAsync("[data-hand-over]");
        // The instance has it and has not said so yet: the worst moment of all.
        instance.Takes = TimeSpan.FromSeconds(3);
        await page.Locator("#hand-over button[type=submit]").ClickAsync();
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await page.Locator("[data-text]").FillAsync("Das Paket ist gefunden");

        await Eventually.HoldsAsync(() => instance.Said.Count >= 1);
        await server.KillAsync();
        instance.Takes = TimeSpan.Zero;
        await server.StartAsync();
        await Eventually.HoldsAsync(() => instance.Said.Count == 2);
        await page.ReloadAsync();
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await Expect(page.Locator("[data-text]")).ToHaveValueAsync("Das Paket ist gefunden");

        // Killed once more with nothing under way: nothing goes out again.
        await server.KillAsync();
        await server.StartAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(2, new() { Timeout = Patience });
        instance.Said.Select(s => s.Visibility).ShouldBe(["public", "direct"]);
        instance.Said.Select(s => s.Key).Distinct().Count().ShouldBe(2);
        instance.Said[0].Text.ShouldNotContain("4711");
    }
}
