using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class KnownBugsOnSqlite() : KnownBugsContract(Engine.Sqlite);

public sealed class KnownBugsOnPostgres() : KnownBugsContract(Engine.Postgres);

/// <summary>What went wrong in other help desks, by the number of its report there, and does not here.</summary>
public abstract class KnownBugsContract(Engine engine) : CareContract(engine)
{
    private const string Answer = "Wir sehen nach und melden uns.";

    /// <summary>Targets were taken away, and what was overdue under them stayed so and was told again and again.</summary>
    [Fact]
    public async Task Zammad_4353_without_a_target_nothing_is_overdue_any_more_and_nobody_is_told()
    {
        await Inbox.SaveWorkflowAsync(
            null, new("Zu spät", WorkflowTrigger.ClockMissed, new(), [new(WorkflowActionKind.Note, Text: "zu spät")]), null, Cancel);
        var talk = await HearAsync("Wo bleibt mein Paket?");
        Clock.Now += TimeSpan.FromHours(13);
        (await Inbox.CountAsync(Sight.Everything, Cancel)).Due.ShouldBe(1);
        // A list without a first response is how an installation switches it off.
        await Inbox.SaveTargetsAsync(
            [new("Nur Lösung", null, null, 0, null, First: null, Next: null, Update: null, Resolve: 60 * 24 * 30, Warn: null)], null,
            Cancel);
        var thread = await ThreadAsync(talk);
        thread.Clocks.Single(c => c.Kind is ClockKind.FirstResponse).Outcome.ShouldBe(ClockOutcome.Dropped);
        thread.Conversation.DueKind.ShouldBe(ClockKind.Resolution);
        (await Inbox.CountAsync(Sight.Everything, Cancel)).Due.ShouldBe(0);
        (await Inbox.ListAsync(new(InboxView.Due), Sight.Everything, null, 10, Cancel)).Items.ShouldBeEmpty();
        Clock.Now += TimeSpan.FromHours(1);
        await Inbox.LookAsync(Cancel);
        (await ThreadAsync(talk)).Messages.ShouldAllBe(m => m.Kind != MessageKind.Note);
    }

