using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Echolot.Intake;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Web.Insights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Insights;

[Collection(InChromium.Name)]
public sealed class ComparisonPageTests(Chromium chromium) : IAsyncLifetime
{
    private ListeningHost _shared = null!;
    private long _rival;

    private AppHost Host => _shared.App;

    public async ValueTask InitializeAsync()
    {
        _shared = await ListeningHost.StartAsync();
        _rival = await AddAsync("Bergkamm", Purpose.Competitor);
        await _shared.PushAsync(
            ("1", "Die Fjellrev Jacke ist warm"), ("2", "Fjellrev Hose"), ("3", "Bergkamm Rucksack"), ("4",
                "Fjellrev oder Bergkamm?"));
    }

    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    [Fact]
    public async Task Monitors_stand_side_by_side_with_shares_that_add_up_and_mentions_behind_each_number()
    {
        using var visitor = await Host.SignedInAsync(language: "de");
        var answer = await visitor.GetAsync(Urls.ComparisonOf([_shared.MonitorId, _rival], "period=7d"));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Document.QuerySelectorAll(".compared .chip").Select(c => c.TextContent.Trim()).ShouldBe(["Fjellrev",
            "Bergkamm"]);
        using var data = JsonDocument.Parse(answer.Find("#shares")!.GetAttribute("data-chart")!);
        data.RootElement.GetProperty("kind").GetString().ShouldBe("share");
        data.RootElement.GetProperty("series").EnumerateArray()
            .Select(s => s.GetProperty("values").EnumerateArray().Sum(v => v.GetInt64())).ShouldBe([3, 2]);
        var rows = answer.Document.QuerySelectorAll(".side-by-side tbody tr").ToList();
        rows.Count.ShouldBe(2);
        rows[0].TextContent.ShouldContain(0.6.ToString("P1", CultureInfo.GetCultureInfo("de-DE")));
        var behind = await visitor.GetAsync(rows[1].QuerySelector("td a")!.GetAttribute("href")!);
        behind.Document.QuerySelectorAll("[data-mention]").Length.ShouldBe(2);
        var recipe = answer.Find(".recipe")!.TextContent;
        recipe.ShouldContain("Fjellrev (Fassung 1), Bergkamm (Fassung 1)");
        answer.Document.QuerySelectorAll("[style]").ShouldBeEmpty();
        (await visitor.GetAsync(Urls.OverviewOf(_rival))).Document.QuerySelectorAll("a[href*='/overview/comparison']")
            .ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_a_choice_brands_and_competitors_are_compared_and_one_can_be_taken_out()
    {
        await AddAsync("Versandhandel", Purpose.Industry);
        using var visitor = await Host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.Comparison);
        answer.Document.QuerySelectorAll(".compared .chip").Select(c => c.TextContent.Trim())
            .ShouldBe(["Fjellrev", "Bergkamm"], ignoreOrder: true);
        answer.Document.QuerySelectorAll("#add option").Select(o => o.TextContent).ShouldContain("Versandhandel");
        var without = await visitor.GetAsync(answer.Document.QuerySelectorAll(".compared a").First()
            .GetAttribute("href")!);
        without.Document.QuerySelectorAll(".compared .chip").Length.ShouldBe(1);
        without.Find(".compared a").ShouldBeNull();
    }

    [Theory]
    [InlineData("?monitor=999", HttpStatusCode.NotFound)]
    [InlineData("?monitor=x&monitor=-1&add=&from=2026-13-77", HttpStatusCode.OK)]
    [InlineData("?from=1900-01-01", HttpStatusCode.OK)]
    [InlineData("?from=2026-01-01&to=2026-01-02", HttpStatusCode.OK)]
    public async Task Whatever_the_address_says_something_sensible_is_shown(string query, HttpStatusCode status)
    {
        using var visitor = await Host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.Comparison + query);
        answer.Status.ShouldBe(status);
        answer.Find(".recipe").ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_has_no_monitors_is_told_what_belongs_here()
    {
        await using var empty = await AppHost.StartAsync();
        using var visitor = await empty.SignedInAsync(language: "de");
        var answer = await visitor.GetAsync(Urls.Comparison);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Find(".empty")!.TextContent.ShouldContain("Noch nichts zu vergleichen");
    }

