using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Echolot.Web.Tests.Chat;

/// <summary>
/// A page of somebody else on an origin of its own, with rules of style that would spoil every widget that is not apart,
/// and a Content-Security-Policy that allows nothing but our script and our address.
/// </summary>
internal sealed class ForeignPage : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ForeignPage(WebApplication app) => _app = app;

    public string Origin => _app.Urls.First();

    /// <summary>What stands in the page; set before it is opened.</summary>
    public string Snippet { get; set; } = "";

    public Uri? Echolot { get; set; }

    public static async Task<ForeignPage> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var page = new ForeignPage(builder.Build());
        page._app.MapGet("/style.css", () => Results.Text(
            "* { color: red !important; font-size: 40px; display: block; } button { display: none !important }", "text/css"));
        page._app.MapGet("/", (HttpContext http) =>
        {
            var ours = page.Echolot!.GetLeftPart(UriPartial.Authority);
            http.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src {ours}; connect-src {ours}; style-src 'self'; base-uri 'none'";
            return Results.Text(
                $"<!doctype html><html lang=\"de\"><head><title>Laden</title><meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/style.css\"></head><body><h1>Jacken</h1>{page.Snippet}</body></html>",
                "text/html");
        });
        await page._app.StartAsync();
        return page;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
