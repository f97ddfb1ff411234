using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// A paper with a hub (WebSub, W3C Recommendation of 2018): its feed names the hub, which asks subscribers back, sends
/// them what is new with a signature, and forgets who answers 410.
/// </summary>
/// <param name="first">Articles that were printed before.</param>
internal sealed class WebSubPaper(string name = "Blatt mit Hub", long first = 0) : PlayedNetwork
{
    private const int Kept = 60;

    private readonly ConcurrentQueue<XElement> _items = new();
    private readonly ConcurrentDictionary<string, string> _secrets = new();
    private readonly HttpClient _http = new();
    private long _count = first;

    /// <summary>How many callbacks are subscribed.</summary>
    public int Subscribers => _secrets.Count;

    /// <summary>Readings of the feed itself.</summary>
    public int Readings { get; private set; }

    public Uri Feed => new(Address, "/feed.xml");

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/feed.xml", () =>
        {
            Readings++;
            return Results.Text(Document(_items.Reverse()), "application/rss+xml", Encoding.UTF8);
        });
        routes.MapPost("/hub", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            if (form["hub.topic"] != Feed.AbsoluteUri || form["hub.mode"] is not [("subscribe" or "unsubscribe") and var mode])
                return Results.BadRequest("unknown topic");
            _ = VerifyAsync(mode, form["hub.callback"]!, form["hub.secret"].ToString(), form["hub.lease_seconds"].ToString());
            return Results.Accepted();
        });
    }

    /// <summary>An article appears in the feed; the hub tells nobody yet.</summary>
    public XElement Add(string title, string text, DateTimeOffset? at = null)
    {
        var place = new Uri(Address, $"/{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}");
        var item = new XElement("item",
            new XElement("title", title), new XElement("description", text), new XElement("link", place),
            new XElement("guid", place),
            new XElement("pubDate", (at ?? DateTimeOffset.UtcNow).ToString("r", CultureInfo.InvariantCulture)));
        _items.Enqueue(item);
        if (_items.Count > Kept) _items.TryDequeue(out _);
        return item;
    }

    /// <summary>The hub tells its subscribers; the statuses of their answers.</summary>
    /// <param name="key">Null: the secret of each; else a wrong one.</param>
    public async Task<List<int>> TellAsync(XElement item, string? key = null)
    {
        var statuses = new List<int>();
        var body = Encoding.UTF8.GetBytes(Document([item]));
        foreach (var (callback, secret) in _secrets)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, callback) { Content =
                new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/rss+xml");
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key ?? secret), body);
            request.Headers.Add("X-Hub-Signature", "sha256=" + Convert.ToHexStringLower(mac));
            try
            {
                using var answer = await _http.SendAsync(request);
                statuses.Add((int)answer.StatusCode);
                if (answer.StatusCode == System.Net.HttpStatusCode.Gone) _secrets.TryRemove(callback, out _);
            }
            catch (HttpRequestException)
            {
                // Who cannot be reached finds the article in the feed.
            }
        }
        return statuses;
    }

    private async Task VerifyAsync(string mode, string callback, string secret, string lease)
    {
        var challenge = RandomNumberGenerator.GetHexString(20);
        var query = $"hub.mode={mode}&hub.topic={Uri.EscapeDataString(Feed.AbsoluteUri)}"
            + $"&hub.challenge={challenge}&hub.lease_seconds={lease}";
        try
        {
            using var answer = await _http.GetAsync($"{callback}?{query}");
            if (!answer.IsSuccessStatusCode || await answer.Content.ReadAsStringAsync() != challenge) return;
            if (mode == "subscribe") _secrets[callback] = secret;
            else _secrets.TryRemove(callback, out _);
        }
        catch (HttpRequestException)
        {
            // Who cannot be reached does not subscribe.
        }
    }

    private string Document(IEnumerable<XElement> items)
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        return new XElement("rss", new XAttribute("version", "2.0"), new XAttribute(XNamespace.Xmlns + "atom", atom),
            new XElement("channel", new XElement("title", name), new XElement("link", new Uri(Address, "/")),
                new XElement(atom + "link", new XAttribute("rel", "hub"),
                    new XAttribute("href", new Uri(Address, "/hub"))),
                new XElement(atom + "link", new XAttribute("rel", "self"), new XAttribute("href", Feed)), items))
                    .ToString();
    }

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }
}
