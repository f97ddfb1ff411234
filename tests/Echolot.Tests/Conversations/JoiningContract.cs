using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>Making one of two, two of one, and many of one cause; and the way back.</summary>
public abstract partial class InboxContract
{
    [Fact]
    public async Task Undoing_a_merge_leaves_both_as_they_were_with_their_clocks()
    {
        var (post, direct) = await PublicAndPrivateAsync();
        var before = (Post: await ThreadAsync(post), Direct: await ThreadAsync(direct));
        await Inbox.MergeAsync(post, direct, _mira, Cancel);
        await Inbox.UndoMergeAsync(post, _mira, Cancel);
        foreach (var (was, id) in new[] { (before.Post, post), (before.Direct, direct) })
        {
            var now = await ThreadAsync(id);
            now.Messages.Select(m => m.Id).ShouldBe(was.Messages.Select(m => m.Id));
            now.Clocks.Select(c => (c.Kind, c.StartedAt, c.DueAt, c.Outcome))
                .ShouldBe(was.Clocks.Select(c => (c.Kind, c.StartedAt, c.DueAt, c.Outcome)));
            (now.Conversation.State, now.Conversation.MergedInto, now.Conversation.DueAt, now.Conversation.Snippet)
                .ShouldBe((was.Conversation.State, null, was.Conversation.DueAt, was.Conversation.Snippet));
            now.Events.ShouldContain(e => e.Kind == ConversationEventKind.MergeUndone);
        }
        await SayAsync("9", "Öffentlich noch einmal", parent: new("1"));
        await UntilAsync(async () => (await ThreadAsync(post)).Messages.Count == 2);
        (await Should.ThrowAsync<InboxException>(() => Inbox.UndoMergeAsync(post, _mira, Cancel)))
            .Why.ShouldBe(InboxRefusal.TooLate);
    }

    [Fact]
    public async Task A_merge_of_a_merge_is_undone_step_by_step()
    {
        var (post, direct) = await PublicAndPrivateAsync();
        await SayAsync("3", "Von anderswo", author: "lee");
        await UntilAsync(async () => (await ListAsync()).Count == 3);
        var third = (await ListAsync()).Single(c => c.With.Display == "lee").Id;
        await Inbox.MergeAsync(post, direct, _mira, Cancel);
        await Inbox.MergeAsync(direct, third, _mira, Cancel);
        (await ThreadAsync(third)).Messages.Count.ShouldBe(3);
        await Inbox.UndoMergeAsync(direct, _mira, Cancel);
        (await ThreadAsync(third)).Messages.Single().Text.ShouldBe("Von anderswo");
        (await ThreadAsync(direct)).Messages.Select(m => m.Text).ShouldBe(["Öffentlich gefragt", "Und privat"]);
        await Inbox.UndoMergeAsync(post, _mira, Cancel);
        (await ThreadAsync(direct)).Messages.Single().Text.ShouldBe("Und privat");
        (await ThreadAsync(post)).Messages.Single().Text.ShouldBe("Öffentlich gefragt");
    }

