using System.Globalization;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;

namespace Echolot.Connectors.Tests.Feeds;

/// <summary>A site with one feed, and the connector reading it.</summary>
internal sealed class FeedPlay : NetworkPlay
{
    private readonly GuardedHttp _http = new(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);
    private readonly FeedsConnector _connector;
    private readonly FeedSite _site = new();
    private SourceConfig _source = null!;

    private FeedPlay() => _connector = new FeedsConnector(
        _http, new FeedPace { Shortest = TimeSpan.FromMilliseconds(40), Longest = TimeSpan.FromMilliseconds(120) }, TimeProvider.System);

    public static async Task<FeedPlay> OpenAsync()
    {
        var play = new FeedPlay();
        await play._site.StartAsync();
        var check = await play._connector.CheckAsync(
            new Dictionary<string, string> { ["address"] = play._site.Feed.ToString() }, CancellationToken.None);
        play._source = new SourceConfig(1, check.Key!.Value, check.Settings);
        return play;
    }

    public override ConnectorDescription Description => _connector.Description;

    public override int Contacts => _site.Contacts;

    public override IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel) => _connector.ReadAsync(_source, cursor, cancel);

    public override Task<ExternalId> PublishAsync(string text) => Task.FromResult(new ExternalId(_site.Publish(text)));

    public override Task EditAsync(ExternalId id, string text)
    {
        _site.Edit(id.Value, text);
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(ExternalId id)
    {
        _site.Delete(id.Value);
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        _site.Break();
        return Task.CompletedTask;
    }

    public override Task LimitAsync(bool on)
    {
        _site.Limited = on;
        return Task.CompletedTask;
    }

    public override async Task OutrunAsync()
    {
        for (var i = 0; i < FeedSite.Window + 5; i++)
            await PublishAsync($"schnell vorbei {i.ToString(CultureInfo.InvariantCulture)}");
    }

    public override async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _http.Dispose();
    }
}
