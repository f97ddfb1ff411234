using Echolot.Answers;
using Echolot.Play.Networks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A complaint is answered from the library, and the check keeps an order number out of the public, in a real browser.</summary>
[Collection(InChromium.Name)]
public sealed class AnswerJourney(Chromium chromium)
{
    private static readonly LocatorAssertionsToContainTextOptions patiently = new() { Timeout = 30_000 };

    [Fact]
    public async Task An_answer_is_inserted_at_the_cursor_the_check_stops_an_order_number_and_the_rest_goes_out()
    {
        await using var desk = await MastodonHost.StartAsync();
        var (host, instance) = (desk.App, desk.Instance);
        var library = host.Services.GetRequiredService<AnswerLibrary>();
        foreach (var (title, words) in new[]
        {
            ("Lieferzeit", "Dein Paket kommt, {{agent.first}}"), ("Lieferadresse", "Die Adresse änderst du im Konto."),
        })
            await library.ApproveAsync(
                await library.SaveAsync(
                    null, new(AnswerKind.Question, title, "", [], [new(words, Language: "de", Address: Address.Du)]), null, 1, null, 1,
                    CancellationToken.None), 1, 1, CancellationToken.None);
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = 30_000 });
        await instance.PublishAsync(
            "<p>@nordlicht Paket seit neun Tagen weg, was ist los bei euch?</p>", [MastodonInstance.Notifications]);
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("Paket seit neun Tagen", patiently);
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#conversation[data-of] .said")).ToHaveCountAsync(1, new() { Timeout = 30_000 });

        // The list opens while typing, narrows, is walked by key and inserts at the cursor.
        var text = page.Locator("[data-text]");
        await text.ClickAsync();
        await page.Keyboard.TypeAsync("Hallo! ::lief");
        await Expect(page.Locator(".answer-pick")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".answer-picker")).ToBeHiddenAsync();
        await page.Keyboard.TypeAsync("erz");
        await Expect(page.Locator(".answer-pick")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await Expect(page.Locator(".answer-pick small")).ToContainTextAsync("Du");
        await page.Keyboard.PressAsync("Enter");
        await Expect(text).ToHaveValueAsync("Hallo! Dein Paket kommt, Jonas");
        (await page.Locator("[data-items]").InputValueAsync()).ShouldBe("1.1");

        window.Problems.ShouldBeEmpty();
        // What everybody could read is found while it is typed, and stops.
        await page.Keyboard.TypeAsync(". Die Bestellnummer ist 4711-22.");
        await Expect(page.Locator("[data-rule=OrderNumber]")).ToContainTextAsync("hält an", patiently);
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("[data-composer] .banner")).ToContainTextAsync("kann die Antwort nicht hinausgehen", patiently);
        await Expect(text).ToHaveValueAsync("Hallo! Dein Paket kommt, Jonas. Die Bestellnummer ist 4711-22.");
        (await page.Locator("[data-items]").InputValueAsync()).ShouldBe("1.1");
        await text.FillAsync("Hallo! Dein Paket kommt, Jonas.");
        await Expect(page.Locator("[data-rule]")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, new() { Timeout = 40_000 });
        instance.Said.ShouldHaveSingleItem().Text.ShouldContain("Dein Paket kommt, Jonas.");
        await page.GotoAsync(Urls.Answers);
        await Expect(page.Locator(".answer").Filter(new() { HasText = "Lieferzeit" })).ToContainTextAsync("1-mal benutzt", patiently);
    }
}
