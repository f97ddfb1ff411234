using Echolot.Alerts;
using Echolot.Sources;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

/// <summary>A source that heard nothing is drawn wherever its silence could be taken for calm.</summary>
public sealed class GapsInChartsTests : IAsyncLifetime
{
    private ListeningHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        await _host.PushAsync(("1", "Die Fjellrev Jacke"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_outage_is_marked_in_spark_lines_and_in_the_past_of_an_alert()
    {
        using var visitor = await _host.App.SignedInAsync();
        var alert = await AlertAsync();
        (await visitor.GetAsync(Urls.Alert(alert))).Find(".past-gap").ShouldBeNull();
        (await visitor.GetAsync(Urls.Monitors)).Find(".spark-gap").ShouldBeNull();
        await MissAsync(TimeSpan.FromDays(3));

        var past = await visitor.GetAsync(Urls.Alert(alert));
        past.Document.QuerySelectorAll(".past-gap").Length.ShouldBe(1);
        past.Find(".past-gaps")!.TextContent.ShouldContain("was not measured");
        var list = await visitor.GetAsync(Urls.Monitors);
        list.Document.QuerySelectorAll(".monitor-row .spark-gap").Length.ShouldBe(1);
        list.Find(".monitor-row .spark")!.GetAttribute("aria-label")!.ShouldEndWith("One gap: a source heard nothing there.");
        (await visitor.PostAsync(Urls.Monitors, Urls.MonitorPreview, ("query", "jacke")))
            .Document.QuerySelectorAll(".preview-head .spark-gap").Length.ShouldBe(1);
        using var german = await _host.App.SignedInAsync(language: "de");
        (await german.GetAsync(Urls.Alert(alert))).Find(".past-gaps")!.TextContent.ShouldContain("ist nicht gemessen");
    }

    private async Task<long> AlertAsync()
    {
        var me = (await _host.App.Services.GetRequiredService<Roster>().FindAsync(
            AppHost.AdministratorEmail, CancellationToken.None))!.Id;
        return (await _host.App.Services.GetRequiredService<AlertDesk>().SaveAsync(
            new AlertRule(
                0, me, _host.MonitorId, AlertKind.Threshold, [DeliveryChannel.Screen], [], 5, TimeSpan.FromHours(1),
                TimeSpan.FromHours(1), null, null, true, default), CancellationToken.None)).Id;
    }

    private async Task MissAsync(TimeSpan ago)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sources = _host.App.Services.GetRequiredService<SourceRunner>();
        await _host.App.Services.GetRequiredService<ITakesEvents>().TakeAsync(
            await sources.ConfigAsync(_host.SourceId, CancellationToken.None),
            [new Gap(now - ago, now - ago + TimeSpan.FromHours(1), GapReason.SourceOutage, null, now)], CancellationToken.None);
    }
}
