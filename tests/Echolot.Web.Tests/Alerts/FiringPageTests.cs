using Echolot.Alerts;
using Echolot.Intake;
using Echolot.Sources;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>What the page of a firing says of it, then and now.</summary>
public sealed class FiringPageTests : IAsyncLifetime
{
    private ListeningHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ListeningHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_firing_is_counted_again_and_says_why_the_number_is_another()
    {
        var id = await _host.FireAsync();
        var desk = _host.App.Services.GetRequiredService<AlertDesk>();
        var firing = (await desk.FindFiringAsync(id, CancellationToken.None))!;
        using var visitor = await _host.App.SignedInAsync();
        var page = await visitor.GetAsync(Urls.Firing(id));
        page.Find("#then").ShouldBeNull();
        page.Find("#firing")!.GetAttribute("hx-get").ShouldBe(Urls.Firing(id));
        var again = page.Document.QuerySelectorAll("dl.why a").Select(a => a.GetAttribute("href")!)
            .Single(a => a.EndsWith("recount=1#then", StringComparison.Ordinal));
        var same = await visitor.GetAsync(again);
        same.Find("#then")!.TextContent.ShouldContain("The same number");
        same.Find("#firing")!.GetAttribute("hx-get").ShouldBeNull("an open explanation does not count at each event");

        await ListeningHost.PushByAsync(
            _host.App.Address, "spaet", "Späte Post", [("late", "Fjellrev kam erst spät an.", firing.To.AddMinutes(-2))]);
        var other = (await visitor.GetAsync(again)).Find("#then")!.TextContent;
        other.ShouldContain("+1");
        other.ShouldContain("arrived later");
    }

    [Fact]
    public async Task A_firing_leads_to_the_version_of_its_alert_and_that_to_what_was_changed()
    {
        var id = await _host.FireAsync();
        var desk = _host.App.Services.GetRequiredService<AlertDesk>();
        var rule = (await desk.FindRuleAsync((await desk.FindFiringAsync(id, CancellationToken.None))!.RuleId, CancellationToken.None))!;
        await desk.SaveAsync(rule with { Count = 7, Name = "Sturm" }, CancellationToken.None, rule.PersonId);
        using var visitor = await _host.App.SignedInAsync();
        var link = (await visitor.GetAsync(Urls.Firing(id))).Document.QuerySelectorAll("dl.why a")
            .Single(a => a.TextContent == "Version 1").GetAttribute("href")!;
        link.ShouldBe($"{Urls.Alert(rule.Id)}#version-1");
        var page = await visitor.GetAsync(Urls.Alert(rule.Id));
        page.Find("#version-1")!.TextContent.ShouldContain("fired 1 time");
        var changed = page.Find("#version-2")!;
        changed.QuerySelectorAll("dt").Select(d => d.TextContent).ShouldBe(["Name", "Threshold (mentions)"]);
        changed.QuerySelectorAll("ins").Select(d => d.TextContent).ShouldBe(["Sturm", "7"]);
    }

    [Fact]
    public async Task Gaps_of_sources_that_never_fed_a_monitor_are_told_apart_from_its_own()
    {
        await _host.PushAsync(("first", "Fjellrev ist da."));
        var sources = _host.App.Services.GetRequiredService<SourceRunner>();
        var feeds = (await sources.ListAsync(CancellationToken.None)).Single();
        var other = await _host.App.AddSourceAsync("push", "Andere", new() { ["address"] = "andere" });
        var now = TimeProvider.System.GetUtcNow();
        foreach (var source in new[] { feeds.Id, other.Id })
            await _host.App.Services.GetRequiredService<ITakesEvents>().TakeAsync(
                await sources.ConfigAsync(source, CancellationToken.None),
                [new Gap(now.AddHours(-3), now.AddHours(-1), GapReason.SourceOutage, null, now)], CancellationToken.None);

        using var visitor = await _host.App.SignedInAsync();
        var own = await visitor.GetAsync(Urls.OverviewOf(_host.MonitorId));
        own.Text.ShouldContain("One gap in this period");
        own.Text.ShouldContain("Besides one gap of a source that never brought anything to this");
        own.Find("echo-chart")!.GetAttribute("data-chart")!.ShouldNotContain("Andere");
        own.Find(".kpi .spark-gap").ShouldNotBeNull("the sparkline on top shows it too");
        (await visitor.GetAsync(Urls.Today)).Find(".kpi .spark-gap").ShouldNotBeNull();
        own.Find(".recipe")!.TextContent.ShouldContain("Andere", customMessage: "nothing is hidden");
        var everything = await visitor.GetAsync(Urls.Overview);
        everything.Text.ShouldContain("2 gaps in this period");
        everything.Find(".other-gaps").ShouldBeNull();
        var list = await visitor.GetAsync(Urls.Monitors);
        list.Text.ShouldContain("Hatched are gaps of sources that have brought something to the monitor");
        (await visitor.GetAsync(Urls.Firing(await _host.FireAsync()))).Text.ShouldContain("Besides one gap");
    }
}
