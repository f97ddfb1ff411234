using Echolot.Teams;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Insights;

[Collection(InChromium.Name)]
public sealed class OverviewInChromium(Chromium chromium, SearchHost shared) : IClassFixture<SearchHost>
{
    [Fact]
    public async Task A_click_on_a_column_shows_its_mentions_and_keys_do_the_same()
    {
        await using var window = await chromium.OpenAsync(shared.Host.App, await shared.Host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.OverviewOf(shared.Host.MonitorId));
        var chart = page.Locator("#course canvas").First;
        await Assertions.Expect(chart).ToBeVisibleAsync();
        var box = (await chart.BoundingBoxAsync())!;
        // The last column is today; the chart's right edge is a few pixels behind it.
        await page.Mouse.ClickAsync(box.X + box.Width - 14, box.Y + box.Height / 2);
        await page.WaitForURLAsync(url => url.Contains(Urls.Search + "?", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("[data-mention]")).ToHaveCountAsync(3);

        await page.GotoAsync(Urls.OverviewOf(shared.Host.MonitorId));
        await page.Locator("#course").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("#course .sr")).ToContainTextAsync("Mentions: 3");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains(Urls.Search + "?", StringComparison.Ordinal));
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Charts_follow_the_theme_and_break_no_rule_of_the_page()
    {
        await using var window = await chromium.OpenAsync(shared.Host.App, await shared.Host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Overview);
        await Assertions.Expect(page.Locator("#week canvas").First).ToBeVisibleAsync();
        const string pixels = "() => document.querySelector('#week canvas').toDataURL()";
        var light = await page.EvaluateAsync<string>(pixels);
        await page.EvaluateAsync("() => document.documentElement.dataset.theme = 'dark'");
        await page.WaitForFunctionAsync($"before => ({pixels})() !== before", light);
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_search_is_saved_found_again_and_exported()
    {
        await using var window = await chromium.OpenAsync(shared.Host.App, await shared.Host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Search);
        await page.Locator("[data-search]").FillAsync("jacke");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-mention] mark")).ToHaveTextAsync("Jacke");
        await page.Locator("[data-open=save-search]").ClickAsync();
        await page.Locator("#save-search [name=name]").FillAsync("Jacken");
        await page.Locator("#save-search button.primary").ClickAsync();
        await page.GotoAsync(Urls.Search);
        await page.Locator(".saved-searches a").ClickAsync();
        await Assertions.Expect(page.Locator("[data-search]")).ToHaveValueAsync("jacke");
        await page.Locator("[popovertarget=export-menu]").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#export-menu a").Nth(1).ClickAsync());
        download.SuggestedFilename.ShouldEndWith(".csv");
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        lines.Length.ShouldBe(2);
        window.Problems.ShouldBeEmpty();
    }
}
