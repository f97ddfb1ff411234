using System.Text.Json.Nodes;
using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Http;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;

namespace Echolot.Connectors.Tests.Bluesky;

public sealed class BlueskyContract_on_v2 : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await BlueskyPlay.OpenAsync(Wire.V2);
}

public sealed class BlueskyContract_on_v1 : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await BlueskyPlay.OpenAsync(Wire.V1);
}

/// <summary>A host with one person who posts.</summary>
internal sealed class BlueskyPlay : NetworkPlay
{
    private const string Did = "did:plc:anna";

    private readonly GuardedHttp http;
    private readonly BlueskyConnector connector;
    private readonly ShiftedTime clock = new();
    private readonly Wire wire;
    private SourceConfig source = null!;
    private int posts;

    private BlueskyPlay(Wire wire)
    {
        this.wire = wire;
        http = new GuardedHttp(new NetworkOptions { AllowPrivate = true }, clock);
        connector = new BlueskyConnector(http, clock);
    }

    public Jetstream Jetstream { get; private set; } = null!;

    public static async Task<BlueskyPlay> OpenAsync(Wire wire)
    {
        var play = new BlueskyPlay(wire);
        play.Jetstream = await Echolot.Play.Networks.Jetstream.StartAsync(play.clock);
        play.Jetstream.SpeaksV2 = wire == Wire.V2;
        var check = await play.connector.CheckAsync(
            new Dictionary<string, string> { ["hosts"] = play.Jetstream.Stream.ToString() }, CancellationToken.None);
        play.source = new SourceConfig(1, check.Key!.Value, check.Settings);
        return play;
    }

    public override ConnectorDescription Description => connector.Description;

    // Number 0, or the moment before the first event: the host still has everything.
    public override string? Beginning => new Position(
        wire, wire == Wire.V2 ? Jetstream.Stream.Authority : "", 0, Position.Microseconds(clock.GetUtcNow().AddHours(-1)), 0).ToString();

    public override int Contacts => Jetstream.Contacts;

    public override (IBackfillsGaps, SourceConfig)? Backfills => (connector, source);

    public override IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel) =>
        connector.ReadAsync(source, cursor, cancel);

    public override Task<ExternalId> PublishAsync(string text)
    {
        var rkey = $"3n{++posts}";
        Jetstream.Commit(Did, "create", rkey, "bafy" + rkey, Post(text));
        return Task.FromResult(new ExternalId($"at://{Did}/app.bsky.feed.post/{rkey}"));
    }

    public override Task EditAsync(ExternalId id, string text)
    {
        Jetstream.Commit(Did, "update", Key(id), $"bafy{++posts}x", Post(text));
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(ExternalId id)
    {
        Jetstream.Commit(Did, "delete", Key(id), null, null);
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        Jetstream.Commit(Did, "create", $"3n{++posts}", "bafybad", new JsonObject { ["text"] = 7 });
        return Task.CompletedTask;
    }

    public override Task LimitAsync(bool on)
    {
        Jetstream.Status = on ? 429 : 0;
        return Task.CompletedTask;
    }

    public override Task OutrunAsync()
    {
        Jetstream.Outrun();
        return Task.CompletedTask;
    }

    private JsonObject Post(string text) => new()
    {
        ["$type"] = "app.bsky.feed.post", ["text"] = text, ["langs"] = new JsonArray("de"),
        ["createdAt"] = clock.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string Key(ExternalId id) => id.Value[(id.Value.LastIndexOf('/') + 1)..];

    public override async ValueTask DisposeAsync()
    {
        await Jetstream.DisposeAsync();
        http.Dispose();
    }
}
