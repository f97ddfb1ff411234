using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Mentions;

/// <summary>Screenshots of one's own come to evidence by every way that a person has, in a real browser.</summary>
[Collection(InChromium.Name)]
public sealed class ScreenshotsByHandTests(Chromium chromium)
{
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

    // A browser lets no test fill the clipboard with a picture; the event is what the page hears of it.
    private const string Give =
        """
        (form, [kind, content, type]) => {
          const files = new DataTransfer();
          files.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], 'given', { type: type ?? 'image/png' }));
          const [name, field] = kind === 'paste' ? [ClipboardEvent, 'clipboardData'] : [DragEvent, 'dataTransfer'];
          return form.dispatchEvent(new name(kind, { [field]: files, bubbles: true, cancelable: true }));
        }
        """;

    private const string Watch =
        """
        () => {
          const detail = document.getElementById('detail');
          detail.dataset.came = 0;
          window.watch?.disconnect();
          window.watch = new MutationObserver(changes => {
            const came = changes.filter(change => [...change.addedNodes].some(node => node.classList?.contains('mention-detail')
              || node.querySelector?.('.mention-detail'))).length;
            if (came) {
              detail.dataset.came = Number(detail.dataset.came) + came;
              window.cameAt = Date.now();
            }
          });
          window.watch.observe(detail, { childList: true });
        }
        """;

    [Fact]
    public async Task A_screenshot_is_chosen_dropped_or_pasted_in_the_detail_of_a_mention()
    {
        await using var host = await ListeningHost.StartAsync();
        await host.PushAsync(("1", "Fjellrev liefert zu spät."));
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Listening);
        await page.Locator(".mention").First.ClickAsync();
        await DoneAsync(() => page.Locator("#detail button", new() { HasText = "Keep as evidence" }).ClickAsync());
        var (form, shots) = (page.Locator("#detail form[data-shots]"), page.Locator("#detail .evidence-shot"));
        await Expect(form).ToHaveCountAsync(1, new() { Timeout = 30_000 });

        await DoneAsync(() => form.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "foto.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Png) }));
        await Expect(shots).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await DoneAsync(() => form.EvaluateAsync(Give, new[] { "drop", Png }));
        await Expect(shots).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await DoneAsync(() => form.EvaluateAsync(Give, new[] { "paste", Png }));
        await Expect(shots).ToHaveCountAsync(3, new() { Timeout = 30_000 });
        await Expect(shots.Last).ToContainTextAsync("not taken by the program");
        // What is no picture is refused, and said.
        await form.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "foto.png", MimeType = "image/png", Buffer = "<svg/>"u8.ToArray() });
        await Expect(page.Locator(".toast").Last).ToContainTextAsync("no PNG, JPEG or WebP", new() { Timeout = 30_000 });
        await Expect(shots).ToHaveCountAsync(3);
        await page.Locator(".toast [data-dismiss]").Last.ClickAsync();
        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);
        (await form.EvaluateAsync<bool>(Give, new[] { "drop", "JVBERi0=", "application/pdf" })).ShouldBeFalse("the browser must not open it");
        await Expect(page.Locator(".toast").Last).ToContainTextAsync("no PNG, JPEG or WebP", new() { Timeout = 30_000 });
        await Expect(shots).ToHaveCountAsync(3);
        window.Problems.ShouldBeEmpty();

        // The detail comes back with the answer, and once or twice more because the mention has changed: what is done in between
        // would be lost.
        async Task DoneAsync(Func<Task> act)
        {
            await page.EvaluateAsync(Watch);
            await act();
            await page.WaitForFunctionAsync(
                "() => Number(document.getElementById('detail').dataset.came) >= 2 && Date.now() - window.cameAt > 1000", null,
                new() { Timeout = 30_000 });
        }
    }
}
