using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class WriteDownOnSqlite() : WriteDownContract(Engine.Sqlite);

public sealed class WriteDownOnPostgres() : WriteDownContract(Engine.Postgres);

/// <summary>What people hear for us: a call, a letter, a visit.</summary>
public abstract class WriteDownContract(Engine engine) : CareContract(engine)
{
    private static readonly HeardByHand call = new("phone", "Kim Muster", "Paket 4711 ist seit neun Tagen weg!", Phone: "040 / 123 45-6");

    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task A_call_becomes_a_conversation_with_clock_person_and_priority_of_whoever_heard_it()
    {
        var at = Clock.Now.AddHours(-2);
        var id = await Inbox.WriteDownAsync(call with { At = at, Subject = "Paket" }, Agent, Cancel);
        var thread = await ThreadAsync(id);
        var talk = thread.Conversation;
        (talk.Kind, talk.Connector, talk.With.Display, talk.Subject, talk.AssigneeId, talk.State).ShouldBe(
            (ConversationKind.ByHand, "phone", "Kim Muster", "", Agent.PersonId, ConversationState.Open));
        (talk.OpenedAt, talk.DueAt, talk.Language).ShouldBe((at, at.AddHours(12), "de"));
        thread.Messages.Single().Kind.ShouldBe(MessageKind.Private);
        (await Inbox.ListAsync(new(Connector: "phone"), Agent, null, 10, Cancel)).Items.Single().Id.ShouldBe(id);
        (await Inbox.WaysAsync(id, Agent, Cancel)).ShouldBeEmpty();
        await RefusedAsync(() => Inbox.SendReplyAsync(id, new(Leg.Private, "Hallo"), Agent, Cancel), InboxRefusal.NoSource);
    }

    [Fact]
    public async Task What_was_said_at_once_stops_the_clock_and_nobody_takes_what_they_only_write_down()
    {
        var id = await Inbox.WriteDownAsync(call with { Answer = "Ich frage nach.", Mine = false }, Agent, Cancel);
        var thread = await ThreadAsync(id);
        thread.Clocks.Single(c => c.Kind is ClockKind.FirstResponse).Outcome.ShouldBe(ClockOutcome.Met);
        thread.Messages.Select(m => (m.Direction, m.PersonId)).ShouldBe([(Direction.Theirs, null), (Direction.Ours, Agent.PersonId)]);
        (thread.Conversation.AssigneeId, thread.Conversation.Snippet).ShouldBe((null, "Ich frage nach."));
    }

    [Fact]
    public async Task Whom_we_know_by_number_or_mail_is_the_same_person_and_is_answered_by_mail()
    {
        var first = await Inbox.WriteDownAsync(call with { Mail = " Kim@Example.org " }, Agent, Cancel);
        var again = await Inbox.WriteDownAsync(call with { Phone = "040123456", Text = "Immer noch weg" }, Agent, Cancel);
        var letter = await Inbox.WriteDownAsync(call with { Channel = "letter", Phone = null, Mail = "kim@example.org" }, Agent, Cancel);
        var people = new List<long>();
        foreach (var id in new[] { first, again, letter }) people.Add((await ThreadAsync(id)).Conversation.With.ContactId);
        people.Distinct().ShouldHaveSingleItem();
        (await House.Get<AddressBook>().FindAsync(people[0], Cancel))!.Identities.Select(i => i.Connector)
            .ShouldBe(["phone", "mail", "letter"], ignoreOrder: true);
        // Somebody else of the same name is somebody else.
        (await ThreadAsync(await Inbox.WriteDownAsync(call with { Phone = null }, Agent, Cancel))).Conversation.With.ContactId.ShouldNotBe(people[0]);
    }

    [Fact]
    public async Task Sent_twice_it_is_one_conversation_and_bad_input_is_refused_by_its_field()
    {
        var once = call with { Key = "abc" };
        (await Inbox.WriteDownAsync(once, Agent, Cancel)).ShouldBe(await Inbox.WriteDownAsync(once, Agent, Cancel));
        (await Inbox.WriteDownAsync(once, Eyes[Role.Lead], Cancel)).ShouldNotBe(await Inbox.WriteDownAsync(once, Agent, Cancel));
        await RefusedAsync(() => Inbox.WriteDownAsync(call with { Name = " " }, Agent, Cancel), InboxRefusal.PersonNameMissing);
        await RefusedAsync(() => Inbox.WriteDownAsync(call with { Text = " " }, Agent, Cancel), InboxRefusal.TextMissing);
        await RefusedAsync(() => Inbox.WriteDownAsync(call with { Mail = "kim" }, Agent, Cancel), InboxRefusal.MailInvalid);
        await RefusedAsync(() => Inbox.WriteDownAsync(call with { Mail = "a@b, c@d" }, Agent, Cancel), InboxRefusal.MailInvalid);
        await RefusedAsync(() => Inbox.WriteDownAsync(call with { Phone = "1" }, Agent, Cancel), InboxRefusal.FieldWrong);
        await RefusedAsync(() => Inbox.WriteDownAsync(call with { Channel = "mastodon" }, Agent, Cancel), InboxRefusal.FieldWrong);
        await RefusedAsync(() => Inbox.WriteDownAsync(call with { At = Clock.Now.AddMinutes(1) }, Agent, Cancel), InboxRefusal.TimeToCome);
        (await Inbox.CountAsync(new(InboxView.All), Sight.Everything, 10, Cancel)).ShouldBe(2);
    }

    [Fact]
    public async Task Erased_by_their_number_nothing_of_a_caller_is_left()
    {
        var id = await Inbox.WriteDownAsync(call, Agent, Cancel);
        await House.Privacy.EraseAsync(new("phone", "040123456"), null, Cancel);
        var thread = await ThreadAsync(id);
        (thread.Messages.Single().Text, thread.Conversation.With.Display).ShouldNotBe((call.Text, "Kim Muster"));
        thread.Messages.Single().Text.ShouldBe("");
    }
}
