using System.Globalization;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Sites;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;

namespace Echolot.Connectors.Tests.Sites;

public sealed class PagesContract : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await SitePlay.ForumAsync();
}

public sealed class SitemapsContract : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await SitePlay.NewsAsync();
}

/// <summary>A paper with a forum, read by its page or by its sitemap.</summary>
internal sealed class SitePlay : NetworkPlay
{
    private static readonly FeedPace Fast =
        new() { Shortest = TimeSpan.FromMilliseconds(40), Longest = TimeSpan.FromMilliseconds(120) };

    private readonly GuardedHttp _http =
        new(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);

    private readonly IReadsMentions _connector;
    private readonly bool _forum;
    private SourceConfig _source = null!;

    private SitePlay(bool forum)
    {
        _forum = forum;
        _connector = forum ? new PagesConnector(_http, Fast, TimeProvider.System)
            : new SitemapsConnector(_http, Fast, TimeProvider.System);
    }

    public NewsSite Site { get; } = new();

    public SourceConfig Source => _source;

    public static async Task<SitePlay> ForumAsync()
    {
        var play = new SitePlay(forum: true);
        await play.Site.StartAsync();
        // A page is only accepted when its selector finds something.
        var first = play.Site.PublishPost("Willkommen");
        await play.OpenAsync(new()
        {
            ["address"] = new Uri(play.Site.Address, "/forum").AbsoluteUri, ["entry"] = "div.post", ["text"] =
                ".content",
        });
        play.Site.RemovePost(first);
        return play;
    }

    public static async Task<SitePlay> NewsAsync()
    {
        var play = new SitePlay(forum: false);
        await play.Site.StartAsync();
        await play.OpenAsync(new() { ["address"] = play.Site.Address.AbsoluteUri });
        return play;
    }

    private async Task OpenAsync(Dictionary<string, string> settings)
    {
        var check = await _connector.CheckAsync(settings, CancellationToken.None);
        if (check.Key is not { } key) throw new InvalidOperationException(string.Join(';', check.Problems.Values));
        _source = new SourceConfig(1, key, check.Settings);
    }

    public override ConnectorDescription Description => _connector.Description;

    public override int Contacts => Site.Contacts;

    public override IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel) =>
        _connector.ReadAsync(_source, cursor, cancel);

    public override Task<ExternalId> PublishAsync(string text) => Task.FromResult(new ExternalId(
        _forum ? Site.Post(Site.PublishPost(text)).AbsoluteUri : Site.Article(Site.PublishArticle(text)).AbsoluteUri));

    public override Task EditAsync(ExternalId id, string text)
    {
        if (_forum) Site.EditPost(Number(id), text);
        else Site.EditArticle(Number(id), text);
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(ExternalId id)
    {
        if (_forum) Site.RemovePost(Number(id));
        else Site.RemoveArticle(Number(id));
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        Site.Broken.Add(_forum ? "<div class=\"post\"></div>" : "<url><loc>https://anderswo.example/x</loc></url>");
        return Task.CompletedTask;
    }

    public override Task LimitAsync(bool on)
    {
        Site.Limited = on;
        return Task.CompletedTask;
    }

    public override async Task OutrunAsync()
    {
        for (var i = 0; i < NewsSite.Window + 5; i++) await PublishAsync("schnell vorbei");
    }

    private static int Number(ExternalId id) =>
        int.Parse(id.Value.Split('/', 'p')[^1], CultureInfo.InvariantCulture);

    public override async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        _http.Dispose();
    }
}
