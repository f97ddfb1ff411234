using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Echolot.Play.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Echolot.Play.Networks;

/// <summary>
/// The papers and blogs of a world as real sites on loopback: a start page that names its feed, and a feed with
/// conditional requests, as the connector for feeds meets them outside.
/// </summary>
internal sealed class Press : IAsyncDisposable
{
    private const int Kept = 60;

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Moment>> _articles = new() { ["blogs"] = [], ["nachrichten"] = [] };

    private Press(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public static async Task<Press> StartAsync(string url, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        var press = new Press(app);
        app.MapGet("/{site}/", (string site) => press.Start(site));
        app.MapGet("/{site}/feed.xml", (string site, [FromHeader(Name = "If-None-Match")] string? known, HttpContext context) =>
            press.Feed(site, known, context));
        await app.StartAsync(cancel);
        return press;
    }

    /// <summary>The site of a channel, as its users type it.</summary>
    public string SiteOf(Channel channel) => $"{Address}/{Name(channel)}/";

    public void Publish(Moment moment)
    {
        lock (_lock)
        {
            var articles = _articles[Name(moment.Channel)];
            articles.Insert(0, moment);
            if (articles.Count > Kept) articles.RemoveAt(Kept);
        }
    }

    private static string Name(Channel channel) => channel == Channel.News ? "nachrichten" : "blogs";

    private IResult Start(string site) => !_articles.ContainsKey(site)
        ? Results.NotFound()
        : Results.Content(
            $"<!doctype html><html lang=\"de\"><head><title>{site}</title><link rel=\"alternate\" type=\"application/rss+xml\" href=\"feed.xml\"></head>"
            + $"<body><h1>{site}</h1></body></html>", "text/html; charset=utf-8");

    private IResult Feed(string site, string? known, HttpContext context)
    {
        List<Moment> articles;
        lock (_lock)
        {
            if (!_articles.TryGetValue(site, out var all)) return Results.NotFound();
            articles = [.. all];
        }
        XNamespace dc = "http://purl.org/dc/elements/1.1/";
        var feed = new XElement("rss", new XAttribute("version", "2.0"), new XAttribute(XNamespace.Xmlns + "dc", dc),
            new XElement("channel",
                new XElement("title", site == "blogs" ? "Outdoor-Blogs" : "Nachrichten"), new XElement("link", $"{Address}/{site}/"),
                new XElement("description", "Aus der Demowelt"), new XElement("language", "de"), new XElement("ttl", "1"),
                articles.Select(a => new XElement("item",
                    new XElement("title", a.Mention.Title), new XElement("link", a.Mention.Url), new XElement("guid", a.Mention.Id.Value),
                    new XElement(dc + "creator", a.Mention.Author.DisplayName),
                    new XElement("pubDate", a.Mention.PublishedAt.ToString("r", CultureInfo.InvariantCulture)),
                    new XElement("description", a.Mention.Text)))));
        var body = Encoding.UTF8.GetBytes(feed.ToString());
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body))[..16]}\"";
        context.Response.Headers.ETag = tag;
        return known == tag ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(body, "application/rss+xml; charset=utf-8");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
