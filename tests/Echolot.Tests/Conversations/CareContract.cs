using Echolot.Answers;
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

namespace Echolot.Tests.Conversations;

/// <summary>A desk with a network, its people by role, and a library; suites of what is said over it build on this.</summary>
public abstract class CareContract(Engine engine) : DatabaseContract(engine)
{
    private readonly CancellationTokenSource _stop = new();
    private SourceConfig _source = null!;
    private Task _working = Task.CompletedTask;

    internal SetClock Clock { get; } = new(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));

    internal TalkingNetwork Network { get; } = new();

    /// <summary>Networks beside it; a suite adds their sources.</summary>
    internal virtual IReadOnlyList<TalkingNetwork> Others => [];

    internal Household House { get; private set; } = null!;

    internal Inbox Inbox => House.Get<Inbox>();

    internal AnswerLibrary Library => House.Get<AnswerLibrary>();

    internal Person Mira { get; private set; } = null!;

    /// <summary>People by role, with their eyes.</summary>
    internal Dictionary<Role, Sight> Eyes { get; } = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        House = new Household(Db, Clock, more: s =>
        {
            foreach (var network in (TalkingNetwork[])[Network, .. Others]) s.AddSingleton<IConnector>(network);
        });
        var roster = House.Get<Roster>();
        Mira = await roster.SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira Albrecht", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        Eyes[Role.Administrator] = new(Mira.Id, null);
        foreach (var role in new[] { Role.Lead, Role.Agent, Role.Trainee })
            Eyes[role] = new((await roster.InviteAsync(
                new(Mira, Mira.Permissions, null), new($"{role}@example.org", $"{role} Muster", role, "de", "Europe/Berlin"),
                Cancel)).Person.Id, null);
        Inbox.Listen();
        await House.OpenGateAsync();
        var (source, _) = await House.Sources.AddAsync(
            TalkingNetwork.Name, null, new Dictionary<string, string> { ["name"] = "@nordlicht" }, Cancel);
        _source = await House.Sources.ConfigAsync(source!.Id, Cancel);
        _working = Task.WhenAll(House.Bus.RunAsync(_stop.Token), Inbox.SendAllAsync(_stop.Token));
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working;
        await House.DisposeAsync();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>The conversation that begins with these words, public or private.</summary>
    internal async Task<long> HearAsync(string text, string id = "1", bool isPrivate = false, string author = "kim")
    {
        var said = new Mention
        {
            Source = _source.Key, Id = new(id), Revision = "1", Kind = isPrivate ? ItemKind.DirectMessage : ItemKind.Post,
            Origin = Origin.Stream, PublishedAt = Clock.Now, ReceivedAt = Clock.Now, Text = text,
            Author = new(new(author), author, "Kim Muster"),
        };
        // What is public is heard by the monitors as well.
        if (!isPrivate) await House.Gate.TakeAsync(_source, [new Upserted(said, null, Clock.Now)], Cancel);
        await House.Gate.TakeAsync(_source, [new Addressed(said, false, null, Clock.Now)], Cancel);
        long? found = null;
        await UntilAsync(async () => (found = (await Inbox.ListAsync(
            new(InboxView.All, Search: text.Split(' ')[0]), Sight.Everything, null, 100, Cancel)).Items.FirstOrDefault()?.Id) is not null);
        return found!.Value;
    }

    /// <summary>Somebody comments publicly, under a post or another comment; the conversation it is in.</summary>
    internal async Task<long> CommentAsync(string id, string text, string author, string? parent, bool wait = true)
    {
        var said = new Mention
        {
            Source = _source.Key, Id = new(id), Revision = "1", Kind = parent is null ? ItemKind.Post : ItemKind.Comment,
            Origin = Origin.Stream, PublishedAt = Clock.Now, ReceivedAt = Clock.Now, Text = text, ParentId = parent is null ? null : new(parent),
            RootId = parent == "post" ? new("post") : null, Author = new(new(author), author, author),
        };
        Clock.Now += TimeSpan.FromSeconds(1);
        await House.Gate.TakeAsync(_source, [new Addressed(said, false, null, Clock.Now)], Cancel);
        if (!wait) return 0;
        long? found = null;
        await UntilAsync(async () => (found = (await Inbox.ListAsync(
            new(InboxView.All, Search: text.Split(' ')[0]), Sight.Everything, null, 100, Cancel)).Items.FirstOrDefault()?.Id) is not null);
        return found!.Value;
    }

    /// <summary>Id of a mention that a monitor wants and nobody said to us.</summary>
    internal async Task<long> MentionAsync(string text, string id, string author = "kim")
    {
        var said = new Mention
        {
            Source = _source.Key, Id = new(id), Revision = "1", Kind = ItemKind.Post, Origin = Origin.Stream, PublishedAt = Clock.Now,
            ReceivedAt = Clock.Now, Text = text, Author = new(new(author), author, author),
        };
        await House.Gate.TakeAsync(_source, [new Upserted(said, null, Clock.Now)], Cancel);
        return (await House.Get<Archive>().KnownAsync(TalkingNetwork.Name, [said.Id], Cancel))[said.Id].Id;
    }

    /// <summary>The source that hears and answers.</summary>
    internal long SourceId => _source.Id;

    /// <summary>Its author deletes what they said.</summary>
    internal Task DeleteAsync(string id) => House.Gate.TakeAsync(_source, [new Deleted(new(id), DeleteReason.DeletedAtSource, null, Clock.Now)], Cancel);

    /// <summary>An approved item.</summary>
    internal async Task<long> KnowAsync(string title, string question, params AnswerVariant[] variants)
    {
        var id = await Library.SaveAsync(
            null, new(AnswerKind.Question, title, question, [], variants), null, null, null, Mira.Id, Cancel);
        await Library.ApproveAsync(id, 1, Mira.Id, Cancel);
        return id;
    }

    internal async Task<Echolot.Conversations.Thread> ThreadAsync(long id) =>
        (await Inbox.ShowAsync(id, Sight.Everything, Cancel)).ShouldNotBeNull();

    internal async Task<IReadOnlyList<string>> PostedAsync(int count)
    {
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => Task.FromResult(Network.Posted.Count >= count));
        return [.. Network.Posted.Select(p => p.Text)];
    }

    internal async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(20, patience.Token);
    }

    internal static async Task<InboxException> RefusedAsync(Func<Task> work, InboxRefusal why)
    {
        var refused = await Should.ThrowAsync<InboxException>(work);
        refused.Why.ShouldBe(why);
        return refused;
    }
}