    /// <summary>On a slow line the button was pressed three times, and the customer got three replies.</summary>
    [Fact]
    public async Task Zammad_932_a_button_that_is_pressed_three_times_on_a_slow_line_sends_one_reply()
    {
        var talk = await HearAsync("Wo bleibt mein Paket?");
        var seen = (await ThreadAsync(talk)).Conversation.Revision;
        var draft = new ReplyDraft(Leg.Public, Answer, SeenRevision: seen);
        var first = await Inbox.SendReplyAsync(talk, draft, Eyes[Role.Agent], Cancel);
        (await Inbox.SendReplyAsync(talk, draft, Eyes[Role.Agent], Cancel)).ShouldBe(first);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Sent);
        // The third one arrives when the first is out already.
        (await Inbox.SendReplyAsync(talk, draft, Eyes[Role.Agent], Cancel)).ShouldBe(first);
        // So do requests of somebody who may not send, and both halves of going on privately.
        seen = (await ThreadAsync(talk)).Conversation.Revision;
        var asked = await Inbox.SendReplyAsync(talk, draft with { SeenRevision = seen }, Eyes[Role.Trainee], Cancel);
        (await Inbox.SendReplyAsync(talk, draft with { SeenRevision = seen }, Eyes[Role.Trainee], Cancel)).ShouldBe(asked);
        Network.Can = Network.Can with { OpensPrivate = true };
        seen = (await ThreadAsync(talk)).Conversation.Revision;
        var hand = new HandOver("Wir schreiben dir privat.", "Hallo Kim, wir schauen nach.", SeenRevision: seen);
        var pair = await Inbox.HandOverAsync(talk, hand, Eyes[Role.Lead], Cancel);
        (await Inbox.HandOverAsync(talk, hand, Eyes[Role.Lead], Cancel)).ShouldBe(pair);
        (await PostedAsync(3)).ShouldBe([Answer, "Wir schreiben dir privat.", "Hallo Kim, wir schauen nach."]);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.All(m => m.Send is null or { State: SendState.Sent }));
        // Whoever has seen the first one may say the same again.
        seen = (await ThreadAsync(talk)).Conversation.Revision;
        await Inbox.SendReplyAsync(talk, draft with { SeenRevision = seen }, Eyes[Role.Agent], Cancel);
        (await PostedAsync(4))[^1].ShouldBe(Answer);
    }

    /// <summary>Two people were made one without anybody asking, because they had something in common.</summary>
    [Fact]
    public async Task Chatwoot_4728_people_who_look_alike_stay_two_until_a_person_says_so_and_can_be_parted()
    {
        var (one, other) = (await HearAsync("Eins", "1", author: "kimla@here.example"), await HearAsync("Zwei", "2", author: "kimla@there.example"));
        var (first, second) = ((await ThreadAsync(one)).Conversation, (await ThreadAsync(other)).Conversation);
        first.With.ContactId.ShouldNotBe(second.With.ContactId);
        var (contact, namesakes) = await Inbox.PersonOfAsync(first, Sight.Everything, Cancel);
        contact!.Identities.Count.ShouldBe(1);
        namesakes.Single().Because.ShouldContain(SameBecause.Handle);
        await Inbox.SamePersonAsync(one, second.With.ContactId, Eyes[Role.Agent], Cancel);
        (await Inbox.PersonOfAsync((await ThreadAsync(one)).Conversation, Sight.Everything, Cancel)).Contact!.Identities.Count.ShouldBe(2);
        await Inbox.OtherPersonAsync(one, second.With.Id, Eyes[Role.Agent], Cancel);
        (await ThreadAsync(other)).Conversation.With.ContactId.ShouldBe(second.With.ContactId);
    }

    /// <summary>Merging kept the contact with the made-up name and threw the known one away; the direction could not be chosen.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chatwoot_5115_the_contact_that_stays_is_the_one_that_is_looked_at_in_either_direction(bool fromKnown)
    {
        var (known, visitor) = (await HearAsync("Bekannt", "1", author: "known"), await HearAsync("Besuch", "2", author: "visitor-4711"));
        var contacts = new[] { known, visitor }.Select(id => ThreadAsync(id).Result.Conversation.With.ContactId).ToList();
        var (stays, goes) = fromKnown ? (0, 1) : (1, 0);
        await Inbox.SamePersonAsync(fromKnown ? known : visitor, contacts[goes], Eyes[Role.Agent], Cancel);
        foreach (var talk in new[] { known, visitor })
            (await ThreadAsync(talk)).Conversation.With.ContactId.ShouldBe(contacts[stays]);
        (await Inbox.ListAsync(
            new(InboxView.All, ContactId: contacts[stays]), Sight.Everything, null, 10, Cancel)).Items.Count.ShouldBe(2);
    }

    /// <summary>After the network had closed the conversation a message looked as if it had been sent.</summary>
    [Fact]
    public async Task Chatwoot_9516_what_the_network_takes_no_more_is_refused_or_fails_and_never_looks_sent()
    {
        var talk = await HearAsync("Privat: wo bleibt mein Paket?", isPrivate: true);
        Network.Can = Network.Can with { PrivateWindow = TimeSpan.FromHours(24) };
        var item = (await Inbox.ListAsync(new(), Sight.Everything, null, 10, Cancel)).Items;
        (await Inbox.WindowsAsync(item, Cancel))[talk].ShouldBe(Clock.Now.AddHours(24));
        // One that the network keeps waiting until it is too late.
        Network.Before = _ => new SendOutcome.Later(TimeSpan.FromHours(20), new("später", "later"));
        await Inbox.SendReplyAsync(talk, new(Leg.Private, Answer), Eyes[Role.Agent], Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send is { State: SendState.Queued, Attempts: 1 });
        Network.Before = null;
        Clock.Now += TimeSpan.FromHours(25);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Failed);
        (await ThreadAsync(talk)).Messages[^1].Send!.Problem.ShouldNotBeNull();
        (await ThreadAsync(talk)).Conversation.State.ShouldNotBe(ConversationState.WaitingForCustomer);
        await RefusedAsync(
            () => Inbox.SendReplyAsync(talk, new(Leg.Private, "Noch etwas."), Eyes[Role.Agent], Cancel), InboxRefusal.WindowClosed);
        (await Inbox.WaysAsync(talk, Sight.Everything, Cancel)).Single(w => w.Leg is Leg.Private).Closed.ShouldBeTrue();
        (await Inbox.WindowsAsync(item, Cancel))[talk].ShouldBeLessThan(Clock.Now);
        Network.Posted.ShouldBeEmpty();
    }
}
