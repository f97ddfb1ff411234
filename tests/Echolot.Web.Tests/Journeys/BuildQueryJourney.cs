using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A query that does not drown: written, tried, judged, narrowed, saved in versions, in a real browser.</summary>
[Collection(InChromium.Name)]
public sealed partial class BuildQueryJourney(Chromium chromium)
{
    private const float Patience = 60_000;

    private static readonly LocatorAssertionsToHaveCountOptions Within = new() { Timeout = Patience };
    private static readonly LocatorAssertionsToContainTextOptions Text = new() { Timeout = Patience };
    private static readonly LocatorAssertionsToHaveValueOptions Value = new() { Timeout = Patience };

    /// <summary>Six posts about parcels, which are wanted, and four about the animal in the zoo.</summary>
    private static (string, string)[] Posts =>
    [
        .. Enumerable.Range(0, 6).Select(i => ($"p{i}", $"Fjellrev liefert Paket {i} pünktlich nach Hause")),
        .. Enumerable.Range(0, 4).Select(i => ($"z{i}", $"Der Polarfuchs heißt Fjellrev und wohnt im Tierpark {i}")),
    ];

    /// <summary>Puts a query into the editor as somebody who pastes it.</summary>
    internal static async Task TypeAsync(IPage page, string query)
    {
        await page.ClickAsync(".cm-content");
        await page.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Keyboard.InsertTextAsync(query);
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync(query, Value);
    }

