using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class MessageActOnSqlite() : MessageActContract(Engine.Sqlite);

public sealed class MessageActOnPostgres() : MessageActContract(Engine.Postgres);

/// <summary>Liking, hiding and removing what customers say, on every engine.</summary>
public abstract class MessageActContract(Engine engine) : CareContract(engine)
{
    private static readonly ActWhy rude = new(ActReason.Insult, "Beschimpft eine Kollegin");

    private Sight Agent => Eyes[Role.Agent];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Network.Can = Network.Can with { Acts = [.. Enum.GetValues<ItemAct>()] };
    }

    [Fact]
    public async Task A_comment_is_liked_and_hidden_and_both_are_taken_back_with_who_and_when()
    {
        var (talk, message) = await SaidAsync();
        await Inbox.ActAsync(talk, message, ItemAct.Like, null, Agent, Cancel);
        (await ActsAsync(talk)).ShouldHaveSingleItem().State.ShouldBe(ActState.Waiting);
        await Inbox.CarryOutActsAsync(Cancel);
        var like = (await ActsAsync(talk)).ShouldHaveSingleItem();
        (like.Act, like.State, like.PersonId, like.Done, like.Holds).ShouldBe((ItemAct.Like, ActState.Done, Agent.PersonId, ItemAct.Like, true));
        await Inbox.ActAsync(talk, message, ItemAct.Hide, rude, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        (await ActsAsync(talk)).Select(a => a.Act).ShouldBe([ItemAct.Like, ItemAct.Hide]);
        await Inbox.ActAsync(talk, message, ItemAct.Unlike, null, Agent, Cancel);
        await Inbox.ActAsync(talk, message, ItemAct.Show, null, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        (await ActsAsync(talk)).Any(a => a.Holds).ShouldBeFalse();
        Network.Acted.Select(a => a.Act).Order().ShouldBe([ItemAct.Like, ItemAct.Unlike, ItemAct.Hide, ItemAct.Show]);
        var done = (await ThreadAsync(talk)).Events.Where(e => e.Kind is ConversationEventKind.MessageActed).ToList();
        done.Count.ShouldBe(4);
        done.ShouldAllBe(e => e.PersonId == Agent.PersonId);
        (await House.Get<PrivacyOffice>().AuditAsync(null, 50, Cancel)).Select(l => l.What).Where(w => w.StartsWith("message.", StringComparison.Ordinal))
            .ShouldBe(["message.show", "message.unlike", "message.hide", "message.like"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_nobody_knows_is_done_again_and_in_the_end_somebody_is_told()
    {
        var (talk, message) = await SaidAsync();
        Network.Acting = _ => new ActOutcome.Later(TimeSpan.FromSeconds(1), new("still", "silent"));
        await Inbox.ActAsync(talk, message, ItemAct.Like, null, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        var waits = (await ActsAsync(talk)).ShouldHaveSingleItem();
        (waits.State, waits.Problem).ShouldBe((ActState.Waiting, new LocalText("still", "silent")));
        await Inbox.CarryOutActsAsync(Cancel);
        Network.Acted.Count.ShouldBe(1, "its time has not come");
        for (var i = 0; i < 10; i++)
        {
            Clock.Now += TimeSpan.FromHours(1);
            await Inbox.CarryOutActsAsync(Cancel);
        }
        var failed = (await ActsAsync(talk)).ShouldHaveSingleItem();
        (failed.State, failed.Holds).ShouldBe((ActState.Failed, false));
        Network.Acted.Count.ShouldBe(8);
        (await ThreadAsync(talk)).Events.ShouldContain(e => e.Kind == ConversationEventKind.MessageActFailed);
        Network.Acting = null;
        await Inbox.ActAsync(talk, message, ItemAct.Like, null, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        (await ActsAsync(talk)).ShouldHaveSingleItem().State.ShouldBe(ActState.Done);
    }

    [Fact]
    public async Task The_newest_word_holds_and_the_same_one_again_is_no_news()
    {
        var (talk, message) = await SaidAsync();
        await Inbox.ActAsync(talk, message, ItemAct.Hide, rude, Agent, Cancel);
        await Inbox.ActAsync(talk, message, ItemAct.Hide, rude, Agent, Cancel);
        await Inbox.ActAsync(talk, message, ItemAct.Trash, rude, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        await Inbox.ActAsync(talk, message, ItemAct.Trash, rude, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        Network.Acted.ShouldBe([(ItemAct.Trash, "1")]);
        // Nothing was liked: there is nothing to take back.
        await Inbox.ActAsync(talk, message, ItemAct.Unlike, null, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        Network.Acted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_we_hid_keeps_its_words_though_the_network_shows_it_no_longer()
    {
        var (talk, message) = await SaidAsync();
        await Inbox.ActAsync(talk, message, ItemAct.Hide, rude, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        await DeleteAsync("1");
        // A second deletion shows that the first one was heard.
        var other = await HearAsync("Noch etwas anderes", "2", author: "lee");
        await DeleteAsync("2");
        await UntilAsync(async () => (await ThreadAsync(other)).Messages[0].DeletedAt is not null);
        (await ThreadAsync(talk)).Messages[0].Text.ShouldBe("Frechheit! Paket weg.");
        await Inbox.ActAsync(talk, message, ItemAct.Show, null, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        await DeleteAsync("1");
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[0].DeletedAt is not null);
    }

    [Fact]
    public async Task Whoever_may_not_send_or_an_account_that_cannot_does_nothing()
    {
        var (talk, message) = await SaidAsync();
        await RefusedAsync(() => Inbox.ActAsync(talk, message, ItemAct.Like, null, Eyes[Role.Trainee], Cancel), InboxRefusal.OthersDecide);
        await RefusedAsync(() => Inbox.ActAsync(talk, message + 99, ItemAct.Like, null, Agent, Cancel), InboxRefusal.NotFound);
        await RefusedAsync(() => Inbox.ActAsync(talk + 99, message, ItemAct.Like, null, Agent, Cancel), InboxRefusal.NotFound);
        Network.Can = Network.Can with { Acts = [ItemAct.Like, ItemAct.Unlike] };
        await RefusedAsync(() => Inbox.ActAsync(talk, message, ItemAct.Hide, rude, Agent, Cancel), InboxRefusal.CannotSend);
        var hidden = await HearAsync("Privates Wort", "3", isPrivate: true, author: "lee");
        var word = (await ThreadAsync(hidden)).Messages[0].Id;
        await RefusedAsync(() => Inbox.ActAsync(hidden, word, ItemAct.Like, null, Agent, Cancel), InboxRefusal.NotFound);
        await Inbox.CarryOutActsAsync(Cancel);
        Network.Acted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ItemAct.Hide)]
    [InlineData(ItemAct.Spam)]
    [InlineData(ItemAct.Trash)]
    public async Task What_is_taken_away_has_a_reason_in_its_course_and_in_the_log(ItemAct act)
    {
        var (talk, message) = await SaidAsync();
        foreach (var none in (ActWhy?[])[null, new(ActReason.Other), new(ActReason.Other, "  "), new((ActReason)99), new(ActReason.Insult, new('x', 201))])
            await RefusedAsync(() => Inbox.ActAsync(talk, message, act, none, Agent, Cancel), InboxRefusal.ReasonMissing);
        await Inbox.ActAsync(talk, message, act, rude, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        (await ActsAsync(talk)).ShouldHaveSingleItem().Why.ShouldBe(rude);
        var happened = (await ThreadAsync(talk)).Events.Single(e => e.Kind is ConversationEventKind.MessageActed);
        (happened.Before, happened.After).ShouldBe(($"{message} Beschimpft eine Kollegin", $"{act} Insult"));
        // Words about people do not stand in a log that outlives what they ask us to erase.
        (await House.Get<PrivacyOffice>().AuditAsync(null, 50, Cancel)).Single(l => l.What.StartsWith("message.", StringComparison.Ordinal))
            .Detail.ShouldBe("talking Insult");
        await Inbox.ActAsync(talk, message, ItemAct.Show, rude, Agent, Cancel);
        (await ActsAsync(talk)).ShouldHaveSingleItem().Why.ShouldBeNull("showing it again needs none");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Words_about_somebody_are_erased_with_them_also_in_what_they_were_merged_into(bool theirMessage)
    {
        var (talk, message) = await SaidAsync();
        var other = await HearAsync("Was ist los?", "2", author: "lee");
        var theirs = (await ThreadAsync(other)).Messages[0].Id;
        await Inbox.MergeAsync(other, talk, Agent, Cancel);
        // Kim's words and what is said of them in Kim's talk, or Lee's in the same.
        await Inbox.ActAsync(talk, theirMessage ? message : theirs, ItemAct.Hide, rude, Agent, Cancel);
        await Inbox.CarryOutActsAsync(Cancel);
        foreach (var who in theirMessage ? ["lee", "kim"] : new[] { "lee" })
        {
            (await WordsAsync()).ShouldNotBe((null, null));
            await House.Privacy.EraseAsync(new(TalkingNetwork.Name, who), null, Cancel);
        }
        (await WordsAsync()).ShouldBe((null, null));

        async Task<(string?, string?)> WordsAsync()
        {
            await using var connection = await Db.ReadAsync(Cancel);
            return (
                await connection.ExecuteScalarAsync<string?>("select words from message_act"),
                await connection.ExecuteScalarAsync<string?>(
                    $"select before from conversation_event where kind = {(int)ConversationEventKind.MessageActed}"));
        }
    }

    private async Task<(long Talk, long Message)> SaidAsync()
    {
        var talk = await HearAsync("Frechheit! Paket weg.");
        return (talk, (await ThreadAsync(talk)).Messages[0].Id);
    }

    private async Task<IReadOnlyList<MessageAct>> ActsAsync(long talk) => (await ThreadAsync(talk)).Messages[0].Acts;
}
