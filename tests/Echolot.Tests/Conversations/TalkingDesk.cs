using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Tests.Conversations;

/// <summary>
/// A house with its administrator, a network that talks, and a clock that is set by hand; it hears and sends. Suites of what is
/// said over it build on this.
/// </summary>
public abstract class TalkingDesk(Engine engine) : DatabaseContract(engine)
{
    /// <summary>A Tuesday.</summary>
    internal static readonly DateTimeOffset Morning = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly CancellationTokenSource _stop = new();
    private Task _working = Task.CompletedTask;

    internal SetClock Clock { get; } = new(Morning);

    internal TalkingNetwork Network { get; } = new();

    /// <summary>Networks beside it; a suite adds their sources.</summary>
    internal virtual IReadOnlyList<TalkingNetwork> Others => [];

    internal Household House { get; private set; } = null!;

    internal Inbox Inbox => House.Get<Inbox>();

    internal Roster Roster => House.Get<Roster>();

    internal Actor Admin { get; private set; } = null!;

    /// <summary>The source that hears and answers.</summary>
    internal SourceConfig Source { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        House = new Household(Db, Clock, more: s =>
        {
            foreach (var network in (TalkingNetwork[])[Network, .. Others]) s.AddSingleton<IConnector>(network);
            Add(s);
        });
        var mira = await Roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira Albrecht", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        Admin = new(mira, mira.Permissions, null);
        var work = Begin();
        await House.OpenGateAsync();
        var (source, _) = await House.Sources.AddAsync(
            TalkingNetwork.Name, null, new Dictionary<string, string> { ["name"] = "@nordlicht" }, Cancel);
        Source = await House.Sources.ConfigAsync(source!.Id, Cancel);
        _working = Task.WhenAll(House.Bus.RunAsync(_stop.Token), work(_stop.Token));
    }

    /// <summary>What a suite needs beside it.</summary>
    internal virtual void Add(IServiceCollection services)
    {
    }

    /// <summary>Listens to the bus before it starts; returns what runs beside it until the test is over.</summary>
    internal virtual Func<CancellationToken, Task> Begin()
    {
        Inbox.Listen();
        return Inbox.SendAllAsync;
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await House.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Somebody joins, by first name.</summary>
    internal async Task<long> JoinAsync(string name, Role role) => (await Roster.InviteAsync(
        Admin, new($"{name.Split(' ')[0]}@example.org".ToLowerInvariant(), name, role, "de", "Europe/Berlin"), Cancel)).Person.Id;
}
