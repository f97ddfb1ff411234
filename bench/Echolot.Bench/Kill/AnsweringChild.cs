using Echolot.Connectors.Http;
using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Network;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench.Kill;

/// <summary>A server that only answers over Mastodon, made to be killed; it begins where it was killed.</summary>
internal sealed class AnsweringChild : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _all;
    private readonly string _host;
    private Task _working = Task.CompletedTask;

    private AnsweringChild(EcholotDb db, ServiceProvider all, string host) => (Db, _all, _host) = (db, all, host);

    public EcholotDb Db { get; }

    public Inbox Inbox => _all.GetRequiredService<Inbox>();

    public SourceConfig Source { get; private set; } = null!;

    public static async Task<AnsweringChild> StartAsync(string folder, string instance)
    {
        var db = await EcholotDb.OpenAsync(
            new(Engine.Sqlite, Path.Combine(folder, "echolot.db")), CancellationToken.None);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddEcholot(db, new DirectoryInfo(folder));
        services.AddSingleton(new NetworkOptions { AllowPrivate = true });
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<IConnector, MastodonConnector>();
        var child = new AnsweringChild(db, services.BuildServiceProvider(), new Uri(instance).Host);
        child.Inbox.Listen();
        child.Inbox.ListenForAutoReplies();
        child._working = Task.WhenAll(
            child._all.GetRequiredService<Gate>().RunAsync(child._stop.Token),
            child._all.GetRequiredService<Bus>().RunAsync(child._stop.Token), child.Inbox.SendAllAsync(child._stop.Token));
        var roster = child._all.GetRequiredService<Roster>();
        if (await roster.WorkspaceAsync(CancellationToken.None) is null)
            await roster.SetUpAsync(
                "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
                "correct horse battery", CancellationToken.None);
        var sources = child._all.GetRequiredService<SourceRunner>();
        if ((await sources.ListAsync(CancellationToken.None)).Count == 0)
            await sources.AddAsync(MastodonConnector.Name, "Mastodon", new Dictionary<string, string>
            {
                ["instance"] = instance, ["token"] = "play-token", ["answers"] = "true",
            }, CancellationToken.None);
        child.Source = await sources.ConfigAsync((await sources.ListAsync(CancellationToken.None)).Single().Id, CancellationToken.None);
        return child;
    }

    /// <summary>Hears posts; what it has heard before it leaves alone.</summary>
    public Task HearAsync(IEnumerable<Mention> said) => _all.GetRequiredService<Gate>().TakeAsync(
        Source, [.. said.Select(m => new Addressed(m, false, null, m.ReceivedAt))], CancellationToken.None);

    /// <summary>A post of the instance, by its number there and its id everywhere.</summary>
    public Mention Post(string number, string uri, string author, ItemKind kind, DateTimeOffset at, string text) => new()
    {
        Source = Source.Key, Id = new(uri), LocalId = $"{_host}/{number}", Revision = "1", Kind = kind, Origin = Origin.Stream,
        PublishedAt = at, ReceivedAt = at, Text = text,
        Author = new(new($"https://far.example/users/{author}"), $"@{author}@far.example"),
    };

    /// <summary>Ends in peace and says so.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await _all.DisposeAsync();
        _stop.Dispose();
        await Console.Out.WriteLineAsync(Killer.Done);
    }
}