    [Fact]
    public void More_than_can_be_told_apart_are_not_compared_in_silence()
    {
        var today = new DateOnly(2026, 11, 20);
        ComparisonAddress Read(string query) =>
            ComparisonAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), today);
        var many = Read("monitor=1&monitor=2&monitor=3&monitor=4&monitor=5&monitor=6&add=7&period=30d");
        (many.Monitors.Count, many.TooMany, many.Days.Period).ShouldBe((6, true, "30d"));
        var two = Read("monitor=2&add=1&monitor=2&from=2026-11-01&to=2026-11-05");
        two.Monitors.ShouldBe([2, 1]);
        two.TooMany.ShouldBeFalse();
        two.Permanent.ShouldBe("/overview/comparison?monitor=2&monitor=1&from=2026-11-01&to=2026-11-05");
        two.Without(2).ShouldBe("/overview/comparison?monitor=1&from=2026-11-01&to=2026-11-05");
        two.Over("7d").ShouldBe("/overview/comparison?monitor=2&monitor=1&period=7d");
    }

    [Fact]
    public async Task Lines_are_drawn_read_out_and_another_monitor_joins_by_choosing_it()
    {
        var third = await AddAsync("Hosen", Purpose.Product, "hose");
        await using var window = await chromium.OpenAsync(Host, await Host.SessionAsync());
        var page = window.Page;
        await page.GotoAsync(Urls.ComparisonOf([_shared.MonitorId, _rival], "period=7d"));
        await Assertions.Expect(page.Locator("#course canvas").First).ToBeVisibleAsync();
        await page.Locator("#shares").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Locator("#shares .sr")).ToContainTextAsync("Fjellrev: 60 % (3)");
        await page.Locator("#add").SelectOptionAsync(third.ToString(CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator(".compared .chip")).ToHaveCountAsync(3);
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        window.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_part_of_a_stack_leads_to_its_own_posts_by_click_and_by_keys_and_a_gap_is_drawn_over_it()
    {
        var sources = Host.Services.GetRequiredService<SourceRunner>();
        var now = TimeProvider.System.GetUtcNow();
        await Host.Services.GetRequiredService<ITakesEvents>().TakeAsync(
            await sources.ConfigAsync((await sources.ListAsync(CancellationToken.None)).Single().Id, CancellationToken.None),
            [new Gap(now.AddDays(-3), now.AddDays(-2), GapReason.SourceOutage, null, now)], CancellationToken.None);
        await using var window = await chromium.OpenAsync(Host, await Host.SessionAsync());
        var page = window.Page;
        var address = Urls.ComparisonOf([_shared.MonitorId, _rival], "period=7d");
        await page.GotoAsync(address);
        var chart = page.Locator("#shares canvas").First;
        await Assertions.Expect(chart).ToBeVisibleAsync();
        (await page.EvaluateAsync<bool>(
            """
            () => {
              const chart = document.querySelector('#shares'), pixels = () => chart.querySelector('canvas').toDataURL();
              chart.chart.getZr().flush();
              const before = pixels();
              const gap = chart.data.gaps[0].name;
              chart.data.gaps[0].name = '';
              chart.draw();
              chart.chart.getZr().flush();
              const unnamed = pixels();
              chart.data.gaps = [{ from: 0, to: 0, name: '' }];
              chart.draw();
              chart.chart.getZr().flush();
              return gap.length > 0 && before !== unnamed && unnamed !== pixels();
            }
            """)).ShouldBeTrue("the gap is drawn where it was");

        // Today is the last of seven columns; three of five are the brand's, at the foot of it.
        foreach (var (height, monitor) in new[] { (0.7, _shared.MonitorId), (0.3, _rival) })
        {
            await page.GotoAsync(address);
            await Assertions.Expect(chart).ToBeVisibleAsync();
            var box = (await chart.BoundingBoxAsync())!;
            await page.Mouse.ClickAsync(box.X + box.Width - 12 - (box.Width - 56) / 14, box.Y + box.Height * (float)height);
            await page.WaitForURLAsync(url => url.Contains(Urls.Search + "?", StringComparison.Ordinal));
            QueryHelpers.ParseQuery(new Uri(page.Url).Query)["monitor"].ToArray().ShouldBe([monitor.ToString(CultureInfo.InvariantCulture)]);
        }

        await page.GotoAsync(Urls.OverviewOf(_shared.MonitorId));
        await page.Locator("#tone").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(page.Locator("#tone .sr")).ToContainTextAsync("Neutral: 2");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.Contains("tone=neutral", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("[data-mention]")).ToHaveCountAsync(2);
        window.Problems.ShouldBeEmpty();
    }

    private async Task<long> AddAsync(string name, Purpose purpose, string? query = null) =>
        (await Host.Services.GetRequiredService<Watchlist>().AddAsync(
            new(name, query ?? name, purpose), null, CancellationToken.None)).Monitor!.Id;
}
