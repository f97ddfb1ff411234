using Echolot.Connectors.Http;
using Echolot.Connectors.Mastodon;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;

namespace Echolot.Connectors.Tests.Mastodon;

public sealed class MastodonContract_on_a_hashtag : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await MastodonPlay.OpenAsync("hashtag/nordlicht");
}

public sealed class MastodonContract_on_GoToSocial : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await MastodonPlay.OpenAsync("hashtag/nordlicht", ulids: true);
}

public sealed class MastodonContract_on_a_list : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() =>
        await MastodonPlay.OpenAsync("list/" + MastodonInstance.List);
}

public sealed class MastodonContract_on_notifications : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await MastodonPlay.OpenAsync("user:notification");
}

/// <summary>An instance with one account of ours and one person who posts.</summary>
internal sealed class MastodonPlay : NetworkPlay
{
    private readonly GuardedHttp _http = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);
    private readonly string _stream;
    private SourceConfig _source = null!;

    private MastodonPlay(string stream, bool ulids, TimeSpan lookEvery)
    {
        _stream = stream;
        Instance = new() { ListHolds = 60, Ulids = ulids };
        Connector = new MastodonConnector(
            _http, TimeProvider.System, TimeSpan.FromMilliseconds(100), lookEvery);
    }

    public MastodonInstance Instance { get; }

    public MastodonConnector Connector { get; }

    public SourceConfig Source => _source;

    public static async Task<MastodonPlay> OpenAsync(
        string stream, bool streams = true, bool ulids = false, TimeSpan? lookEvery = null)
    {
        var play = new MastodonPlay(stream, ulids, lookEvery ?? TimeSpan.FromMilliseconds(200));
        play.Instance.Streams = streams;
        await play.Instance.StartAsync();
        var kind = stream.Split('/');
        var check = await play.Connector.CheckAsync(
            new Dictionary<string, string>
            {
                ["instance"] = play.Instance.Address.ToString(), ["token"] = MastodonInstance.Token,
                ["hashtags"] = kind[0] == "hashtag" ? kind[1] : "", ["lists"] = kind[0] == "list" ? kind[1] : "",
                ["mentions"] = kind[0] == "user:notification" ? "true" : "false", ["boosts"] = "true",
            }, CancellationToken.None);
        play._source = new SourceConfig(1, check.Key!.Value, check.Settings);
        return play;
    }

    public override ConnectorDescription Description => Connector.Description;

    public override string? Beginning => new Place(new Dictionary<string, FeedPlace>
    {
        [_stream.Split('/') switch { ["hashtag", var tag] => "tag:" + tag, ["list", var list] => "list:" + list, _ =>
            "mentions" }] =
            new("0", [], DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds()),
    }).ToString();

    // A list forgets; a hashtag does not.
    public override bool CanOutrun => _stream.StartsWith("list/", StringComparison.Ordinal);

    public override int Contacts => Instance.Contacts;

    public override ExternalId NameWhenDeleted(ExternalId id) =>
        new($"{Instance.Address.Host}/{id.Value[(id.Value.LastIndexOf('/') + 1)..]}");

    public override (IBackfillsGaps, SourceConfig)? Backfills =>
        Connector.CanBackfill(_source) ? (Connector, _source) : null;

    public override IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel) =>
        Connector.ReadAsync(_source, cursor, cancel);

    public override async Task<ExternalId> PublishAsync(string text) =>
        new(await Instance.PublishAsync($"<p>{text}</p>", [_stream]));

    public override Task EditAsync(ExternalId id, string text) => Instance.EditAsync(id.Value, $"<p>{text}</p>");

    public override Task DeleteAsync(ExternalId id) => Instance.DeleteAsync(id.Value);

    public override Task BreakAsync() => Instance.PublishAsync("x", [_stream], change: status => status["content"] = 7);

    public override Task LimitAsync(bool on)
    {
        Instance.Limited = on;
        return Task.CompletedTask;
    }

    public override async Task OutrunAsync()
    {
        for (var i = 0; i < Instance.ListHolds + 5; i++) await PublishAsync("schnell vorbei");
    }

    public override async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        _http.Dispose();
    }
}
