using Echolot.Alerts;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Web.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>Ready starts of a new alert.</summary>
public sealed class AlertStartsTests
{
    [Fact]
    public async Task Each_start_fills_a_form_that_is_saved_as_it_stands_except_for_names_that_only_people_know()
    {
        await using var host = await ListeningHost.StartAsync();
        using var mira = await host.App.SignedInAsync(language: "de");
        var desk = host.App.Services.GetRequiredService<AlertDesk>();
        var monitors = await host.App.Services.GetRequiredService<Watchlist>().ListAsync(CancellationToken.None);
        var sources = await host.App.Services.GetRequiredService<SourceRunner>().ListAsync(CancellationToken.None);
        foreach (var start in AlertStarts.All)
        {
            var form = AlertStarts.Form(start, null, monitors, sources);
            if (start.Key is "author") form = form with { Authors = "tagesbote" };
            var problems = new Dictionary<string, string>();
            var rule = form.Parse(0, 1, problems).ShouldNotBeNull(start.Key);
            problems.ShouldBeEmpty(start.Key);
            (await desk.SaveAsync(await desk.AtLevelAsync(rule, CancellationToken.None), CancellationToken.None)).Name.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task The_page_of_a_new_alert_offers_them_and_begins_with_the_one_that_was_chosen()
    {
        await using var host = await ListeningHost.StartAsync();
        using var mira = await host.App.SignedInAsync(language: "de");
        var page = await mira.GetAsync(Urls.NewAlert);
        page.Document.QuerySelectorAll(".starts a").Length.ShouldBe(AlertStarts.All.Count);
        var begun = await mira.GetAsync(page.Document.QuerySelectorAll(".starts a")[1].GetAttribute("href")!);
        begun.Find("[name=name]")!.GetAttribute("value").ShouldBe("Die Stimmung kippt");
        begun.Find("[name=kind] option[selected]")!.GetAttribute("value").ShouldBe("SentimentShare");
        begun.Find(".starts a[aria-current]")!.TextContent.ShouldContain("Die Stimmung kippt");
        (await mira.GetAsync(Urls.NewAlertFrom("nothing", "7&x"))).Find("[name=kind] option[selected]")!.GetAttribute("value")
            .ShouldBe("Seasonal");
    }
}
