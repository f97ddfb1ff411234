using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.AutoReplies;

public sealed class AutoRepliesOnSqlite() : AutoReplyContract(Engine.Sqlite);

public sealed class AutoRepliesOnPostgres() : AutoReplyContract(Engine.Postgres);

/// <summary>What automatic replies promise on every engine.</summary>
public abstract class AutoReplyContract(Engine engine) : QuietDesk(engine)
{
    private static readonly AutoReplyDraft always = new(
        "Immer", null, null, AutoReplyHours.Always, null, 0, null, AutoReplyLegs.Private,
        new("Wir melden uns.", "We will be in touch."));

    [Fact]
    public async Task Whoever_writes_gets_one_that_names_itself_and_no_clock_stops()
    {
        await Inbox.SaveAutoReplyAsync(null, always, Mira.PersonId, Cancel);
        var talk = await SayAsync("1", "Wo ist mein Paket?");
        await PostedAsync(1);
        Network.Posted[0].Text.ShouldBe("Automatische Antwort von Nordlicht:\nWir melden uns.");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Sent);
        var thread = await ThreadAsync(talk);
        (thread.Messages[^1].Bot, thread.Messages[^1].PersonId).ShouldBe(("Automatische Antwort von Nordlicht", null));
        thread.Conversation.State.ShouldBe(ConversationState.New);
        thread.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).Outcome.ShouldBe(ClockOutcome.Running);
        var entry = (await Inbox.AutoReplyLogAsync(null, 10, Cancel)).ShouldHaveSingleItem();
        (entry.ConversationId, entry.Problem).ShouldBe((talk, null));
    }

    [Fact]
    public async Task Nobody_gets_a_second_one_within_the_window_in_another_conversation_or_after_a_restart()
    {
        await Inbox.SaveAutoReplyAsync(null, always with { Legs = AutoReplyLegs.Both }, Mira.PersonId, Cancel);
        await SayAsync("1", "Hallo?");
        await PostedAsync(1);
        Clock.Now += TimeSpan.FromHours(2);
        await SayAsync("2", "Niemand da?", kind: ItemKind.Post);
        await HeardAsync();
        await RestartAsync();
        Clock.Now += TimeSpan.FromHours(2);
        await SayAsync("3", "Schade.", kind: ItemKind.Post);
        await HeardAsync();
        Clock.Now += Inbox.TakeBackTime;
        await SayAsync("4", "Ich bin jemand anders", author: "lee");
        await PostedAsync(2);
        Network.Posted[1].To!.Id.ShouldBe(new ExternalId("lee"));
        Clock.Now += TimeSpan.FromHours(20);
        await SayAsync("5", "Am nächsten Tag");
        await PostedAsync(3);
    }

    [Fact]
    public async Task Two_words_at_the_same_moment_in_two_conversations_get_one_together()
    {
        await Inbox.SaveAutoReplyAsync(null, always with { Legs = AutoReplyLegs.Both }, Mira.PersonId, Cancel);
        await Task.WhenAll(SayAsync("1", "privat"), SayAsync("2", "öffentlich", kind: ItemKind.Post));
        await HeardAsync();
        Clock.Now += Inbox.TakeBackTime;
        await PostedAsync(1);
        (await Inbox.AutoReplyLogAsync(null, 10, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Public_words_and_programs_get_none_and_the_same_fact_twice_is_one()
    {
        await Inbox.SaveAutoReplyAsync(null, always, Mira.PersonId, Cancel);
        await SayAsync("1", "öffentlich", kind: ItemKind.Post);
        await SayAsync("2", "Ich bin ein Programm", author: "robot", bot: true);
        var talk = await SayAsync("3", "Hallo?", author: "lee");
        await PostedAsync(1);
        await Inbox.AnswerByItselfAsync(new(talk, 1, true), Cancel);
        await HeardAsync();
        Network.Posted.ShouldHaveSingleItem().To!.Id.ShouldBe(new ExternalId("lee"));
    }

    [Fact]
    public async Task Paused_as_a_whole_or_on_a_network_nothing_leaves()
    {
        await Inbox.SaveAutoReplyAsync(null, always, Mira.PersonId, Cancel);
        await Inbox.SetAutoReplySettingsAsync(new(Paused: true), Mira.PersonId, Cancel);
        await SayAsync("1", "Hallo?");
        await HeardAsync();
        await Inbox.SetAutoReplySettingsAsync(new(PausedChannels: [TalkingNetwork.Name]), Mira.PersonId, Cancel);
        await SayAsync("2", "Hallo?");
        await HeardAsync();
        await Inbox.SetAutoReplySettingsAsync(new(Name: "Nordlicht Hilfe"), Mira.PersonId, Cancel);
        await SayAsync("3", "Wo ist denn nun mein Paket?");
        await PostedAsync(1);
        Network.Posted[0].Text.ShouldStartWith("Automatische Antwort von Nordlicht Hilfe:");
    }

    [Fact]
    public async Task What_does_not_fit_the_network_is_logged_and_costs_nobody_their_turn()
    {
        var rule = await Inbox.SaveAutoReplyAsync(
            null, always with { Text = new(new string('x', 1200), "") }, Mira.PersonId, Cancel);
        await SayAsync("1", "Hallo?");
        await UntilAsync(async () => (await Inbox.AutoReplyLogAsync(null, 10, Cancel)).Count == 1);
        (await Inbox.AutoReplyLogAsync(null, 10, Cancel))[0].Problem.ShouldBe(InboxRefusal.TextTooLong);
        await Inbox.SaveAutoReplyAsync(rule, always, Mira.PersonId, Cancel);
        await SayAsync("2", "Noch einmal hallo?");
        await PostedAsync(1);
    }

    [Fact]
    public async Task The_preview_decides_as_it_is_done_for_real()
    {
        var talk = await SayAsync("1", "Wo ist mein Paket?");
        Clock.Now += TimeSpan.FromHours(1);
        await SayAsync("2", "Und jetzt?");
        await SayAsync("3", "Anderer", author: "lee");
        await SayAsync("4", "öffentlich", author: "max", kind: ItemKind.Post);
        Clock.Now += TimeSpan.FromDays(2);
        await Inbox.SaveAutoReplyAsync(null, always, Mira.PersonId, Cancel);
        var week = await Inbox.RehearseAsync(await Inbox.AutoReplyPlanAsync(Cancel), Mira, Cancel);
        (week.Heard, week.Cut).ShouldBe((4, false));
        week.Said.Select(s => s.Snippet).ShouldBe(["Anderer", "Wo ist mein Paket?"]);
        week.Said[^1].ConversationId.ShouldBe(talk);
        (week.Verdicts[AutoReplyVerdict.HadOne], week.Verdicts[AutoReplyVerdict.NoneFits]).ShouldBe((1, 1));
        Network.Posted.ShouldBeEmpty();
        (await Inbox.RehearseAsync(await Inbox.AutoReplyPlanAsync(Cancel), new(99, [2], Unrouted: false), Cancel)).Heard.ShouldBe(0);
    }

    [Fact]
    public async Task Rules_keep_their_order_and_refuse_what_makes_no_sense()
    {
        var first = await Inbox.SaveAutoReplyAsync(null, always with { Name = "a" }, Mira.PersonId, Cancel);
        var second = await Inbox.SaveAutoReplyAsync(null, always with { Name = "b" }, Mira.PersonId, Cancel);
        await Inbox.MoveAutoReplyAsync(second, up: true, Mira.PersonId, Cancel);
        (await Inbox.AutoRepliesAsync(Cancel)).Select(r => r.Draft.Name).ShouldBe(["b", "a"]);
        await Inbox.MoveAutoReplyAsync(second, up: true, Mira.PersonId, Cancel);
        await Inbox.RemoveAutoReplyAsync(first, Mira.PersonId, Cancel);
        (await Inbox.AutoRepliesAsync(Cancel)).Single().Id.ShouldBe(second);
        foreach (var (draft, why) in new[]
        {
            (always with { Name = " " }, InboxRefusal.FieldWrong), (always with { Text = new("", " ") }, InboxRefusal.TextMissing),
            (always with { Hours = AutoReplyHours.Outside }, InboxRefusal.FieldWrong),
            (always with { CrisisFrom = 2, CrisisTo = 1 }, InboxRefusal.FieldWrong),
        })
            (await Should.ThrowAsync<InboxException>(() => Inbox.SaveAutoReplyAsync(null, draft, null, Cancel))).Why.ShouldBe(why);
        (await Should.ThrowAsync<InboxException>(() => Inbox.SetAutoReplySettingsAsync(new(WindowHours: 0), null, Cancel)))
            .Why.ShouldBe(InboxRefusal.FieldWrong);
    }

    [Fact]
    public async Task Erasing_a_person_forgets_when_they_were_spoken_to()
    {
        await Inbox.SaveAutoReplyAsync(null, always, Mira.PersonId, Cancel);
        await SayAsync("1", "Hallo?");
        await PostedAsync(1);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        await using var read = await Db.ReadAsync(Cancel);
        (await read.ExecuteScalarAsync<long>("select count(*) from auto_reply_turn")).ShouldBe(0);
    }
}
