using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Echolot.Tests.Conversations.AutoReplies;

/// <summary>A care desk at which nobody sits: a network, a clock, and what Echolot does by itself.</summary>
public abstract class QuietDesk(Engine engine) : DatabaseContract(engine)
{
    // A Sunday afternoon.
    protected static readonly DateTimeOffset Sunday = new(2026, 11, 8, 15, 0, 0, TimeSpan.Zero);

    private protected SetClock Clock { get; } = new(Sunday);
    protected TalkingNetwork Network { get; } = new();
    protected Household House { get; private set; } = null!;
    protected SourceConfig Source { get; private set; } = null!;
    protected Sight Mira { get; private set; } = Sight.Everything;

    private CancellationTokenSource _stop = new();
    private Task _working = Task.CompletedTask;

    protected Inbox Inbox => House.Get<Inbox>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        House = Open();
        var mira = await House.Get<Roster>().SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        Mira = new(mira.Id, null);
        await WorkAsync();
        var (source, _) = await House.Sources.AddAsync(
            TalkingNetwork.Name, null, new Dictionary<string, string> { ["name"] = "@nordlicht" }, Cancel);
        Source = await House.Sources.ConfigAsync(source!.Id, Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await RestAsync();
        await base.DisposeAsync();
    }

    /// <summary>Stops everything and starts anew over the same database, as after a power cut.</summary>
    protected async Task RestartAsync()
    {
        await RestAsync();
        _stop = new();
        House = Open();
        await WorkAsync();
    }

    private protected virtual void Listen() => Inbox.ListenForAutoReplies();

    private Household Open() => new(Db, Clock, more: s => s.AddSingleton<IConnector>(Network));

    private async Task WorkAsync()
    {
        Inbox.Listen();
        Listen();
        await House.OpenGateAsync();
        _working = Task.WhenAll(House.Bus.RunAsync(_stop.Token), Inbox.SendAllAsync(_stop.Token));
    }

    private async Task RestAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await House.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>Somebody writes to us; returns once the conversation has it.</summary>
    protected async Task<long> SayAsync(
        string id, string text, string author = "kim", ItemKind kind = ItemKind.DirectMessage, bool? bot = null)
    {
        await House.Gate.TakeAsync(
            Source, [new Addressed(new Mention
            {
                Source = Source.Key, Id = new(id), Revision = "1", Kind = kind, Origin = Origin.Stream,
                PublishedAt = Clock.Now, ReceivedAt = Clock.Now, Text = text,
                Author = new(new(author), author, author, IsBot: bot),
            }, false, null, Clock.Now)], Cancel);
        long? found = null;
        await UntilAsync(async () => (found = await ConversationOfAsync(id)) is not null);
        return found!.Value;
    }

    protected async Task<Echolot.Conversations.Thread> ThreadAsync(long id) => (await Inbox.ShowAsync(id, Mira, Cancel))!;

    /// <summary>Once as many replies are out; the clock goes on by what public ones wait.</summary>
    protected async Task PostedAsync(int count)
    {
        await UntilAsync(() => Task.FromResult(Network.Posted.Count >= count));
        Network.Posted.Count.ShouldBe(count);
    }

    /// <summary>Once everything that has happened was heard by those who speak by themselves.</summary>
    protected Task HeardAsync() => UntilAsync(async () =>
        (await House.Bus.HealthAsync(Cancel)).All(s => s.Behind == 0));

    private async Task<long?> ConversationOfAsync(string external)
    {
        foreach (var talk in (await Inbox.ListAsync(new(InboxView.All), Mira, null, 100, Cancel)).Items)
            if ((await ThreadAsync(talk.Id)).Messages.Any(m => m.ExternalId?.Value == external)) return talk.Id;
        return null;
    }
}
