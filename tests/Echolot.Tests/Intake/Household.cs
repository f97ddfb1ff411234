using Echolot.Intake;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Tests.Intake;

/// <summary>
/// Every slice over a database, with a scripted network; the gate runs once <see cref="OpenGateAsync"/> was called.
/// </summary>
public sealed class Household : IAsyncDisposable
{
    private readonly ServiceProvider _all;
    private readonly DirectoryInfo _folder;
    private readonly CancellationTokenSource _stop = new();
    private Task _gate = Task.CompletedTask;

    public Household(
        EcholotDb db, TimeProvider? time = null, DirectoryInfo? folder = null, Action<IServiceCollection>? more = null)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("echolot-household-");
        var services = new ServiceCollection();
        if (time is not null) services.AddSingleton(time);
        services.AddLogging();
        services.AddEcholot(db, _folder);
        services.AddSingleton(db);
        services.AddSingleton<ScriptedConnector>();
        services.AddSingleton<IConnector>(s => s.GetRequiredService<ScriptedConnector>());
        more?.Invoke(services);
        _all = services.BuildServiceProvider();
    }

    public DirectoryInfo Folder => _folder;

    public Bus Bus => Get<Bus>();

    public Gate Gate => Get<Gate>();

    public Watchlist Watchlist => Get<Watchlist>();

    public SourceRunner Sources => Get<SourceRunner>();

    public PrivacyOffice Privacy => Get<PrivacyOffice>();

    public ScriptedConnector Network => Get<ScriptedConnector>();

    public T Get<T>() where T : notnull => _all.GetRequiredService<T>();

    public IEnumerable<T> All<T>() => _all.GetServices<T>();

    /// <summary>Starts the gate; the monitors are loaded when this returns.</summary>
    public async Task OpenGateAsync()
    {
        await Watchlist.LoadAsync(CancellationToken.None);
        _gate = Gate.RunAsync(_stop.Token);
    }

    /// <summary>Stops the gate gracefully.</summary>
    public async Task CloseGateAsync()
    {
        await _stop.CancelAsync();
        await _gate;
    }

    public async Task<SourceConfig> AddSourceAsync(string address)
    {
        var (source, _) = await Sources.AddAsync(
            "scripted", null, new Dictionary<string, string> { ["address"] = address, ["token"] = "hush" },
            CancellationToken.None);
        return await Sources.ConfigAsync(source!.Id, CancellationToken.None);
    }

    public async Task<long> AddMonitorAsync(string query)
    {
        var saved = await Watchlist.AddAsync(new(query, query, Purpose.Brand), null, CancellationToken.None);
        return saved.Monitor!.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseGateAsync();
        await _all.DisposeAsync();
        _stop.Dispose();
        _folder.Refresh();
        if (_folder.Exists) _folder.Delete(recursive: true);
    }
}
