using Echolot.Teams;
using Echolot.Web.Tests.Shell;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests;

/// <summary>
/// Pictures of every page for people to look at: three widths, both themes, both languages. Runs only when
/// <c>ECHOLOT_SCREENSHOTS</c> names the folder (<c>./dev screenshot</c>).
/// </summary>
[Collection(InChromium.Name)]
public sealed class Screenshots(Chromium chromium)
{
    private static readonly (string Name, int Width, int Height)[] Sizes = [("1440", 1440, 900), ("1024", 1024, 768), ("390", 390, 844)];

    [Fact]
    public async Task Take_them()
    {
        var folder = Environment.GetEnvironmentVariable("ECHOLOT_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Only on demand: ./dev screenshot");
        Directory.CreateDirectory(folder!);
        await using var host = await AppHost.StartAsync();
        var taken = 0;
        foreach (var language in new[] { "de", "en" })
        {
            foreach (var theme in new[] { "light", "dark" })
            {
                var session = await host.SessionAsync(Role.Administrator, language, theme);
                foreach (var (size, width, height) in Sizes)
                {
                    foreach (var stranger in new[] { true, false })
                    {
                        await using var window = await chromium.OpenAsync(host, stranger ? null : session, width, height, language, theme == "dark");
                        foreach (var path in JourneyTests.PlainPages(host, stranger))
                        {
                            await window.Page.GotoAsync(path);
                            var name = path == Urls.Today ? "today" : path.Trim('/').Replace('/', '-');
                            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"{name}-{size}-{theme}-{language}.png") });
                            (await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"))
                                .ShouldBeLessThanOrEqualTo(0, $"{path} scrolls sideways at {size} px");
                            taken++;
                        }
                    }
                }
            }
        }
        taken.ShouldBeGreaterThan(0);
    }
}
