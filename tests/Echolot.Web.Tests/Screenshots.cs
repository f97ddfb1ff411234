using Echolot.Teams;
using Echolot.Web.Tests.Shell;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests;

/// <summary>
/// Pictures of every page for people to look at: with something on it and as on the first day (<c>empty-</c>), three
/// widths, both themes, both languages. Runs only when <c>ECHOLOT_SCREENSHOTS</c> names the folder
/// (<c>./dev screenshot</c>).
/// </summary>
[Collection(InChromium.Name)]
public sealed class Screenshots(Chromium chromium)
{
    private static readonly (int Width, int Height)[] sizes = [(1440, 900), (1024, 768), (390, 844)];

    [Fact]
    public async Task Take_them()
    {
        var folder = Environment.GetEnvironmentVariable("ECHOLOT_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Only on demand: ./dev screenshot");
        Directory.CreateDirectory(folder!);
        var filled = new FilledHost();
        await filled.InitializeAsync();
        await using var fresh = await AppHost.StartAsync();
        var taken = 0;
        foreach (var language in new[] { "de", "en" })
        {
            foreach (var theme in new[] { "light", "dark" })
            {
                foreach (var (width, height) in sizes)
                {
                    var look = $"-{width}-{theme}-{language}";
                    await TakeAsync(filled.Host.App, "", filled.Pages(language).Select(page => page.Address));
                    await TakeAsync(fresh, "empty-", JourneyTests.PlainPages(fresh, stranger: false));
                    await TakeAsync(fresh, "", JourneyTests.PlainPages(fresh, stranger: true), stranger: true);

                    async Task TakeAsync(
                        AppHost host, string prefix, IEnumerable<string> paths, bool stranger = false)
                    {
                        var session = stranger ? null : await host.SessionAsync(Role.Administrator, language, theme);
                        await using var window = await chromium.OpenAsync(
                            host, session, width, height, language, theme == "dark");
                        foreach (var path in paths)
                        {
                            await window.Page.GotoAsync(path);
                            var name = path == Urls.Today ? "today" : path.Trim('/').Replace('/', '-');
                            await window.Page.ScreenshotAsync(
                                new() { Path = Path.Combine(folder!, prefix + name + look + ".png") });
                            taken++;
                        }
                    }
                }
            }
        }
        await filled.DisposeAsync();
        taken.ShouldBeGreaterThan(100);
    }
}
