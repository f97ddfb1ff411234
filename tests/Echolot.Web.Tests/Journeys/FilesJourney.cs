using Echolot.Answers;
using Echolot.Play.Networks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>Pictures are added to a reply, described, taken away, and go out with it, in a real browser.</summary>
[Collection(InChromium.Name)]
public sealed class FilesJourney(Chromium chromium)
{
    private static readonly byte[] picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private static readonly LocatorAssertionsToContainTextOptions patiently = new() { Timeout = 30_000 };
    private static readonly LocatorAssertionsToHaveCountOptions counted = new() { Timeout = 30_000 };

    [Fact]
    public async Task A_picture_is_chosen_described_and_sent_and_one_of_the_library_comes_along_with_its_answer()
    {
        await using var desk = await MastodonHost.StartAsync();
        var (host, instance) = (desk.App, desk.Instance);
        var library = host.Services.GetRequiredService<AnswerLibrary>();
        var item = await library.SaveAsync(
            null, new(AnswerKind.Question, "Pflege", "", [], [new("So pflegst du sie.", Language: "de")]), null, 1, null, 1, CancellationToken.None);
        await library.ApproveAsync(item, 1, 1, CancellationToken.None);
        await library.AddFileAsync(item, "Pflegetabelle.png", [.. picture, 0], 1, CancellationToken.None);
        await library.AddFileAsync(item, "Pflege.pdf", "%PDF-1.7"u8.ToArray(), 1, CancellationToken.None);
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = 30_000 });
        await instance.PublishAsync("<p>@nordlicht Wie wasche ich die Jacke?</p>", [MastodonInstance.Notifications]);
        await Expect(page.Locator("[data-talk]").First).ToContainTextAsync("Wie wasche ich", patiently);
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("#conversation[data-of] .said")).ToHaveCountAsync(1, counted);

        // A note has no way out, and so no files.
        await page.Locator("[name=mode][value=Note]").CheckAsync(new() { Force = true });
        await Expect(page.Locator("[data-attach]:visible")).ToHaveCountAsync(0, counted);
        await page.Locator("[name=mode][value=Public]").CheckAsync(new() { Force = true });
        await page.Locator("[data-attach-files]").SetInputFilesAsync(new FilePayload { Name = "Etikett.png", MimeType = "image/png", Buffer = picture });
        await Expect(page.Locator(".reply-file")).ToHaveCountAsync(1, counted);
        await page.Locator("[data-attach-files]").SetInputFilesAsync(new FilePayload { Name = "x.svg", MimeType = "image/svg+xml", Buffer = "<svg/>"u8.ToArray() });
        await Expect(page.Locator(".reply-files-problem")).ToContainTextAsync("x.svg", patiently);

        // The picture of an inserted answer comes along, its document cannot here.
        await page.Locator("[data-text]").ClickAsync();
        await page.Keyboard.TypeAsync("::pfle");
        await Expect(page.Locator(".answer-pick")).ToHaveCountAsync(1, counted);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".reply-file")).ToHaveCountAsync(2, counted);
        await Expect(page.Locator("[data-rule=NoAltText]")).ToHaveCountAsync(2, counted);
        await page.Locator("[data-alt]").First.FillAsync("Etikett mit Waschzeichen");
        await page.Locator("[data-alt]").Nth(1).FillAsync("Tabelle");
        await page.Locator("[data-text]").ClickAsync();
        await Expect(page.Locator("[data-rule=NoAltText]")).ToHaveCountAsync(0, counted);

        // What was added stays with the draft; one of them goes.
        await page.ReloadAsync();
        await Expect(page.Locator(".reply-file")).ToHaveCountAsync(2, counted);
        await Expect(page.Locator("[data-alt]").First).ToHaveValueAsync("Etikett mit Waschzeichen", new() { Timeout = 30_000 });
        await page.Locator("[data-detach]").Nth(1).ClickAsync();
        await Expect(page.Locator(".reply-file")).ToHaveCountAsync(1, counted);
        window.Problems.ShouldAllBe(p => p.Contains("422", StringComparison.Ordinal), "the refused file");
        await page.Locator("[data-text]").ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".said.ours .sent-files img")).ToHaveCountAsync(1, counted);
        await Expect(page.Locator(".said.ours .said-send")).ToHaveCountAsync(0, new() { Timeout = 40_000 });
        instance.Said.ShouldHaveSingleItem().Pictures.ShouldHaveSingleItem().Description.ShouldBe("Etikett mit Waschzeichen");
        await Expect(page.Locator(".reply-file")).ToHaveCountAsync(0, counted);
    }
}
