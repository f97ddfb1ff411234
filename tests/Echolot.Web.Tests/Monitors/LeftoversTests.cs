using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

/// <summary>What a narrowed monitor no longer finds: page, recipe, taking out and putting back.</summary>
public sealed class LeftoversTests : IAsyncLifetime
{
    private ListeningHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        await _host.PushAsync(("1", "Die Fjellrev Jacke"), ("2", "Die Fjellrev Hose"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_page_says_what_an_earlier_version_found_takes_it_out_and_puts_it_back()
    {
        var services = _host.App.Services;
        await services.GetRequiredService<Watchlist>().ChangeAsync(
            _host.MonitorId, new("Fjellrev", "fjellrev AND jacke", Purpose.Brand), null, null, CancellationToken.None);
        await SettledAsync();
        using var visitor = await _host.App.SignedInAsync();
        var page = await visitor.GetAsync(Urls.Monitor(_host.MonitorId));
        page.Find(".leftovers")!.TextContent.ShouldContain("1 mention is from earlier versions");
        // Whatever has hx-get and no trigger answers every click by loading itself again, and its dialogs would close.
        page.Find("#backfill")!.HasAttribute("hx-get").ShouldBeFalse();
        page.Find("#take-out")!.TextContent.ShouldContain("1 mention leaves the lists and numbers");
        (await visitor.GetAsync(Urls.OverviewOf(_host.MonitorId))).Find(".recipe")!.TextContent
            .ShouldContain("Fjellrev: 1 that version 2 no longer finds");

        using var reader = await _host.App.SignedInAsync(Role.ReadOnly);
        (await reader.GetAsync(Urls.Monitor(_host.MonitorId))).Find("#take-out").ShouldBeNull();
        await visitor.PostAsync(Urls.Monitor(_host.MonitorId), Urls.MonitorTakeOut(_host.MonitorId));
        await SettledAsync();
        (await CountAsync()).ShouldBe(1);
        page = await visitor.GetAsync(Urls.Monitor(_host.MonitorId));
        page.Find(".leftovers").ShouldBeNull();
        page.Find(".taken-out")!.TextContent.ShouldContain("1 mention is taken out");
        (await visitor.GetAsync(Urls.OverviewOf(_host.MonitorId))).Find(".recipe")!.TextContent
            .ShouldNotContain("no longer finds");

        await visitor.PostAsync(Urls.Monitor(_host.MonitorId), Urls.MonitorPutBack(_host.MonitorId));
        await SettledAsync();
        (await CountAsync()).ShouldBe(2);
    }

    private Task<long> CountAsync() => _host.App.Services.GetRequiredService<Archive>().CountAsync(
        new() { Monitors = [_host.MonitorId] }, CancellationToken.None);

    private async Task SettledAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await _host.App.Services.GetRequiredService<BackfillDesk>().FindAsync(_host.MonitorId, late.Token)) is not { Still: true })
            await Task.Delay(50, late.Token);
    }
}
