using System.Globalization;
using Echolot.Conversations;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Tests.Conversations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Echolot.Web.Tests.Journeys;

/// <summary>A server with a network that does as it is told, a clock that is put forward, and colleagues.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly Dictionary<string, SourceConfig> _sources = [];
    private int _said;

    private Desk(AppHost host, ForwardClock clock) => (Host, Clock) = (host, clock);

    public AppHost Host { get; }

    public ForwardClock Clock { get; }

    public Inbox Inbox => Host.Services.GetRequiredService<Inbox>();

    public Roster Roster => Host.Services.GetRequiredService<Roster>();

    /// <summary>Opens the desk at a moment; the networks are sources of ours under their own names.</summary>
    public static async Task<Desk> OpenAsync(DateTimeOffset at, params TalkingNetwork[] networks)
    {
        var clock = new ForwardClock();
        clock.GoTo(at);
        var desk = new Desk(
            await AppHost.StartAsync(configure: builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.Configuration.AddInMemoryCollection([new("Echolot:PublicUrl", "https://echolot.example")]);
                foreach (var network in networks) builder.Services.AddSingleton<IConnector>(network);
            }), clock);
        var sources = desk.Host.Services.GetRequiredService<SourceRunner>();
        foreach (var name in networks.Select(n => n.Description.Name))
        {
            var (source, _) = await sources.AddAsync(
                name, null, new Dictionary<string, string> { ["name"] = $"@nordlicht-{name}" }, CancellationToken.None);
            desk._sources[name] = await sources.ConfigAsync(source!.Id, CancellationToken.None);
        }
        return desk;
    }

    /// <summary>When the clock on the wall in Berlin shows this.</summary>
    public static DateTimeOffset Berlin(string local) => DateTimeZoneProviders.Tzdb["Europe/Berlin"].AtStrictly(
        LocalDateTime.FromDateTime(DateTime.Parse(local, CultureInfo.InvariantCulture))).ToDateTimeOffset();

    /// <summary>Somebody of ours by name.</summary>
    public async Task<Person> JoinAsync(string name, Role role)
    {
        var mira = (await Roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var (person, secret) = await Roster.InviteAsync(
            new(mira, mira.Permissions, null), new($"{name.Split(' ')[0]}@example.org".ToLowerInvariant(), name, role, "de", "Europe/Berlin"),
            CancellationToken.None);
        await Roster.AcceptInviteAsync(secret, AppHost.Password, CancellationToken.None);
        return person;
    }

    /// <summary>A session of somebody who has joined.</summary>
    public async Task<string> SessionAsync(Person person) => (await Roster.SignInAsync(
        person.Email, AppHost.Password, "127.0.0.1", "test", CancellationToken.None)).SessionSecret!;

    /// <summary>People write to us, each for themselves; the conversations in the order of the texts.</summary>
    public async Task<IReadOnlyList<long>> HearAsync(IReadOnlyList<string> texts, string network = TalkingNetwork.Name)
    {
        var found = new List<long>();
        var before = await IdsAsync();
        await TakeAsync(network, [.. texts.Select(text => Said($"kunde{++_said}", text, ItemKind.Post))]);
        await Eventually.HoldsAsync(async () => (found = [.. (await IdsAsync()).Except(before)]).Count == texts.Count);
        return [.. found.Order()];
    }

    /// <summary>One of them writes.</summary>
    public Task SayAsync(
        string author, string text, ItemKind kind = ItemKind.DirectMessage, string network = TalkingNetwork.Name,
        ExternalId? parent = null) => TakeAsync(network, [Said(author, text, kind) with { ParentId = parent }]);

    /// <summary>Another account of ours on a network.</summary>
    public async Task<long> AccountAsync(string name, string network = TalkingNetwork.Name) =>
        (await Host.Services.GetRequiredService<SourceRunner>().AddAsync(
            network, null, new Dictionary<string, string> { ["name"] = name }, CancellationToken.None)).Source!.Id;

    /// <summary>Somebody speaks about us, in words that a monitor wants, and not to us; the mention.</summary>
    public async Task<long> MentionAsync(string text, string network = TalkingNetwork.Name)
    {
        var said = Said("leser", text, ItemKind.Post) with { Source = _sources[network].Key };
        await Host.Services.GetRequiredService<Gate>().TakeAsync(
            _sources[network], [new Upserted(said, null, Clock.GetUtcNow())], CancellationToken.None);
        return (await Host.Services.GetRequiredService<Archive>().KnownAsync(network, [said.Id], CancellationToken.None))[said.Id].Id;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private Mention Said(string author, string text, ItemKind kind) => new()
    {
        Source = new("", "", ""), Id = new($"said-{Guid.NewGuid():N}"), Revision = "1", Kind = kind, Origin = Origin.Stream,
        PublishedAt = Clock.GetUtcNow(), ReceivedAt = Clock.GetUtcNow(), Text = text,
        Author = new(new(author), author, author),
    };

    private Task TakeAsync(string network, IReadOnlyList<Mention> said) => Host.Services.GetRequiredService<Gate>().TakeAsync(
        _sources[network],
        [.. said.Select(m => new Addressed(m with { Source = _sources[network].Key }, false, null, Clock.GetUtcNow()))],
        CancellationToken.None);

    private async Task<IReadOnlyList<long>> IdsAsync()
    {
        var (ids, cursor) = (new List<long>(), (string?)null);
        do
        {
            var page = await Inbox.ListAsync(new(InboxView.All), Sight.Everything, cursor, 200, CancellationToken.None);
            ids.AddRange(page.Items.Select(c => c.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        return ids;
    }
}
