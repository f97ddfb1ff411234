using Microsoft.Playwright;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Echolot.Web.Tests.BrowserFirst))]

namespace Echolot.Web.Tests;

/// <summary>One Chromium for all browser tests; where it is missing they are skipped with the reason.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    // A machine with other work stands still for seconds now and then.
    private const float Patience = 60_000;

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) return;
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A window at the host; with a session where one is given. Errors of the console are collected.</summary>
    public Task<Window> OpenAsync(
        AppHost host, string? session = null, int width = 1440, int height = 900, string language = "en",
        bool dark = false) => OpenAsync(host.Address, session, width, height, language, dark);

    public async Task<Window> OpenAsync(
        Uri address, string? session = null, int width = 1440, int height = 900, string language = "en",
        bool dark = false)
    {
        Assert.SkipWhen(
            browser is null,
            $"Chromium is missing: install it (apt-get install chromium), then {Program} drives these tests.");
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            Locale = language == "de" ? "de-DE" : "en-GB",
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = width < 700,
            IsMobile = width < 700,
        });
        if (session is not null)
            await context.AddCookiesAsync(
                [new() { Name = "echolot-session", Value = session, Url = address.ToString(), HttpOnly = true }]);
        context.SetDefaultTimeout(2 * Patience);
        context.SetDefaultNavigationTimeout(2 * Patience);
        var page = await context.NewPageAsync();
        // A page is seen before its scripts run, and what is pressed then is lost: each act and each check waits for them.
        await page.AddLocatorHandlerAsync(page.Locator("body"), () => page.WaitForLoadStateAsync(), new() { NoWaitAfter = true });
        return new(context, page);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>A window and what went wrong in it.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> problems = [];

    internal Window(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // A draft that comes behind the reply is refused, which the page takes as it is meant.
            if (message.Type == "error" && !(message.Text.Contains("409 (Conflict)", StringComparison.Ordinal) && message.Location.Contains("/draft", StringComparison.Ordinal))) problems.Add(message.Text);
        };
        // A busy machine shows the next page before its fade begins; Chromium then gives the fade up, which nobody sees.
        page.PageError += (_, error) =>
        {
            if (!error.Contains("Transition was aborted", StringComparison.Ordinal)) problems.Add(error);
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of the console, refusals of the Content-Security-Policy among them.</summary>
    public IReadOnlyList<string> Problems => problems;

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}

/// <summary>Tests in the browser run one after the other and take longest: they begin first, and the others run beside them.</summary>
public sealed class BrowserFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections) where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(c => c.TestCollectionDisplayName == InChromium.Name)];
}

[CollectionDefinition(Name)]
public sealed class InChromium : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
