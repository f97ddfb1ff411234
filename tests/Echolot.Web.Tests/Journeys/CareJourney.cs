using Echolot.Play.Networks;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A complaint from the network to its cause, in a real browser, against a Mastodon instance over real HTTP.</summary>
[Collection(InChromium.Name)]
public sealed class CareJourney(Chromium chromium)
{
    private const float Patience = 30_000;

    [Fact]
    public async Task A_complaint_is_heard_answered_continued_and_closed_with_its_cause()
    {
        await using var desk = await MastodonHost.StartAsync();
        var (host, instance) = (desk.App, desk.Instance);
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });

        // Comes by itself, with its clock; taken by key, answered by key.
        await instance.PublishAsync(
            "<p>@nordlicht Paket seit neun Tagen weg, was ist los?</p>", [MastodonInstance.Notifications]);
        var row = page.Locator("[data-talk]").First;
        await Expect(row).ToContainTextAsync("Paket seit neun Tagen weg", new() { Timeout = Patience });
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#conversation[data-of] .said")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.TypeAsync("Das tut uns leid. Schick uns die Bestellnummer bitte per Direktnachricht.");
        await Expect(page.Locator(".composer-state")).ToHaveTextAsync("Entwurf gespeichert", new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Control+Enter");

        // Taken back first: it is a draft again and nobody has seen it.
        await page.Locator("[data-undo]").ClickAsync(new() { Timeout = Patience });
        await Expect(page.Locator("[data-text]")).ToHaveValueAsync(
            "Das tut uns leid. Schick uns die Bestellnummer bitte per Direktnachricht.", new() { Timeout = Patience });
        instance.Said.ShouldBeEmpty();
        await page.Locator("[data-text]").FocusAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, new() { Timeout = Patience });
        var said = instance.Said.ShouldHaveSingleItem();
        said.Visibility.ShouldBe("public");
        await Expect(page.Locator(".talk-title")).ToContainTextAsync("Wartet auf Antwort", new() { Timeout = Patience });

        // The customer's answer opens it again, on the open page, while somebody writes a note.
        await page.Locator("[data-composer] input[value='Note']").CheckAsync(new() { Force = true });
        await page.Locator("[data-text]").FillAsync("Beim Zusteller nachgefragt");
        await instance.PublishAsync(
            "<p>@nordlicht 4711</p>", [MastodonInstance.Notifications], change: s => s["in_reply_to_id"] = said.Id);
        await Expect(page.Locator(".said")).ToHaveCountAsync(3, new() { Timeout = Patience });
        await Expect(page.Locator("[data-text]")).ToHaveValueAsync("Beim Zusteller nachgefragt");
        await page.Locator("[data-composer] button.primary[type=submit], [data-composer] button.primary:not([type])").ClickAsync();
        await Expect(page.Locator(".said.as-note")).ToHaveCountAsync(1, new() { Timeout = Patience });

        await page.Keyboard.PressAsync("e");
        await page.Locator("#close-talk input[name=cause]").FillAsync("Zusteller");
        await page.Locator("#close-talk button[type=submit]").ClickAsync();
        await Expect(page.Locator(".talk-side")).ToContainTextAsync("Zusteller", new() { Timeout = Patience });
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(0);
        instance.Said.Count.ShouldBe(1);
    }
}
