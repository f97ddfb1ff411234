using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Mime;
using System.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A website with a feed (RSS 2.0), to which items are added while somebody reads it.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Title, string Text, DateTimeOffset At)> items = new();
    private readonly WebApplication app;

    private FeedServer(WebApplication app)
    {
        this.app = app;
        app.MapGet("/feed.xml", () => Results.Text(Rss(), MediaTypeNames.Application.Xml));
    }

    public Uri Feed => new(new Uri(app.Urls.First()), "/feed.xml");

    public static async Task<FeedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new FeedServer(builder.Build());
        server.Add("Wetter", "Morgen regnet es in den Bergen.");
        await server.app.StartAsync();
        return server;
    }

    public void Add(string title, string text) => items.Enqueue((title, text, TimeProvider.System.GetUtcNow()));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string Rss()
    {
        var all = items.ToArray();
        return $"""
        <?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0"><channel>
        <title>Bergblog</title><link>{new Uri(Feed, "/")}</link><description>Aus den Bergen</description>
        {string.Concat(all.Reverse().Select((item, i) =>
            $"<item><guid isPermaLink=\"false\">{all.Length - i}</guid>"
            + $"<title>{SecurityElement.Escape(item.Title)}</title>"
            + $"<pubDate>{item.At.ToString("r", CultureInfo.InvariantCulture)}</pubDate>"
            + $"<description>{SecurityElement.Escape(item.Text)}</description></item>"))}
        </channel></rss>
        """;
    }
}
