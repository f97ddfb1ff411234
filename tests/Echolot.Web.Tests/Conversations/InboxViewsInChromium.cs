using Echolot.Conversations;
using Echolot.Tests.Conversations;
using Echolot.Web.Tests.Journeys;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Conversations;

[Collection(InChromium.Name)]
public sealed class InboxViewsInChromium(Chromium chromium)
{
    private const int Patience = 30_000;

    [Fact]
    public async Task A_kept_list_is_counted_each_time_somebody_opens_the_menu()
    {
        await using var desk = await Desk.OpenAsync(DateTimeOffset.UtcNow, new TalkingNetwork());
        await desk.SayAsync("kim", "Meine Jacke ist undicht");
        await Eventually.HoldsAsync(async () => await CountAsync(desk) == 1);
        await using var window = await chromium.OpenAsync(desk.Host, await desk.Host.SessionAsync(language: "de"));
        var page = window.Page;
        await page.GotoAsync(Urls.Inbox);
        var menu = page.Locator("[popovertarget='inbox-views']");
        await menu.ClickAsync();
        await page.Locator("[data-open='keep-view']").ClickAsync();
        await page.Locator("#keep-name").FillAsync("Jacken");
        await page.Locator("#keep-view button.primary").ClickAsync();
        var count = page.Locator("#inbox-views .menu-row b");
        await Expect(count).ToHaveCountAsync(0, new() { Timeout = Patience });
        await menu.ClickAsync();
        await Expect(count).ToHaveTextAsync("1", new() { Timeout = Patience });

        await page.Keyboard.PressAsync("Escape");
        await desk.SayAsync("lou", "Meine Jacke auch");
        await Eventually.HoldsAsync(async () => await CountAsync(desk) == 2);
        await menu.ClickAsync();
        await Expect(count).ToHaveTextAsync("2", new() { Timeout = Patience });
    }

    private static async Task<long> CountAsync(Desk desk) =>
        (await desk.Inbox.CountAsync(Sight.Everything, CancellationToken.None)).ToDo;
}
