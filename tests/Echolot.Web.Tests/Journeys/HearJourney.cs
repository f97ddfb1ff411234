using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// The main job in a real browser: somebody posts, a monitor matches, the open page and a notification say so.
/// </summary>
[Collection(InChromium.Name)]
public sealed class HearJourney(Chromium chromium, ITestOutputHelper output)
{
    /// <summary>Generous, as the machine may be busy; how long it really takes is measured and printed.</summary>
    private const float Patience = 60_000;

    private static readonly (string, string) Complaint = (
        "1", "Die Fjellrev Jacke ist leider kaputt, ich bin sehr enttäuscht.");
    private static readonly (string, string) Catalogue = ("2", "Der neue Katalog von Fjellrev liegt im Kasten.");

    [Fact]
    public async Task From_an_empty_folder_to_a_post_and_a_feed_item_on_the_open_page()
    {
        await using var blog = await FeedServer.StartAsync();
        await using var host = await AppHost.StartAsync(setUp: false, ListeningHost.Hurry);
        await using var window = await chromium.OpenAsync(host, language: "de");
        var page = window.Page;

        await page.GotoAsync("/");
        await page.FillAsync("[name=firm]", "Fjellrev");
        await page.FillAsync("[name=name]", "Mira Albrecht");
        await page.FillAsync("[name=email]", AppHost.AdministratorEmail);
        await page.FillAsync("[name=password]", AppHost.Password);
        await page.SelectOptionAsync("[name=language]", "de");
        await page.SelectOptionAsync("[name=zone]", "Europe/Vienna");
        await SendAsync(page);
        await page.FillAsync("[name=query]", "fjellrev*");
        await SendAsync(page);
        await page.FillAsync("form input[type=url]", blog.Feed.ToString());
        await SendAsync(page);
        await page.WaitForURLAsync(host.Address.ToString());

        await page.GotoAsync(Urls.NewSourceWith("push"));
        await page.FillAsync("[name=address]", ListeningHost.Source);
        await page.FillAsync("[name=secret]", ListeningHost.Secret);
        await SendAsync(page);
        await page.WaitForURLAsync("**" + Urls.Source(2));
        await page.GotoAsync(Urls.NewAlert);
        await page.SelectOptionAsync("[name=kind]", "EachMention");
        await page.FillAsync("[name=cooldown]", "0");
        await SendAsync(page);
        await page.WaitForURLAsync("**" + Urls.Alert(1));

        await OpenListAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Zuhören");
        await page.EvaluateAsync("window.unloaded = 'never'");
        await ListeningHost.PushAsync(host.Address, ("1", "Die Fjellrev-Jacke kam viel zu spät."));
        // First what goes again after a while.
        await Expect(page.Locator(".toast a")).ToContainTextAsync("Neue Erwähnung", Within);
        await SeenAsync(page, "Die Fjellrev-Jacke kam viel zu spät.");
        await Expect(page.Locator(".mention mark").First).ToHaveTextAsync("Fjellrev");

        blog.Add("Ausprobiert", "Eine Woche im Zelt von Fjellrev, und es blieb trocken.");
        await SeenAsync(page, "Eine Woche im Zelt von Fjellrev, und es blieb trocken.");
        (await page.EvaluateAsync<string>("window.unloaded")).ShouldBe("never", "the page was loaded again");

        await page.GotoAsync(Urls.Notifications);
        await Expect(page.Locator(".note.unread")).ToHaveCountAsync(2, new() { Timeout = Patience });
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mention_is_opened_tagged_and_found_by_its_tag()
    {
        await using var host = await ListeningHost.StartAsync();
        var ids = await host.PushAsync(Complaint, Catalogue);
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await OpenListAsync(page);
        await Expect(page.Locator(".mention")).ToHaveCountAsync(2);

        await page.ClickAsync($"#m{ids[0]} .mention-text");
        var detail = page.Locator($"#detail .mention-detail[data-of='{ids[0]}']");
        await Expect(detail).ToBeVisibleAsync();
        await Expect(detail.Locator(".detail-text mark")).ToHaveTextAsync("Fjellrev");
        await Expect(detail.Locator(".why-list li")).ToContainTextAsync("Fjellrev");
        await Expect(detail.Locator(".why-list mark")).ToHaveTextAsync("Fjellrev");
        await Expect(detail.Locator(".because")).ToContainTextAsync("enttäuscht");

        await detail.Locator("[data-tag-input]").FillAsync("Rückgabe & Umtausch");
        await detail.Locator("[data-tag-input]").PressAsync("Enter");
        await Expect(page.Locator("#tags .chip")).ToHaveTextAsync("Rückgabe & Umtausch");
        await page.ReloadAsync();
        await page.Locator(".facet a", new() { HasText = "Rückgabe & Umtausch" }).ClickAsync();
        await Expect(page.Locator(".stream-chips .chip")).ToContainTextAsync("Rückgabe & Umtausch");
        await Expect(page.Locator(".mention")).ToHaveCountAsync(1);
        await Expect(page.Locator($"#m{ids[0]}")).ToBeVisibleAsync();

        await LiveAsync(page);
        var asked = page.WaitForResponseAsync(
            answer => answer.Url.Contains(Urls.ListeningArrived, StringComparison.Ordinal));
        await host.PushAsync(("3", "Fjellrev hat angerufen."));
        (await (await asked).TextAsync()).ShouldNotContain(
            "data-mention", Case.Sensitive, "what arrives without the tag does not belong here");
        await page.ClickAsync(".stream-chips .chip a");
        await Expect(page.Locator(".mention")).ToHaveCountAsync(3);

        await page.ClickAsync($"#m{ids[0]} .mention-text");
        await page.ClickAsync("#tags .chip button");
        await Expect(page.Locator("#tags .chip")).ToHaveCountAsync(0);
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_paused_new_mentions_wait_and_keys_move_through_the_list()
    {
        await using var host = await ListeningHost.StartAsync();
        await host.PushAsync(("1", "Fjellrev eins im Regen"), ("2", "Fjellrev zwei im Schnee"));
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await OpenListAsync(page);

        // At once: a page that has just opened must not take the key for the second half of "g p".
        await page.Keyboard.PressAsync("p");
        await Expect(page.Locator("[data-paused-pill]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-pause]")).ToHaveAttributeAsync("aria-pressed", "true");
        await host.PushAsync(("3", "Fjellrev drei im Nebel"));
        await Expect(page.Locator("[data-new]")).ToHaveTextAsync("1 new mention", new() { Timeout = Patience });
        await Expect(page.Locator(".mention")).ToHaveCountAsync(2);
        await page.ClickAsync("[data-new]");
        await Expect(page.Locator(".mention")).ToHaveCountAsync(3);
        await Expect(page.Locator("[data-new]")).ToBeHiddenAsync();
        await page.Mouse.MoveAsync(2, 2);
        await page.Keyboard.PressAsync("p");
        await Expect(page.Locator("[data-live-pill]")).ToBeVisibleAsync();
        await host.PushAsync(("4", "Fjellrev vier im Wind"));
        await SeenAsync(page, "Fjellrev vier im Wind");

        var here = page.Locator(".mention.here");
        await page.Keyboard.PressAsync("j");
        await Expect(here).ToContainTextAsync("vier");
        await page.Keyboard.PressAsync("j");
        await Expect(here).ToContainTextAsync("drei");
        await page.Keyboard.PressAsync("k");
        await Expect(here).ToContainTextAsync("vier");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail .detail-text")).ToHaveTextAsync("Fjellrev vier im Wind");
        await page.Keyboard.PressAsync("t");
        await Expect(page.Locator("#detail [data-tag-input]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("jkp");
        await Expect(page.Locator("#detail [data-tag-input]")).ToHaveValueAsync("jkp");
        await Expect(here).ToContainTextAsync("vier");
        window.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(1024)]
    [InlineData(390)]
    public async Task Filters_can_be_reached_and_an_open_mention_closed_at_every_width(int width)
    {
        await using var host = await ListeningHost.StartAsync();
        var ids = await host.PushAsync(Complaint, Catalogue);
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync(), width, 844);
        var page = window.Page;
        await OpenListAsync(page);
        if (width < 900) await page.ClickAsync(".facets-fold > summary");
        await Expect(page.Locator(".facet a").First).ToBeVisibleAsync();
        if (width < 900) await page.ClickAsync(".facets-fold > summary");
        var detail = page.Locator("#detail .mention-detail");
        Func<Task>[] ways = [() => page.ClickAsync("[data-close-detail]"), () => page.Keyboard.PressAsync("Escape")];
        foreach (var close in ways)
        {
            await page.ClickAsync($"#m{ids[0]} .mention-text");
            await Expect(detail).ToBeVisibleAsync();
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"))
                .ShouldBeLessThanOrEqualTo(0, "scrolls sideways");
            await close();
            await Expect(detail).ToHaveCountAsync(0);
            await Expect(page.Locator($"#m{ids[0]} .mention-text")).ToBeFocusedAsync();
        }
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_something_was_missed_the_list_offers_to_load_again()
    {
        await using var host = await ListeningHost.StartAsync();
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await OpenListAsync(page);
        await Expect(page.Locator("[data-new]")).ToBeHiddenAsync();
        await page.EvaluateAsync("document.dispatchEvent(new CustomEvent('echo:missed'))");
        await Expect(page.Locator("[data-new]")).ToHaveTextAsync("More arrived: reload the list");
        await page.EvaluateAsync("window.unloaded = 'never'");
        await page.ClickAsync("[data-new]");
        await page.WaitForFunctionAsync("window.unloaded === undefined");
        await Expect(page.Locator("[data-new]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_mistake_in_a_query_is_marked_where_it_is_and_the_preview_shows_what_a_good_one_finds()
    {
        await using var host = await ListeningHost.StartAsync();
        await host.PushAsync(("1", "Fjellrev verschenkt Socken"));
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.NewMonitor);
        await page.FillAsync("[name=name]", "Socken");
        await BuildQueryJourney.TypeAsync(page, "socken AND (fjellrev");
        await Expect(page.Locator("#preview mark.wrong")).ToHaveTextAsync("(", Text);
        await SendAsync(page);
        await Expect(page.Locator(".cm-content")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("socken AND (fjellrev");
        await Expect(page.Locator("#monitor-form mark.wrong")).ToHaveTextAsync("(");
        await Expect(page.Locator("#monitor-form .query-problems li")).ToContainTextAsync("bracket");

        await BuildQueryJourney.TypeAsync(page, "socken AND (fjellrev)");
        await Expect(page.Locator("#preview .preview-hits li")).ToHaveCountAsync(1, new() { Timeout = Patience });
        await Expect(page.Locator("#preview .preview-hits mark")).ToHaveTextAsync(["Fjellrev", "Socken"]);
        await SendAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Socken");
        await page.GotoAsync(Urls.Monitors);
        await Expect(page.Locator(".monitor-query")).ToContainTextAsync(["fjellrev*", "socken AND (fjellrev)"]);
        // The browser reports the refused form as a failed load; that is all it may report.
        window.Problems.ShouldAllBe(problem => problem.Contains("422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_long_from_the_push_to_the_notification_on_screen()
    {
        const int Pushes = 20;
        await using var host = await ListeningHost.StartAsync();
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await OpenListAsync(page);
        await page.EvaluateAsync(
            """
            () => {
              window.told = [];
              window.shown = [];
              document.addEventListener('echo:notification', () => window.told.push(Date.now()));
              new MutationObserver(() => window.shown.push(Date.now()))
                .observe(document.querySelector('[data-rows]'), { childList: true });
            }
            """);
        var told = new List<double>();
        var shown = new List<double>();
        for (var i = 0; i < Pushes; i++)
        {
            var visible = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            await host.PushAsync(($"m{i}", $"Nachricht {i} von Fjellrev an alle"));
            await page.WaitForFunctionAsync(
                "n => window.told.length > n && window.shown.length > n", i, new() { Timeout = Patience });
            told.Add(await page.EvaluateAsync<double>("n => window.told[n]", i) - visible);
            shown.Add(await page.EvaluateAsync<double>("n => window.shown[n]", i) - visible);
            // Notifications of one alert are at least a second apart; waiting for that is not delay.
            await Task.Delay(TimeSpan.FromSeconds(1.2));
        }
        await Expect(page.Locator(".mention")).ToHaveCountAsync(Pushes);
        output.WriteLine($"{Pushes} pushes, from before the request to the event on the open page:");
        output.WriteLine($"  in the list   p50 {Share(shown, 0.50):N0} ms, p95 {Share(shown, 0.95):N0} ms");
        output.WriteLine($"  notified      p50 {Share(told, 0.50):N0} ms, p95 {Share(told, 0.95):N0} ms");
    }

    private static LocatorAssertionsToContainTextOptions Within => new() { Timeout = Patience };

    private static LocatorAssertionsToHaveTextOptions Text => new() { Timeout = Patience };

    /// <summary>The smallest value that at least this share is not above (nearest rank).</summary>
    private static double Share(List<double> values, double share) =>
        values.Order().ElementAt((int)Math.Ceiling(values.Count * share) - 1);

    private static Task SendAsync(IPage page) => page.ClickAsync("main form[method=post] button[type=submit].primary");

    private static async Task OpenListAsync(IPage page)
    {
        await page.GotoAsync(Urls.Listening);
        await LiveAsync(page);
    }

    /// <summary>The stream is open, so what comes from now on is shown.</summary>
    private static Task LiveAsync(IPage page) =>
        Expect(page.Locator("echo-live")).ToHaveAttributeAsync("data-state", "open", new() { Timeout = Patience });

    private static Task SeenAsync(IPage page, string text) =>
        Expect(page.Locator(".mention", new() { HasText = text })).ToBeVisibleAsync(new() { Timeout = Patience });
}
