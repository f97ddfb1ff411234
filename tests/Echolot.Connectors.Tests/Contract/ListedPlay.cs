using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;

namespace Echolot.Connectors.Tests.Contract;

/// <summary>A played network of which listings are asked for, and the connector that asks.</summary>
internal abstract class ListedPlay<TApi, TConnector>(TApi api) : NetworkPlay
    where TApi : PlayedNetwork
    where TConnector : class, IReadsMentions, IBackfillsGaps
{
    public TApi Api => api;

    public TConnector Connector { get; private set; } = null!;

    public SourceConfig Source { get; protected set; } = null!;

    protected GuardedHttp Http { get; } = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);

    /// <summary>Starts the network, and makes the connector and a source of it.</summary>
    protected async Task StartAsync(Func<TConnector> connector, Dictionary<string, string> settings)
    {
        await Api.StartAsync();
        Connector = connector();
        var check = await Connector.CheckAsync(settings, CancellationToken.None);
        Source = new SourceConfig(1, check.Key!.Value, check.Settings);
    }

    public async Task<IEnumerable<string>> CheckAsync(string field, string value) => (await Connector.CheckAsync(
        new Dictionary<string, string>(Source.Settings) { [field] = value }, CancellationToken.None)).Problems.Keys;

    public override ConnectorDescription Description => Connector.Description;

    public override int Contacts => Api.Contacts;

    public override (IBackfillsGaps, SourceConfig)? Backfills => (Connector, Source);

    public override IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, CancellationToken cancel) =>
        Connector.ReadAsync(Source, cursor, cancel);

    public override Task LimitAsync(bool on)
    {
        Api.Limited = on;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Http.Dispose();
    }
}
