using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Insights;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Insights;

public sealed class OverviewPageTests(SearchHost shared) : IClassFixture<SearchHost>
{
    private readonly AppHost host = shared.Host.App;

    [Fact]
    public async Task Every_number_has_its_definition_every_chart_its_table_and_the_page_its_recipe()
    {
        using var visitor = await host.SignedInAsync(language: "de");
        var answer = await visitor.GetAsync(Urls.OverviewOf(shared.Host.MonitorId));
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Find(".kpi-value")!.TextContent.ShouldBe("3");
        foreach (var card in answer.Document.QuerySelectorAll(".kpi, echo-chart, .bars, .terms").Select(e => e.Closest(".card")!))
            card.QuerySelector("button.about").ShouldNotBeNull(card.TextContent);
        foreach (var chart in answer.Document.QuerySelectorAll("echo-chart"))
        {
            using var data = JsonDocument.Parse(chart.GetAttribute("data-chart")!);
            data.RootElement.GetProperty("labels").GetArrayLength().ShouldBeGreaterThan(6);
            chart.Closest(".card")!.QuerySelectorAll("table tbody tr").Length.ShouldBeGreaterThan(6);
        }
        var recipe = answer.Find(".recipe")!.TextContent;
        recipe.ShouldContain("Fjellrev (Fassung 1)");
        recipe.ShouldContain("Echolot 0.");
        recipe.ShouldContain("Europe/Berlin");
        answer.Find("script[src*='charts-']").ShouldNotBeNull();
        answer.Document.QuerySelectorAll("[style]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_permanent_link_carries_its_number_along_and_counts_again()
    {
        using var visitor = await host.SignedInAsync();
        var page = await visitor.GetAsync(Urls.OverviewOf(shared.Host.MonitorId));
        page.Find("#then").ShouldBeNull();
        var link = page.Document.QuerySelectorAll(".recipe a").Select(a => a.GetAttribute("href")!).Single(a => a.Contains("state=", StringComparison.Ordinal));
        var kept = await visitor.GetAsync(link);
        kept.Find(".recipe")!.TextContent.ShouldContain("3 mentions on");
        var again = await visitor.GetAsync(kept.Document.QuerySelectorAll(".recipe a").Select(a => a.GetAttribute("href")!)
            .Single(a => a.EndsWith("recount=1#then", StringComparison.Ordinal)));
        again.Find("#then")!.TextContent.ShouldContain("The same number");
        // Nobody makes it another number, and other days have none.
        (await visitor.GetAsync(link.Replace("state=", "state=x", StringComparison.Ordinal) + "&recount=1")).Find("#then").ShouldBeNull();
        (await visitor.GetAsync(link.Replace("from=", "from=2020-01-01&x=", StringComparison.Ordinal) + "&recount=1")).Find("#then").ShouldBeNull();
    }

    [Theory]
    [InlineData("7d", false)]
    [InlineData("30d", true)]
    public async Task Behind_an_hour_of_the_week_are_exactly_its_mentions(string period, bool ofAllWeeks)
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.Overview + "?period=" + period);
        var links = answer.Document.QuerySelectorAll("#week ~ .chart-table td a").ToList();
        links.Sum(a => int.Parse(a.TextContent, CultureInfo.InvariantCulture)).ShouldBe(3);
        foreach (var link in links)
        {
            var address = link.GetAttribute("href")!;
            address.Contains("weekday=", StringComparison.Ordinal).ShouldBe(ofAllWeeks);
            (await visitor.GetAsync(address)).Document.QuerySelectorAll("[data-mention]").Length
                .ShouldBe(int.Parse(link.TextContent, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Behind_a_column_are_exactly_its_mentions()
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.Overview + "?period=today");
        var links = answer.Document.QuerySelectorAll("#course ~ .chart-table td a").Where(a => a.TextContent != "0").ToList();
        links.Sum(a => int.Parse(a.TextContent, CultureInfo.InvariantCulture)).ShouldBe(3);
        var behind = await visitor.GetAsync(links[0].GetAttribute("href")!);
        behind.Document.QuerySelectorAll("[data-mention]").Length
            .ShouldBe(int.Parse(links[0].TextContent, CultureInfo.InvariantCulture));
        var source = answer.Document.QuerySelectorAll(".bars a").First();
        (await visitor.GetAsync(source.GetAttribute("href")!)).Document.QuerySelectorAll("[data-mention]").Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("?monitor=999", HttpStatusCode.NotFound)]
    [InlineData("?folder=nirgends", HttpStatusCode.NotFound)]
    [InlineData("?from=2030-01-01", HttpStatusCode.OK)]
    [InlineData("?from=2026-13-77&to=x&period=<script>", HttpStatusCode.OK)]
    [InlineData("?from=1900-01-01", HttpStatusCode.OK)]
    [InlineData("?from=2026-01-02&to=2026-01-01", HttpStatusCode.OK)]
    public async Task Whatever_the_address_says_something_sensible_is_shown(string query, HttpStatusCode status)
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.Overview + query);
        answer.Status.ShouldBe(status);
        answer.Find(".recipe").ShouldNotBeNull();
    }

    [Fact]
    public void Days_of_ones_own_win_over_a_period_and_a_period_stays_one()
    {
        var today = new DateOnly(2026, 11, 20);
        OverviewAddress Read(string query) => OverviewAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), today);
        var week = Read("");
        (week.Period, week.From, week.To).ShouldBe(("7d", new(2026, 11, 14), today));
        Read("period=7d&from=2026-11-14&to=2026-11-20&about=3").ShouldBe(week with { Monitor = 3 });
        var own = Read("period=7d&from=2026-11-01&to=2026-11-20&about=folder:Marke%20A");
        (own.Period, own.From, own.Folder, own.Monitor).ShouldBe(("own", new(2026, 11, 1), "Marke A", null));
        Read(QueryOf(own.Permanent)).ShouldBe(own);
        Read(QueryOf(week.Permanent)).From.ShouldBe(week.From);
        Read(QueryOf(week.Over("today"))).From.ShouldBe(today);
        Read(QueryOf(own.Comparing(true))).Compare.ShouldBeTrue();
        Read("from=2026-11-01&to=2030-01-01").To.ShouldBe(today);
        Read("from=2026-12-01").Wrong.ShouldBeTrue();
    }

    private static string QueryOf(string link) => link[(link.IndexOf('?', StringComparison.Ordinal) + 1)..];
}
