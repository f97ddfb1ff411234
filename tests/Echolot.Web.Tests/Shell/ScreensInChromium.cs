using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

/// <summary>What no picture shows at once: everything fits, and fingers hit what they aim at.</summary>
[Collection(InChromium.Name)]
public sealed class ScreensInChromium(Chromium chromium, FilledHost filled) : IClassFixture<FilledHost>
{
    /// <summary>
    /// Boxes that scroll sideways without being made for it, and things that stick out of the screen. What is meant to
    /// scroll: tables in their frame, code, and bars of choices.
    /// </summary>
    private const string TooWide =
        """
        () => {
          const meant = '.table-frame, .code pre, .tabs, .answer-tree, .segments, textarea, input, select, .sr';
          const width = e => Math.round(e.getBoundingClientRect().width);
          const name = e => `${e.tagName.toLowerCase()}.${e.className} (${width(e)} px)`;
          const found = [];
          for (const e of document.querySelectorAll('html, body *')) {
            if (e.closest('svg') || e.closest(meant) || !e.checkVisibility()) continue;
            const overflow = getComputedStyle(e).overflowX;
            if ((e.tagName === 'HTML' || overflow === 'auto' || overflow === 'scroll') && e.scrollWidth > e.clientWidth)
              found.push(`scrolls sideways: ${name(e)}`);
            let around = e.parentElement;
            while (around && getComputedStyle(around).overflowX === 'visible') around = around.parentElement;
            const box = e.getBoundingClientRect();
            if (!around && box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) && !e.matches('.skip'))
              found.push(`sticks out: ${name(e)}`);
          }
          return found;
        }
        """;

    /// <summary>
    /// Controls that a finger misses: what hits them is less than 44 px high (WCAG 2.2, 2.5.5; two pixels for rounding).
    /// Links inside of a line of text are as high as the line.
    /// </summary>
    private const string TooSmall =
        """
        () => {
          const found = [];
          const controls = 'a[href], button, input, select, textarea, summary, [role=button]';
          // Behind a dialog nothing is there to be hit.
          const dialog = document.querySelector('dialog:modal');
          for (const e of (dialog ?? document).querySelectorAll(controls)) {
            if (!e.checkVisibility({ checkOpacity: false }) || e.disabled || e.type === 'hidden') continue;
            if (e.closest('.sr, .skip') || e.matches('p a, dd a, small a, .why-list a')) continue;
            const own = e.labels?.length ? [e, ...e.labels] : [e];
            const target = e.matches('.segments input, .box, .switch') ? e.labels[0] ?? e : e;
            target.scrollIntoView({ block: 'center', inline: 'center' });
            const box = target.getBoundingClientRect();
            if (box.width < 2) continue;
            const x = box.left + box.width / 2, y = box.top + box.height / 2;
            const hits = at => {
              const hit = document.elementFromPoint(x, at);
              return own.some(o => o === hit || o.contains(hit) || hit?.contains(o) && hit.matches('label, a, button'));
            };
            let top = y, bottom = y;
            while (top > y - 44 && hits(top - 1)) top--;
            while (bottom < y + 44 && hits(bottom + 1)) bottom++;
            const what = (e.textContent || e.name || '').trim().slice(0, 30);
            if (bottom - top < 42)
              found.push(`${e.tagName.toLowerCase()}.${e.className} "${what}" ${Math.round(box.height)} px`);
          }
          return found;
        }
        """;

    /// <summary>A phone is a window of its own: it has fingers, and a page may be as wide as it likes.</summary>
    [Theory]
    [InlineData("de", 1440, 1024)]
    [InlineData("de", 390, 320)]
    [InlineData("en", 390, null)]
    public async Task Nothing_is_wider_than_what_holds_it_and_every_control_can_be_hit_with_a_finger(
        string language, int width, int? narrower)
    {
        var session = await filled.Host.App.SessionAsync(language: language);
        await using var window = await chromium.OpenAsync(filled.Host.App, session, width, 844, language);
        var found = new List<string>();
        foreach (var (path, _) in filled.Pages(language))
        {
            await window.Page.SetViewportSizeAsync(width, 844);
            await window.Page.GotoAsync(path);
            // What a page asks for by itself is looked at too.
            await window.Page.WaitForFunctionAsync(
                """
                () => !document.querySelector('.htmx-request')
                  && [...document.querySelectorAll('[hx-trigger$=load]')].every(part => {
                    const from = new URL(part.getAttribute('hx-get') ?? part.getAttribute('hx-post'), location.href).href;
                    return performance.getEntriesByType('resource').some(got => got.name.startsWith(from));
                  })
                """);
            await FindAsync(TooWide, width);
            if (width is 390) await FindAsync(TooSmall, width);
            if (narrower is not { } less) continue;
            await window.Page.SetViewportSizeAsync(less, 844);
            // Charts draw themselves anew in the next frame.
            await window.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            await FindAsync(TooWide, less);

            async Task FindAsync(string script, int at) =>
                found.AddRange((await FoundAsync(window.Page, script)).Select(what => $"{path} at {at} px: {what}"));
        }
        found.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_ways_in_fit_on_a_phone_too()
    {
        await using var window = await chromium.OpenAsync(filled.Host.App, null, 390, 844, "de");
        foreach (var path in new[] { Urls.SignIn, Urls.Forgotten, Urls.AcceptOf("used-up") })
        {
            await window.Page.GotoAsync(path);
            (await FoundAsync(window.Page, TooWide)).ShouldBeEmpty(path);
            (await FoundAsync(window.Page, TooSmall)).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task Texts_from_right_to_left_begin_on_the_right()
    {
        await using var window = await chromium.OpenAsync(filled.Host.App, await filled.Host.App.SessionAsync());
        await window.Page.GotoAsync(Urls.Listening);
        (await window.Page.GetByText("تأخرت").First.EvaluateAsync<string>("e => getComputedStyle(e).direction"))
            .ShouldBe("rtl");
    }

    [Fact]
    public async Task A_form_in_a_dialog_comes_back_with_its_mistake_and_the_cursor_there()
    {
        await using var window = await chromium.OpenAsync(filled.Host.App, await filled.Host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.People);
        await page.Locator("[data-open=invite]").ClickAsync();
        await Assertions.Expect(page.Locator("#invite-form [name=name]")).ToBeFocusedAsync();
        await page.Locator("#invite-form [name=name]").FillAsync("Ida");
        await page.Locator("#invite-form [name=email]").FillAsync("ida");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("dialog#invite .field-error")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#invite-form [name=email]")).ToBeFocusedAsync();
        (await page.Locator("#invite-form [name=name]").InputValueAsync()).ShouldBe("Ida");
        (await page.EvaluateAsync<bool>("document.querySelector('#invite').matches(':modal')")).ShouldBeTrue();
    }

    private static async Task<IReadOnlyList<string>> FoundAsync(IPage page, string script) =>
        [.. (await page.EvaluateAsync<string[]>(script)).Distinct()];
}
