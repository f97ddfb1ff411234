using System.Globalization;
using System.Text;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Tests.Contract;
using Echolot.Connectors.Tests.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Microsoft.AspNetCore.Http;

namespace Echolot.Connectors.Tests.Feeds;

/// <summary>A site with one RSS feed of its newest 20 items, served with ETag and Last-Modified.</summary>
internal sealed class FeedPlay : NetworkPlay
{
    private const int Window = 20;

    private readonly Lock _gate = new();
    private readonly List<(string Id, string Xml)> _items = [];
    private readonly GuardedHttp _http = new(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);
    private readonly FeedsConnector _connector;
    private LoopbackServer _server = null!;
    private SourceConfig _source = null!;
    private int _version;
    private int _published;
    private bool _limited;

    private FeedPlay() => _connector = new FeedsConnector(
        _http, new FeedPace { Shortest = TimeSpan.FromMilliseconds(40), Longest = TimeSpan.FromMilliseconds(120) }, TimeProvider.System);

    public static async Task<FeedPlay> OpenAsync()
    {
        var play = new FeedPlay();
        play._server = await LoopbackServer.StartAsync(play.AnswerAsync);
        var check = await play._connector.CheckAsync(
            new Dictionary<string, string> { ["address"] = play._server.At("/feed.xml").ToString() }, CancellationToken.None);
        play._source = new SourceConfig(1, check.Key!.Value, check.Settings);
        return play;
    }

    public override ConnectorDescription Description => _connector.Description;

    public override int Contacts => _server.Seen.Count;

    public override IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel) => _connector.ReadAsync(_source, cursor, cancel);

    public override Task<ExternalId> PublishAsync(string text)
    {
        lock (_gate)
        {
            var id = _server.At($"/artikel/{++_published}").ToString();
            _items.Insert(0, (id, Item(id, text)));
            _version++;
            return Task.FromResult(new ExternalId(id));
        }
    }

    public override Task EditAsync(ExternalId id, string text)
    {
        lock (_gate)
        {
            _items[_items.FindIndex(i => i.Id == id.Value)] = (id.Value, Item(id.Value, text));
            _version++;
        }
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(ExternalId id)
    {
        lock (_gate)
        {
            _items.RemoveAll(i => i.Id == id.Value);
            _version++;
        }
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        lock (_gate)
        {
            _items.Insert(0, ("", "<item><category>nothing else</category></item>"));
            _version++;
        }
        return Task.CompletedTask;
    }

    public override Task LimitAsync(bool on)
    {
        _limited = on;
        return Task.CompletedTask;
    }

    public override async Task OutrunAsync()
    {
        for (var i = 0; i < Window + 5; i++)
            await PublishAsync($"schnell vorbei {i.ToString(CultureInfo.InvariantCulture)}");
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
    }

    private string Item(string id, string text) =>
        $"<item><title>Beitrag {_published.ToString(CultureInfo.InvariantCulture)}</title><link>{id}</link><guid>{id}</guid>" +
        $"<dc:creator>Nora Beispiel</dc:creator><pubDate>{DateTimeOffset.UtcNow.AddMinutes(-60 + _published).ToString("R", CultureInfo.InvariantCulture)}</pubDate>" +
        $"<description>{text}</description></item>";

    private Task AnswerAsync(HttpContext context)
    {
        if (_limited)
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        }
        string etag, body;
        lock (_gate)
        {
            etag = $"\"v{_version.ToString(CultureInfo.InvariantCulture)}\"";
            body = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Spielzeitung</title>" +
                string.Concat(_items.Take(Window).Select(i => i.Xml)) + "</channel></rss>";
        }
        context.Response.Headers.ETag = etag;
        if (context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "application/rss+xml; charset=utf-8";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    }
}
