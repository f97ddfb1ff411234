using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// A site with one RSS 2.0 feed of its newest items: an ETag that changes with every change, 304 to whoever has it
/// already, 429 with the time to come back.
/// </summary>
internal sealed class FeedSite : PlayedNetwork
{
    /// <summary>Items that the feed has; older ones are gone from it.</summary>
    public const int Window = 20;

    private static readonly XNamespace dublinCore = "http://purl.org/dc/elements/1.1/";

    private readonly Lock _gate = new();
    private readonly List<(string Id, XElement Item)> _items = [];
    private int _version;
    private int _published;

    public Uri Feed => new(Address, "/feed.xml");

    /// <summary>An item appears at the top; its address, by which it is known.</summary>
    public string Publish(string text)
    {
        lock (_gate)
        {
            var id = new Uri(Address, string.Create(CultureInfo.InvariantCulture, $"/artikel/{++_published}")).ToString();
            Change(() => _items.Insert(0, (id, Item(id, text))));
            return id;
        }
    }

    public void Edit(string id, string text)
    {
        lock (_gate) Change(() => _items[_items.FindIndex(i => i.Id == id)] = (id, Item(id, text)));
    }

    public void Delete(string id)
    {
        lock (_gate) Change(() => _items.RemoveAll(i => i.Id == id));
    }

    /// <summary>An item appears that nobody can read.</summary>
    public void Break()
    {
        lock (_gate)
            Change(() => _items.Insert(0, ("", new XElement("item", new XElement("category", "nothing else")))));
    }

    public override void Map(IEndpointRouteBuilder routes) => routes.MapGet("/feed.xml", (HttpContext context) =>
    {
        lock (_gate)
        {
            var etag = string.Create(CultureInfo.InvariantCulture, $"\"v{_version}\"");
            context.Response.Headers.ETag = etag;
            return context.Request.Headers.IfNoneMatch == etag ? Results.StatusCode(StatusCodes.Status304NotModified)
                : Results.Text(Document(), "application/rss+xml", Encoding.UTF8);
        }
    });

    private void Change(Action change)
    {
        change();
        _version++;
    }

    private XElement Item(string id, string text) => new(
        "item", new XElement("title", string.Create(CultureInfo.InvariantCulture, $"Beitrag {_published}")),
        new XElement("link", id), new XElement("guid", id), new XElement(dublinCore + "creator", "Nora Beispiel"),
        new XElement(
            "pubDate", DateTimeOffset.UtcNow.AddMinutes(-60 + _published).ToString("R", CultureInfo.InvariantCulture)),
        new XElement("description", text));

    private string Document() => new XElement(
        "rss", new XAttribute("version", "2.0"), new XAttribute(XNamespace.Xmlns + "dc", dublinCore),
        new XElement("channel", new XElement("title", "Spielzeitung"), _items.Take(Window).Select(i => i.Item))).ToString();
}
