using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

/// <summary>What people do in a real browser.</summary>
[Collection(InChromium.Name)]
public sealed class JourneyTests(Chromium chromium)
{
    [Fact]
    public async Task A_first_visit_ends_on_the_start_page_of_a_server_that_listens()
    {
        await using var host = await AppHost.StartAsync(setUp: false);
        await using var window = await chromium.OpenAsync(host);
        var page = window.Page;

        await page.GotoAsync("/");
        await page.GetByLabel("Name of your company").FillAsync("Fjellrev");
        await page.GetByLabel("Your name").FillAsync("Mira Albrecht");
        await page.GetByLabel("E-mail address").FillAsync("mira@example.org");
        await page.GetByLabel("Password").FillAsync(AppHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await page.GetByLabel("Query").FillAsync("fjellrev AND (jacke");
        await Assertions.Expect(page.Locator("#query-check .field-error")).ToBeVisibleAsync();
        await page.GetByLabel("Query").FillAsync("fjellrev AND (jacke OR jacket)");
        await Assertions.Expect(page.Locator("#query-check .query-good")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Assertions.Expect(
            page.GetByRole(AriaRole.Heading, new() { Name = "Where should Echolot listen?" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Later" }).ClickAsync();
        await Assertions.Expect(
            page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Today" })).ToBeVisibleAsync();
        (await page.Locator("echo-live").GetAttributeAsync("data-state")).ShouldNotBe("lost");
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_can_be_reached_by_keyboard()
    {
        await using var host = await AppHost.StartAsync();
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Today);

        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.className")).ShouldBe("skip");
        await page.Keyboard.PressAsync("Enter");
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("dialog#keys")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog#keys")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.Locator("dialog#palette")).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("my prof");
        await Assertions.Expect(page.Locator("#palette-list [aria-selected=true]")).ToContainTextAsync("My profile");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**" + Urls.Own);

        // Both keys within a moment; a machine that stands still between them asks for another try.
        for (var tries = 0; tries < 10 && page.Url != $"{host.Address}"; tries++)
        {
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync("h");
            for (var turn = 0; turn < 30 && page.Url != $"{host.Address}"; turn++) await page.WaitForTimeoutAsync(100);
        }
        await page.WaitForURLAsync($"{host.Address}");
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_and_nothing_is_called_live_any_more()
    {
        await using var host = await AppHost.StartAsync();
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Listening);
        await Assertions.Expect(page.Locator("echo-live[data-state=open]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".live-pill")).ToBeVisibleAsync();
        await host.App.StopAsync();
        // The browser tries again every three seconds; the message must not wait for a pause between the tries.
        await Assertions.Expect(page.Locator(".live-state")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator(".live-pill")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Letters_typed_into_a_field_are_no_commands()
    {
        await using var host = await AppHost.StartAsync();
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Own);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("");
        await page.GetByLabel("Name", new() { Exact = true }).PressSequentiallyAsync("g h ?");
        page.Url.ShouldEndWith(Urls.Own);
        await Assertions.Expect(page.Locator("dialog#keys")).ToBeHiddenAsync();
        (await page.GetByLabel("Name", new() { Exact = true }).InputValueAsync()).ShouldBe("g h ?");
    }

    [Fact]
    public async Task The_theme_changes_at_once_and_stays()
    {
        await using var host = await AppHost.StartAsync();
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.Own);
        var saved = page.WaitForResponseAsync(
            response => response.Url.EndsWith(Urls.OwnTheme, StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Light or dark" }).ClickAsync();
        (await page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
        (await saved).Ok.ShouldBeTrue();
        await page.ReloadAsync();
        (await page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
    }

    [Fact]
    public async Task On_a_phone_the_bar_and_the_drawer_lead_everywhere()
    {
        await using var host = await AppHost.StartAsync();
        await using var window = await chromium.OpenAsync(host, await host.SessionAsync(), 390, 844);
        var page = window.Page;
        await page.GotoAsync(Urls.Today);
        await Assertions.Expect(page.Locator("nav.rail")).ToBeHiddenAsync();
        await page.Locator(".tabbar button").ClickAsync();
        var listening = await page.Locator("#drawer").GetByRole(
            AriaRole.Link, new() { Name = "Listening" }).BoundingBoxAsync();
        listening!.Width.ShouldBeGreaterThan(300, "the drawer shows names, not only icons");
        await page.Locator("#drawer").GetByRole(AriaRole.Link, new() { Name = "My profile" }).ClickAsync();
        await page.WaitForURLAsync("**" + Urls.Own);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"))
            .ShouldBeLessThanOrEqualTo(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Axe_finds_nothing_serious_on_any_page(bool dark)
    {
        await using var host = await AppHost.StartAsync();
        var found = new List<string>();
        foreach (var session in new[] { null, await host.SessionAsync() })
        {
            await using var window = await chromium.OpenAsync(host, session, dark: dark);
            foreach (var path in PlainPages(host, session is null))
            {
                await window.Page.GotoAsync(path);
                found.AddRange((await Axe.SeriousAsync(window.Page)).Select(finding => $"{path}: {finding}"));
            }
            window.Problems.ShouldBeEmpty();
        }
        found.ShouldBeEmpty();
    }

    /// <summary>Addresses without values that somebody (or a stranger) can open.</summary>
    internal static IEnumerable<string> PlainPages(AppHost host, bool stranger) =>
        host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<PageRoute>() is not null && route.RoutePattern.Parameters.Count == 0)
        .Where(route => stranger == route.Metadata.GetMetadata<Web.Shell.SignIn.Demands>() is null)
        .Select(route => route.RoutePattern.RawText!)
        .Where(path => path is not Urls.SetUp);
}
