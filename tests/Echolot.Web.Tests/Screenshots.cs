using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests;

/// <summary>
/// Pictures of every page for people to look at: with something on it, as on the first day (<c>empty-</c>), and the
/// states that take an address with a question or a click. Three widths, both themes, both languages. Runs only when
/// <c>ECHOLOT_SCREENSHOTS</c> names the folder (<c>./dev screenshot</c>); <c>ECHOLOT_SCREENSHOTS_OF</c> has words, of
/// which a picture's name has to have one.
/// </summary>
[Collection(InChromium.Name)]
public sealed class Screenshots(Chromium chromium)
{
    private static readonly (int Width, int Height)[] sizes = [(1440, 900), (1024, 768), (390, 844)];

    /// <summary>A picture: its name, the address, and what is clicked first, one after the other.</summary>
    private sealed record Shot(string Name, string Address, params string[] Clicks)
    {
        public static Shot Of(string prefix, string path) =>
            new(prefix + (path == Urls.Today ? "today" : path.Trim('/').Replace('/', '-')), path);
    }

    [Fact]
    public async Task Take_them()
    {
        var folder = Environment.GetEnvironmentVariable("ECHOLOT_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Only on demand: ./dev screenshot");
        Directory.CreateDirectory(folder!);
        var wanted = (Environment.GetEnvironmentVariable("ECHOLOT_SCREENSHOTS_OF") ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var filled = new FilledHost();
        await filled.InitializeAsync();
        var host = filled.Host.App;
        await WidenAsync(host.Services.GetRequiredService<Watchlist>(), filled.Host.MonitorId);
        await host.Services.GetRequiredService<Watchlist>().AddAsync(
            new("Kaputtes", "kaputt OR enttäuscht", Purpose.Competitor), null, CancellationToken.None);
        var states = States(filled.Host.MonitorId, host.Services.GetRequiredService<SourceRunner>()).ToList();
        await using var fresh = await AppHost.StartAsync();
        await using var untouched = await AppHost.StartAsync(setUp: false);
        var taken = 0;
        foreach (var language in new[] { "de", "en" })
        {
            foreach (var theme in new[] { "light", "dark" })
            {
                foreach (var (width, height) in sizes)
                {
                    var administrator = await host.SessionAsync(Role.Administrator, language, theme);
                    await TakeAsync(
                        host, administrator, filled.Pages(language).Select(p => Shot.Of("", p.Address)).Concat(states));
                    await TakeAsync(
                        host, await host.SessionAsync(Role.ReadOnly, language, theme), [new("not-allowed", Urls.NewMonitor)]);
                    await TakeAsync(
                        fresh, await fresh.SessionAsync(Role.Administrator, language, theme),
                        JourneyTests.PlainPages(fresh, stranger: false).Select(path => Shot.Of("empty-", path)));
                    await TakeAsync(
                        fresh, null,
                        JourneyTests.PlainPages(fresh, stranger: true).Select(path => Shot.Of("", path))
                            .Append(new("welcome-gone", Urls.AcceptOf("gone"))));
                    await TakeAsync(untouched, null, [new("set-up", Urls.SetUp)]);

                    async Task TakeAsync(AppHost at, string? session, IEnumerable<Shot> shots)
                    {
                        await using var window = await chromium.OpenAsync(
                            at, session, width, height, language, theme == "dark");
                        // Pictures may be taken while the machine is busy with something else.
                        window.Page.SetDefaultTimeout(180_000);
                        window.Page.SetDefaultNavigationTimeout(180_000);
                        foreach (var shot in shots.Where(s => wanted.Length == 0 || wanted.Any(s.Name.Contains)))
                        {
                            await window.Page.GotoAsync(shot.Address);
                            foreach (var click in shot.Clicks)
                                await window.Page.Locator(click).First.ClickAsync();
                            if (shot.Clicks.Length > 0)
                                await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                            await window.Page.ScreenshotAsync(new()
                            {
                                Path = Path.Combine(folder!, $"{shot.Name}-{width}-{theme}-{language}.png"),
                            });
                            taken++;
                        }
                    }
                }
            }
        }
        await filled.DisposeAsync();
        taken.ShouldBeGreaterThan(100);
    }

    /// <summary>What no address of a page shows by itself.</summary>
    private static IEnumerable<Shot> States(long monitor, SourceRunner runner)
    {
        foreach (var (number, name) in new[] { (2, "sample"), (3, "related"), (4, "missing") })
            yield return new($"monitor-{name}", Urls.Monitor(monitor), $".study .segments label:nth-of-type({number})");
        yield return new("monitor-lists", Urls.Monitor(monitor), ".query-bar .segments label:nth-of-type(2)");
        yield return new("monitor-translate", Urls.NewMonitor, "[data-open='translate']");
        yield return new("monitor-comparison", Urls.MonitorVersions(monitor, 1, 2));
        yield return new("monitors-of-a-purpose", Urls.MonitorsFor(nameof(Purpose.Risk)));
        yield return new("overview-monitor", Urls.OverviewOf(monitor) + "&compare=1");
        yield return new("search-hits", Urls.SearchFor("Fjellrev"));
        yield return new("search-nothing", Urls.SearchFor("Nirgendwort"));
        yield return new("search-wrong", Urls.SearchFor("jacke AND ("));
        yield return new("search-save", Urls.SearchFor("Fjellrev"), "[data-open='save-search']");
        yield return new("listening-wrong", Urls.Listening + "?q=jacke+AND+(");
        yield return new("listening-nothing", Urls.Listening + "?q=Nirgendwort");
        yield return new("listening-detail", Urls.Listening, "a.mention-text");
        yield return new("listening-chosen", Urls.Listening, ".mention-pick");
        yield return new("listening-save-view", Urls.Listening, "[data-open='save-view']");
        yield return new("listening-manage", Urls.Listening, "[popovertarget='manage']");
        yield return new("columns", Urls.Split + "?view=all&view=unread");
        yield return new("columns-choose", Urls.Split, "main [data-open='pick-views']");
        yield return new("label-edit", Urls.Labels, "[data-open^='label-']");
        yield return new("exclusion-new", Urls.Lists, "[data-open='new-site']");
        yield return new("alerts-mine", Urls.Alerts + "?mine=true");
        foreach (var connector in runner.Connectors.Select(c => c.Description.Name))
            yield return new($"source-new-{connector}", Urls.NewSourceWith(connector));
        yield return new("gone", Urls.Mention(1));
        yield return new("not-found", "/nowhere");
        yield return new("failed", Urls.Failure);
    }

    private static async Task WidenAsync(Watchlist watchlist, long id)
    {
        var monitor = (await watchlist.FindAsync(id, CancellationToken.None)).ShouldNotBeNull();
        var saved = await watchlist.ChangeAsync(
            id,
            new(monitor.Name, monitor.QueryText + " OR Lofoten", monitor.Purpose, monitor.OwnerId, monitor.Folder,
                Color: monitor.Color, Forms: monitor.Forms),
            null, null, CancellationToken.None);
        saved.Monitor.ShouldNotBeNull();
    }
}
