using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Mentions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>One person over many accounts: suggested with reasons, made one by people only, and parted again.</summary>
public abstract partial class InboxContract
{
    [Fact]
    public async Task Namesakes_are_suggested_with_their_reasons_and_nothing_is_made_one_by_itself()
    {
        await NamedAsync("1", "kimla@here.example", "Kim Larsen");
        await NamedAsync("2", "@KIMLA@there.example", "Kim Larsen");
        await NamedAsync("3", "someone", "Kim Larsen");
        await NamedAsync("4", "other", "Kim");
        await UntilAsync(async () => (await ListAsync()).Count == 4);
        var first = (await ListAsync()).Single(c => c.With.ExternalId.Value == "kimla@here.example");
        var (contact, namesakes) = await Inbox.PersonOfAsync(first, Sight.Everything, Cancel);
        contact!.Identities.Count.ShouldBe(1);
        namesakes.Select(n => (n.Contact.Identities.Single().ExternalId.Value, string.Join(' ', n.Because))).ShouldBe(
            [("@KIMLA@there.example", "Handle Name"), ("someone", "Name")]);
    }

    [Fact]
    public async Task The_name_of_the_one_that_is_looked_at_stays_and_parting_gives_everybody_theirs_back()
    {
        await NamedAsync("1", "one", "Kim Larsen");
        await NamedAsync("2", "two", "K. Larsen");
        await UntilAsync(async () => (await ListAsync()).Count == 2);
        var (kim, other) = (
            (await ListAsync()).Single(c => c.With.ExternalId.Value == "one"),
            (await ListAsync()).Single(c => c.With.ExternalId.Value == "two"));
        await Inbox.SamePersonAsync(kim.Id, other.With.ContactId, _mira, Cancel);
        var (person, _) = await Inbox.PersonOfAsync(kim, Sight.Everything, Cancel);
        (person!.Name, person.Identities.Count).ShouldBe(("Kim Larsen", 2));
        var history = new InboxFilter(InboxView.All, ContactId: kim.With.ContactId);
        (await Inbox.ListAsync(history, _mira, null, 10, Cancel)).Items.Count.ShouldBe(2);
        await RefusedAsync(
            InboxRefusal.NotFound, () => Inbox.SamePersonAsync(kim.Id, other.With.ContactId, _mira, Cancel));

        await Inbox.OtherPersonAsync(kim.Id, other.With.Id, _mira, Cancel);
        (await Inbox.ListAsync(history, _mira, null, 10, Cancel)).Items.Single().Id.ShouldBe(kim.Id);
        var parted = (await Inbox.FindAsync(other.Id, _mira, Cancel))!;
        parted.With.ContactId.ShouldBe(other.With.ContactId);
        (await Inbox.PersonOfAsync(parted, Sight.Everything, Cancel)).Contact!.Name.ShouldBe("K. Larsen");
        await RefusedAsync(InboxRefusal.TooLate, () => Inbox.OtherPersonAsync(kim.Id, kim.With.Id, _mira, Cancel));
    }

    private async Task NamedAsync(string id, string handle, string name) => await _house.Gate.TakeAsync(
        _source, [new Echolot.Sources.Addressed(
            Post(id, "Hallo", author: handle) with { Author = new(new(handle), handle, name) }, false, null, _clock.Now)], Cancel);
}
