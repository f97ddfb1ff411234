using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;

namespace Echolot.Tests.Conversations;

/// <summary>The people of a talking desk by role, and a library; suites of what is said over it build on this.</summary>
public abstract class CareContract(Engine engine) : TalkingDesk(engine)
{
    internal AnswerLibrary Library => House.Get<AnswerLibrary>();

    internal Person Mira => Admin.Person;

    internal long SourceId => Source.Id;

    /// <summary>People by role, with their eyes.</summary>
    internal Dictionary<Role, Sight> Eyes { get; } = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Eyes[Role.Administrator] = new(Mira.Id, null);
        foreach (var role in new[] { Role.Lead, Role.Agent, Role.Trainee })
            Eyes[role] = new(await JoinAsync($"{role} Muster", role), null);
    }

    /// <summary>The conversation that begins with these words, public or private.</summary>
    internal async Task<long> HearAsync(string text, string id = "1", bool isPrivate = false, string author = "kim")
    {
        var said = new Mention
        {
            Source = Source.Key, Id = new(id), Revision = "1", Kind = isPrivate ? ItemKind.DirectMessage : ItemKind.Post,
            Origin = Origin.Stream, PublishedAt = Clock.Now, ReceivedAt = Clock.Now, Text = text,
            Author = new(new(author), author, "Kim Muster"),
        };
        // What is public is heard by the monitors as well.
        if (!isPrivate) await House.Gate.TakeAsync(Source, [new Upserted(said, null, Clock.Now)], Cancel);
        await House.Gate.TakeAsync(Source, [new Addressed(said, false, null, Clock.Now)], Cancel);
        long? found = null;
        // Signs at the edge of a word mean something in a query.
        var first = text.Split(' ')[0].Trim([.. "?!*.,;:()\"„“”"]);
        await UntilAsync(async () => (found = (await Inbox.ListAsync(
            new(InboxView.All, Search: first), Sight.Everything, null, 100, Cancel)).Items.FirstOrDefault()?.Id) is not null);
        return found!.Value;
    }

    /// <summary>Somebody comments publicly, under a post or another comment; the conversation it is in.</summary>
    internal async Task<long> CommentAsync(string id, string text, string author, string? parent, bool wait = true)
    {
        var said = new Mention
        {
            Source = Source.Key, Id = new(id), Revision = "1", Kind = parent is null ? ItemKind.Post : ItemKind.Comment,
            Origin = Origin.Stream, PublishedAt = Clock.Now, ReceivedAt = Clock.Now, Text = text, ParentId = parent is null ? null : new(parent),
            RootId = parent == "post" ? new("post") : null, Author = new(new(author), author, author),
        };
        Clock.Now += TimeSpan.FromSeconds(1);
        await House.Gate.TakeAsync(Source, [new Addressed(said, false, null, Clock.Now)], Cancel);
        if (!wait) return 0;
        long? found = null;
        // Signs at the edge of a word mean something in a query.
        var first = text.Split(' ')[0].Trim([.. "?!*.,;:()\"„“”"]);
        await UntilAsync(async () => (found = (await Inbox.ListAsync(
            new(InboxView.All, Search: first), Sight.Everything, null, 100, Cancel)).Items.FirstOrDefault()?.Id) is not null);
        return found!.Value;
    }

    /// <summary>Id of a mention that a monitor wants and nobody said to us.</summary>
    internal async Task<long> MentionAsync(string text, string id, string author = "kim")
    {
        var said = new Mention
        {
            Source = Source.Key, Id = new(id), Revision = "1", Kind = ItemKind.Post, Origin = Origin.Stream, PublishedAt = Clock.Now,
            ReceivedAt = Clock.Now, Text = text, Author = new(new(author), author, author),
        };
        await House.Gate.TakeAsync(Source, [new Upserted(said, null, Clock.Now)], Cancel);
        return (await House.Get<Archive>().KnownAsync(TalkingNetwork.Name, [said.Id], Cancel))[said.Id].Id;
    }

    /// <summary>Its author deletes what they said.</summary>
    internal Task DeleteAsync(string id) => House.Gate.TakeAsync(Source, [new Deleted(new(id), DeleteReason.DeletedAtSource, null, Clock.Now)], Cancel);

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

    internal static async Task<InboxException> RefusedAsync(Func<Task> work, InboxRefusal why)
    {
        var refused = await Should.ThrowAsync<InboxException>(work);
        refused.Why.ShouldBe(why);
        return refused;
    }
}
