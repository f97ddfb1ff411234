using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A session of work in a real browser: keys, labels, a rule with its way back, many at once, a view.</summary>
[Collection(InChromium.Name)]
public sealed class WorkJourney(Chromium chromium)
{
    private const float Patience = 60_000;

    [Fact]
    public async Task A_morning_at_the_stream()
    {
        await using var host = await ListeningHost.StartAsync();
        // One after the other, so that the list has them in this order.
        var ids = new List<string>();
        foreach (var (text, i) in new[]
        {
            "Fjellrev liefert wieder viel zu spät, das nervt.", "Fjellrev hat ein neues Zelt.",
            "Mein Fjellrev-Paket kam zu spät.",
        }.Select((text, i) => (text, i)))
        {
            ids.AddRange(await host.PushAsync(($"{i}", text)));
            await Task.Delay(5);
        }
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Listening);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await Expect(page.Locator(".mention.unread")).ToHaveCountAsync(3);

        // Keys work on the row that j and k reach; the newest stands first.
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("r");
        await Expect(Row(page, ids[2])).ToContainTextAsync("Relevant", Soon);
        await page.Keyboard.PressAsync("b");
        await Expect(Row(page, ids[2]).Locator(".mention-flag")).ToBeVisibleAsync(Visible);
        await page.Keyboard.PressAsync("l");
        await page.Locator("#pick-label input").FillAsync("Lieferung");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Row(page, ids[2]).Locator(".pill.label")).ToHaveTextAsync("Lieferung", Text);
        await page.Keyboard.PressAsync("a");
        await page.Locator("#pick-person input").PressAsync("Enter");
        await Expect(Row(page, ids[2])).ToContainTextAsync("Mira Albrecht", Soon);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(Row(page, ids[1])).ToContainTextAsync("Noise", Soon);

        // The detail: read, sentiment by hand beside the machine's, a note, the history.
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        var detail = page.Locator($"#detail .mention-detail[data-of='{ids[0]}']");
        await Expect(detail).ToBeVisibleAsync(Visible);
        await Expect(page.Locator(".mention.unread")).ToHaveCountAsync(2);
        await detail.Locator(".tone-choice button", new() { HasText = "Positive" }).ClickAsync();
        await Expect(detail.Locator(".by-hand")).ToContainTextAsync("by hand", Soon);
        // A note completes whom it calls.
        await host.App.SessionAsync(Role.Agent);
        var roster = host.App.Services.GetRequiredService<Roster>();
        var colleague = (await roster.PeopleAsync(CancellationToken.None)).Single(p => p.Role is Role.Agent);
        await detail.Locator("[name=text]").PressSequentiallyAsync($"Bitte zurückrufen, @{colleague.Name[..3]}");
        await Expect(detail.Locator("#calls [role=option]")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await page.Keyboard.PressAsync("Enter");
        await Expect(detail.Locator("[name=text]")).ToHaveValueAsync($"Bitte zurückrufen, @{colleague.Name} ");
        await detail.Locator(".note-form button").ClickAsync();
        await Expect(detail.Locator(".work-note")).ToContainTextAsync("Bitte zurückrufen", Soon);
        await Expect(detail.Locator(".work-history li").First).ToContainTextAsync("Sentiment Positive", Soon);

        // A rule shows what it would hit, then does it to what is stored, and is taken back.
        await page.GotoAsync(Urls.NewRule);
        await page.FillAsync("[name=name]", "Verspätungen");
        await page.FillAsync("[name=query]", "spät");
        await Expect(page.Locator("#preview")).ToContainTextAsync("2 mentions", Soon);
        await page.SelectOptionAsync("[name=verdict]", "Noise");
        await page.FillAsync("[name=newLabel]", "verspätet");
        await page.ClickAsync("button[name=then]");
        await page.WaitForURLAsync("**" + Urls.Runs);
        await Expect(page.Locator(".run").First).ToContainTextAsync("2 mentions changed", Soon);
        var archive = host.App.Services.GetRequiredService<Archive>();
        (await archive.CountAsync(new() { Verdicts = [Verdict.Noise] }, CancellationToken.None)).ShouldBe(3);
        await page.ClickAsync(".run button");
        await Expect(page.Locator(".run")).ToHaveCountAsync(2);
        await Expect(page.Locator(".run").First).ToContainTextAsync("changed", Soon);
        (await archive.CountAsync(new() { Verdicts = [Verdict.Noise] }, CancellationToken.None)).ShouldBe(1);
        (await archive.FindAsync(long.Parse(ids[2]), CancellationToken.None))!.Work.Verdict.ShouldBe(Verdict.Relevant);
        await page.GotoAsync(Urls.Rules);
        await Expect(page.Locator(".rule")).ToContainTextAsync("Changed by Mira Albrecht");

        // Many at once: everything that fits the filter, and back again.
        await page.GotoAsync(Urls.Listening + "?q=sp%C3%A4t");
        await Expect(page.Locator(".mention")).ToHaveCountAsync(2);
        await page.Locator("[data-pick]").First.CheckAsync(new() { Force = true });
        await Expect(page.Locator("[data-bulk-count]")).ToHaveTextAsync("1 selected");
        await page.ClickAsync("[data-bulk-all]");
        await Expect(page.Locator("[data-bulk-count]")).ToContainTextAsync("(2)");
        await page.ClickAsync(".bulk-bar [data-what=flag][data-value='1']");
        // Not the run before, which the bar may still show.
        await Expect(page.Locator("#run-bar")).ToContainTextAsync("Selection", Soon);
        await Expect(page.Locator("#run-bar")).ToContainTextAsync("1 mention changed", Soon);
        await Expect(page.Locator(".mention-flag")).ToHaveCountAsync(2, new() { Timeout = Patience });
        await page.ClickAsync("#run-bar button");
        await Expect(page.Locator(".mention-flag")).ToHaveCountAsync(1, new() { Timeout = Patience });
        // And taken off what has it.
        await Expect(Row(page, ids[2]).Locator(".pill.label")).ToHaveTextAsync("Lieferung");
        await TakeOffAsync(page, "pick-unlabel");
        await page.Locator("#pick-unlabel input").PressAsync("Enter");
        await Expect(page.Locator(".mention .pill.label")).ToHaveCountAsync(0, new() { Timeout = Patience });
        await TakeOffAsync(page, null);
        await Expect(page.Locator(".mention-flag")).ToHaveCountAsync(0, new() { Timeout = Patience });

        // A view is found again among the tabs, with its number.
        await page.GotoAsync(Urls.Listening + "?noise=yes");
        await page.ClickAsync("[data-open=save-view]");
        await page.FillAsync("#save-view [name=name]", "Aussortiert");
        await page.ClickAsync("#save-view button.primary");
        var tab = page.Locator(".views-bar a", new() { HasText = "Aussortiert" });
        await Expect(tab).ToContainTextAsync("1", Soon);
        await Expect(tab).ToHaveAttributeAsync("aria-current", "page");

        // Side by side, each column live.
        var view = (await host.App.Services.GetRequiredService<TriageDesk>().ViewsAsync(1, CancellationToken.None)).Single();
        await page.GotoAsync($"{Urls.Split}?view=all&view={view.Id}");
        await Expect(page.Locator("echo-stream")).ToHaveCountAsync(2);
        await Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });
        await host.PushAsync(("4", "Fjellrev ruft an."));
        await Expect(page.Locator("echo-stream").First.Locator(".mention")).ToHaveCountAsync(4, new() { Timeout = Patience });
        await Expect(page.Locator("echo-stream").Last.Locator(".mention")).ToHaveCountAsync(1);
        window.Problems.ShouldBeEmpty();
    }

    private static async Task TakeOffAsync(IPage page, string? dialog)
    {
        // The bar of what was done before goes once its answer is there.
        await Expect(page.Locator("[data-bulk]")).ToBeHiddenAsync();
        await page.Locator("[data-pick]").First.CheckAsync(new() { Force = true });
        await page.ClickAsync("[data-bulk-all]");
        await page.ClickAsync("[popovertarget=take-off]");
        await page.ClickAsync(dialog is null ? "#take-off [data-what=flag]" : $"#take-off [data-open={dialog}]");
    }

    private static LocatorAssertionsToContainTextOptions Soon => new() { Timeout = Patience };

    private static LocatorAssertionsToHaveTextOptions Text => new() { Timeout = Patience };

    private static LocatorAssertionsToBeVisibleOptions Visible => new() { Timeout = Patience };

    private static ILocator Row(IPage page, string id) => page.Locator($"#m{id}");
}