    [Fact]
    public async Task Replies_under_way_follow_a_merge_and_can_be_taken_back_there()
    {
        var (post, direct) = await PublicAndPrivateAsync();
        var send = (await Inbox.SendReplyAsync(post, new(Leg.Public, "Moment"), _mira, Cancel)).SendId!.Value;
        await Inbox.MergeAsync(post, direct, _mira, Cancel);
        (await ThreadAsync(direct)).Messages.Single(m => m.Text == "Moment").Send!.State.ShouldBe(SendState.Queued);
        await Inbox.UndoSendAsync(direct, send, _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime * 2;
        await Task.Delay(300, Cancel);
        _network.Posted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_matter_becomes_a_conversation_of_its_own_with_its_own_clock()
    {
        await SayAsync("1", "Wo ist mein Paket?");
        var found = await OneAsync();
        await ReplyAsync(found.Id, "Unterwegs");
        _clock.Now += TimeSpan.FromHours(1);
        await SayAsync("2", "Und die Jacke ist undicht", parent: new("1"));
        await UntilAsync(async () => (await ThreadAsync(found.Id)).Messages.Count == 3);
        var asked = (await ThreadAsync(found.Id)).Messages[^1].Id;
        (await Should.ThrowAsync<InboxException>(() => Inbox.SplitAsync(
            found.Id, [.. ThreadAsync(found.Id).Result.Messages.Select(m => m.Id)], _mira, Cancel)))
            .Why.ShouldBe(InboxRefusal.NothingChosen);
        var split = await Inbox.SplitAsync(found.Id, [asked], _mira, Cancel);
        var (old, own) = (await ThreadAsync(found.Id), await ThreadAsync(split));
        old.Messages.Select(m => m.Text).ShouldBe(["Wo ist mein Paket?", "Unterwegs"]);
        old.Conversation.DueAt.ShouldBeNull();
        own.Messages.Single().Text.ShouldBe("Und die Jacke ist undicht");
        (own.Conversation.DueKind, own.Conversation.DueAt, own.Conversation.AssigneeId).ShouldBe(
            (ClockKind.FirstResponse, _clock.Now.AddHours(12), _mira.PersonId));
        await SayAsync("3", "An der Naht", parent: new("2"));
        await UntilAsync(async () => (await ThreadAsync(split)).Messages.Count == 2);
        await Inbox.MergeAsync(split, found.Id, _mira, Cancel);
        (await ThreadAsync(found.Id)).Messages.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Linked_conversations_know_each_other_until_the_link_is_taken_away()
    {
        var (post, direct) = await PublicAndPrivateAsync();
        await Inbox.LinkAsync(direct, post, _mira, Cancel);
        await Inbox.LinkAsync(post, direct, _mira, Cancel);
        (await Inbox.LinkedAsync(post, _mira, Cancel)).Single().Id.ShouldBe(direct);
        (await Inbox.LinkedAsync(direct, _mira, Cancel)).Single().Id.ShouldBe(post);
        (await ThreadAsync(post)).Events.Count(e => e.Kind == ConversationEventKind.Linked).ShouldBe(1);
        await Inbox.UnlinkAsync(post, direct, _mira, Cancel);
        (await Inbox.LinkedAsync(direct, _mira, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everybody_of_an_incident_gets_one_answer_of_their_own_and_nobody_two()
    {
        await SayAsync("1", "Reißverschluss kaputt");
        await SayAsync("2", "Reißverschluss klemmt", author: "lee");
        await SayAsync("3", "Reißverschluss hin", author: "ada");
        await UntilAsync(async () => (await ListAsync()).Count == 3);
        var incident = await Inbox.SaveIncidentAsync(
            null, new("Charge 0425", "Produkt > Reißverschluss", ""), _mira, Cancel);
        var all = (await ListAsync()).ToDictionary(c => c.With.Display, c => c.Id);
        await Inbox.SetIncidentAsync(all["Kim"], incident, _mira, Cancel);
        await Inbox.SetIncidentAsync(all["lee"], incident, _mira, Cancel);
        (await ThreadAsync(all["lee"])).Conversation.Cause.ShouldBe("Produkt > Reißverschluss");
        (await Inbox.LettersAsync(incident, "Hallo {{name}}, wir tauschen.", _mira, Cancel)).Select(l => (l.Text, l.Problem))
            .ShouldBe([("Hallo Kim, wir tauschen.", null), ("Hallo lee, wir tauschen.", null)]);

        var reply = await Inbox.AnswerAllAsync(incident, null, "Hallo {{name}}, wir tauschen.", _mira, Cancel);
        await Inbox.SetIncidentAsync(all["ada"], incident, _mira, Cancel);
        await Inbox.AnswerAllAsync(incident, reply, "anders", _mira, Cancel);
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => Task.FromResult(_network.Posted.Count == 3));
        _network.Posted.Select(p => p.Text).ShouldBe(
            ["Hallo Kim, wir tauschen.", "Hallo lee, wir tauschen.", "Hallo ada, wir tauschen."], ignoreOrder: true);
        var written = (await Inbox.IncidentRepliesAsync(incident, _mira, Cancel)).Single();
        (written.Sent, written.NotSent.Count).ShouldBe((3, 0));
        (await Inbox.IncidentAsync(incident, _mira, Cancel))!.Conversations.ShouldBe(3);
    }

    [Fact]
    public async Task What_cannot_be_sent_to_one_of_an_incident_is_said_before_and_after()
    {
        await SayAsync("1", "Reißverschluss kaputt");
        var found = await OneAsync();
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", null, ""), _mira, Cancel);
        await Inbox.SetIncidentAsync(found.Id, incident, _mira, Cancel);
        var text = new string('x', 301);
        (await Inbox.LettersAsync(incident, text, _mira, Cancel)).Single().Problem.ShouldBe(InboxRefusal.TextTooLong);
        await Inbox.AnswerAllAsync(incident, null, text, _mira, Cancel);
        (await Inbox.IncidentRepliesAsync(incident, _mira, Cancel)).Single().NotSent.Single().Conversation.ShouldBe(found.Id);
        (await ThreadAsync(found.Id)).Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Incidents_go_on_by_pages_the_open_ones_first()
    {
        var ids = new List<long>();
        for (var i = 0; i < 5; i++) ids.Add(await Inbox.SaveIncidentAsync(null, new($"Vorfall {i}", null, ""), _mira, Cancel));
        await Inbox.FixIncidentAsync(ids[1], true, _mira, Cancel);
        await Inbox.FixIncidentAsync(ids[4], true, _mira, Cancel);
        var (pages, after) = (new List<long>(), (long?)null);
        while (await Inbox.IncidentsAsync(after, 2, _mira, Cancel) is { Count: > 0 } page)
        {
            pages.AddRange(page.Select(i => i.Id));
            after = page[^1].Id;
        }
        pages.ShouldBe([ids[3], ids[2], ids[0], ids[4], ids[1]]);
        pages.ShouldBe((await Inbox.IncidentsAsync(_mira, Cancel)).Select(i => i.Id));
    }

    private async Task<(long Post, long Direct)> PublicAndPrivateAsync()
    {
        await SayAsync("1", "Öffentlich gefragt");
        _clock.Now += TimeSpan.FromHours(1);
        await SayAsync("2", "Und privat", kind: ItemKind.DirectMessage);
        await UntilAsync(async () => (await ListAsync()).Count == 2);
        var both = (await ListAsync()).ToDictionary(c => c.Kind, c => c.Id);
        return (both[ConversationKind.Post], both[ConversationKind.Direct]);
    }
}