    [Fact]
    public async Task From_a_first_draft_over_a_judged_sample_to_a_version_with_a_note()
    {
        await using var host = await ListeningHost.StartAsync();
        await host.PushAsync(Posts);
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;

        // A draft, with hits, expected volume, yields and cost while it is written.
        await page.GotoAsync(Urls.NewMonitor);
        await page.FillAsync("[name=name]", "Pakete");
        await TypeAsync(page, "fjellrev OR paket");
        await Expect(page.Locator(".preview-count")).ToHaveTextAsync("10 hits", new() { Timeout = Patience });
        await Expect(page.Locator(".yields li")).ToHaveCountAsync(2, Within);
        await Expect(page.Locator(".yields li").First).ToContainTextAsync("fjellrev");
        await Expect(page.Locator(".preview-cost")).ToContainTextAsync("of 1,000 posts");
        await Expect(page.Locator(".preview-hits mark").First).ToBeVisibleAsync();
        await PaneAsync(page, "sample");
        await Expect(page.Locator(".sample li")).ToHaveCountAsync(10, Within);
        await SaveAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Pakete");

        // The sample is judged with j and n; the precision and what would help come at once.
        await PaneAsync(page, "sample");
        await Expect(page.Locator(".sample li")).ToHaveCountAsync(10, Within);
        await page.Locator("h1").ClickAsync();
        for (var i = 0; i < 10; i++)
        {
            var here = page.Locator(".sample li.here");
            var isWanted = (await here.InnerTextAsync()).Contains("Paket", StringComparison.Ordinal);
            await page.Keyboard.PressAsync(isWanted ? "j" : "n");
        }
        await Expect(page.Locator(".sample li.wanted")).ToHaveCountAsync(6);
        await Expect(page.Locator(".sample li.noise")).ToHaveCountAsync(4);
        await Expect(page.Locator("#noise .preview-count")).ToHaveTextAsync("60%", new() { Timeout = Patience });
        await Expect(page.Locator("#noise")).ToContainTextAsync("6 of 10; 31% to 83%", Text);
        await Expect(page.Locator(".noise-terms")).ToContainTextAsync("fjellrev");
        await page.ReloadAsync();
        await PaneAsync(page, "sample");
        await Expect(page.Locator("#noise .preview-count")).ToHaveTextAsync("60%", new() { Timeout = Patience });

        // One click leaves the noise out.
        await page.Locator(".noise-suggestions button").First.ClickAsync();
        await Expect(page.Locator("[name=query]"))
            .ToHaveValueAsync(new System.Text.RegularExpressions.Regex(@"^\(fjellrev OR paket\) NOT \w+$"), Value);
        await Expect(page.Locator("#noise .preview-count")).ToHaveTextAsync("100%", new() { Timeout = Patience });
        await Expect(page.Locator(".sample li")).ToHaveCountAsync(6, Within);

        // What that leaves out is shown as missing.
        await PaneAsync(page, "wider");
        await Expect(page.Locator(".wider").First).ToContainTextAsync("4 more hits", Text);
        await Expect(page.Locator(".wider").First).ToContainTextAsync("Tierpark");

        await page.FillAsync("[name=note]", "ohne Zoo");
        await SaveAsync(page);
        await Expect(page.Locator(".bar-facts")).ToContainTextAsync("Version 2");
        await page.ClickAsync("text=Compare all versions");
        await Expect(page.Locator(".query-difference ins")).ToContainTextAsync([" NOT "], new() { Timeout = Patience });
        await Expect(page.Locator(".version-list")).ToContainTextAsync("ohne Zoo");
        await page.Locator(".version-list button", new() { HasText = "Restore" }).ClickAsync();
        await Expect(page.Locator(".bar-facts")).ToContainTextAsync("Version 3", Text);
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authors_are_looked_up_by_how_they_begin_with_an_at_sign_and_within_quotation_marks()
    {
        await using var host = await ListeningHost.StartAsync();
        await ListeningHost.PushByAsync(host.App.Address, "zeisig", "Zora Zeisig", Posts[..2]);
        await ListeningHost.PushByAsync(host.App.Address, "zebra", "Zeno Bra", Posts[2..4]);
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        var offered = page.Locator(".cm-tooltip-autocomplete li");
        await page.GotoAsync(Urls.NewMonitor);
        foreach (var typed in new[] { "author:zei", "author:@zei", "author:\"Zora Z" })
        {
            await TypeAsync(page, typed[..^1]);
            await page.Keyboard.TypeAsync(typed[^1..]);
            await Expect(offered.Filter(new() { HasText = "zeisig" }).Or(offered.Filter(new() { HasText = "Zora Zeisig" })).First).ToBeVisibleAsync();
            await Expect(offered.Filter(new() { HasText = "zebra" })).ToHaveCountAsync(0);
            await page.Keyboard.PressAsync("Escape");
        }
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mistake_is_underlined_and_mended_with_a_click_and_words_complete_themselves()
    {
        await using var host = await ListeningHost.StartAsync();
        await host.PushAsync(Posts);
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.NewMonitor);
        await TypeAsync(page, "fjellrev AND paket OR zoo");
        await Expect(page.Locator(".cm-lintRange-warning")).Not.ToHaveCountAsync(0, Within);
        await page.Locator("#preview .query-problems button").ClickAsync();
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("(fjellrev AND paket) OR zoo", Value);
        await page.ClickAsync(".cm-content");
        await page.Keyboard.PressAsync("ControlOrMeta+Z");
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("fjellrev AND paket OR zoo", Value);

        await TypeAsync(page, "fjellrev AND ");
        await page.Keyboard.TypeAsync("lan");
        await Expect(page.Locator(".cm-tooltip-autocomplete")).ToContainTextAsync("lang:", Text);
        await page.Locator(".cm-tooltip-autocomplete li").First.ClickAsync();
        await Expect(page.Locator(".cm-tooltip-autocomplete")).ToContainTextAsync("de", Text);
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("fjellrev AND lang:", Value);
        await page.Locator(".cm-tooltip-autocomplete li").First.ClickAsync();
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("fjellrev AND lang:de", Value);
        // A country is found by its name, and what nothing is known of says so.
        await TypeAsync(page, "fjellrev AND country:");
        await page.Keyboard.TypeAsync("sch");
        await Expect(page.Locator(".cm-tooltip-autocomplete li").First).ToContainTextAsync("Switzerland", Text);
        await page.Keyboard.PressAsync("Escape");
        await TypeAsync(page, "fjellrev AND country:");
        await page.Keyboard.TypeAsync("osterr");
        await Expect(page.Locator(".cm-tooltip-autocomplete li").First).ToContainTextAsync("Austria", Text);
        await page.Locator(".cm-tooltip-autocomplete li").First.ClickAsync();
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("fjellrev AND country:at", Value);
        await TypeAsync(page, "fjellrev AND region:");
        await page.Keyboard.TypeAsync("bava");
        await Expect(page.Locator(".cm-tooltip-autocomplete li").First).ToContainTextAsync("Bavaria", Text);
        await page.Keyboard.PressAsync("Escape");
        await TypeAsync(page, "fjellrev AND city");
        await page.Keyboard.TypeAsync(":");
        await Expect(page.Locator(".cm-tooltip-autocomplete")).ToContainTextAsync("No source has stated a city", Text);
        await page.Locator(".cm-tooltip-autocomplete li").First.ClickAsync();
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("fjellrev AND city:", Value);
        // Keys of the page stay away from what is typed.
        await TypeAsync(page, "");
        await page.Keyboard.TypeAsync("g?/n");
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("g?/n", Value);
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lists_and_text_go_both_ways_and_a_query_of_another_product_is_taken_over()
    {
        await using var host = await ListeningHost.StartAsync();
        await host.PushAsync(Posts);
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.NewMonitor);
        await TypeAsync(page, "paket AND (fjellrev OR fuchs) NOT zoo");
        await ModeAsync(page, "lists");
        await Expect(page.Locator("[data-list=all]")).ToHaveValueAsync("paket", Value);
        await Expect(page.Locator("[data-list=any]")).ToHaveValueAsync("fjellrev\nfuchs", Value);
        await page.FillAsync("[data-list=none]", "zoo\nTierpark Berlin");
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync(
            "paket AND (fjellrev OR fuchs) NOT (zoo OR \"Tierpark Berlin\")", Value);
        await Expect(page.Locator(".preview-count")).ToHaveTextAsync("6 hits", new() { Timeout = Patience });
        await ModeAsync(page, "text");
        await TypeAsync(page, "(paket AND fjellrev) OR fuchs");
        await ModeAsync(page, "lists");
        await Expect(page.Locator("[data-no-lists]:not(echo-query)")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Expect(page.Locator(".cm-content")).ToHaveTextAsync("(paket AND fjellrev) OR fuchs");

        await page.ClickAsync("[data-open=translate]");
        await page.FillAsync("#translate [name=text]", "(fjellrev NEAR/3f paket) AND authorGender:F");
        await Expect(page.Locator("#translation")).ToContainTextAsync("Looks like Brandwatch", Text);
        await Expect(page.Locator(".translate-lost li")).ToContainTextAsync("authorGender:", Text);
        await page.Locator("#translation [data-query]").ClickAsync();
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("fjellrev ONEAR/4 paket", Value);
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_just_entered_in_lists_is_saved_however_slow_the_line()
    {
        await using var host = await ListeningHost.StartAsync();
        await using var window = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.NewMonitor);
        await page.FillAsync("[name=name]", "Lists");
        await TypeAsync(page, "fjellrev");
        await ModeAsync(page, "lists");
        await Expect(page.Locator("[data-list=all]")).ToHaveValueAsync("fjellrev", Value);
        var turn = 0;
        await page.RouteAsync("**" + Urls.MonitorLists, async route =>
        {
            // The first is answered last.
            await Task.Delay(turn++ == 0 ? 2000 : 500);
            await route.ContinueAsync();
        });
        await page.FillAsync("[data-list=none]", "zo");
        await page.FillAsync("[data-list=none]", "zoo");
        await SaveAsync(page);
        await Expect(page.Locator("[name=query]")).ToHaveValueAsync("fjellrev NOT zoo", Value);
    }

    [Fact]
    public async Task A_locked_monitor_can_be_read_and_not_changed_by_others()
    {
        await using var host = await ListeningHost.StartAsync();
        await using var owner = await chromium.OpenAsync(host.App, await host.App.SessionAsync());
        await owner.Page.GotoAsync(Urls.Monitor(host.MonitorId));
        await owner.Page.ClickAsync("button[aria-label='Lock']");
        await Expect(owner.Page.Locator(".banner.warning")).ToContainTextAsync("This monitor is locked", Text);

        await using var other = await chromium.OpenAsync(
            host.App, await host.App.SessionAsync(Echolot.Teams.Role.Analyst));
        await other.Page.GotoAsync(Urls.Monitor(host.MonitorId));
        await Expect(other.Page.Locator(".banner.warning")).ToContainTextAsync("Mira Albrecht", Text);
        await Expect(other.Page.Locator(".cm-content")).ToHaveAttributeAsync("contenteditable", "false");
        await Expect(other.Page.Locator("#monitor-form button[type=submit]")).ToHaveCountAsync(0);
        await Expect(other.Page.Locator(".preview-count")).ToBeVisibleAsync(new() { Timeout = Patience });
        other.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_scripts_the_text_area_takes_the_query()
    {
        await using var host = await ListeningHost.StartAsync();
        var visitor = await host.App.SignedInAsync();
        var page = await visitor.GetAsync(Urls.NewMonitor);
        var field = page.Find("textarea[name=query]").ShouldNotBeNull();
        field.HasAttribute("hidden").ShouldBeFalse();
        page.Find("[data-query-bar]").ShouldNotBeNull().HasAttribute("hidden").ShouldBeTrue();
    }

    private static Task PaneAsync(IPage page, string pane) =>
        page.ClickAsync($"label:has(input[name=study][value={pane}]) span");

    private static Task ModeAsync(IPage page, string mode) =>
        page.ClickAsync($"label:has(input[name=mode][value={mode}]) span");

    private static async Task SaveAsync(IPage page)
    {
        await page.ClickAsync("#monitor-form button[type=submit]");
        await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex(@"/monitors/\d+$"));
    }
}
