using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class UnsentOnSqlite() : UnsentContract(Engine.Sqlite);

public sealed class UnsentOnPostgres() : UnsentContract(Engine.Postgres);

/// <summary>A reply that did not go out, or of which nobody can tell, reaches somebody who decides about it.</summary>
public abstract class UnsentContract(Engine engine) : CareContract(engine)
{
    private static readonly LocalText closed = new("Das Konto ist gesperrt.", "The account is locked.");

    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task Whoever_wrote_what_did_not_go_out_is_told_and_it_stands_in_a_list_until_it_is_dealt_with()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        await HearAsync("Bravo fragt", "2", isPrivate: true, author: "lou");
        (await UnsentAsync(Agent)).ShouldBeEmpty();
        Network.Before = _ => new SendOutcome.Refused(closed);
        var send = (await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), Agent, Cancel)).SendId!.Value;
        await UntilAsync(async () => (await UnsentAsync(Agent)).Count == 1);
        (await UnsentAsync(Agent)).ShouldBe([talk]);
        (await ThreadAsync(talk)).Messages[^1].Send!.Problem.ShouldBe(closed);
        (await ToldAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            t => t.PersonIds.ShouldBe([Agent.PersonId!.Value]), t => (t.ConversationId, t.Undecided).ShouldBe((talk, false)));
        // It stays there however the conversation goes on.
        await Inbox.EnterAsync(talk, ConversationState.Ignored, null, null, Agent, Cancel);
        (await UnsentAsync(Agent)).ShouldBe([talk]);
        (await Inbox.StandingAsync(Agent, Cancel)).Unsent.ShouldBe(1);
        Network.Before = null;
        await Inbox.DecideSendAsync(talk, send, isOut: false, Agent, Cancel);
        (await UnsentAsync(Agent)).ShouldBeEmpty();
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send?.State is SendState.Sent);
        (await UnsentAsync(Agent)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Taken_back_into_the_draft_it_leaves_the_list_and_merged_it_goes_along()
    {
        var (talk, other) = (await HearAsync("Alpha fragt", isPrivate: true), await HearAsync("Bravo fragt", "2", isPrivate: true, author: "lou"));
        Network.Before = _ => new SendOutcome.Refused(closed);
        var send = (await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), Agent, Cancel)).SendId!.Value;
        await UntilAsync(async () => (await UnsentAsync(Agent)).Count == 1);
        await Inbox.MergeAsync(talk, other, Agent, Cancel);
        (await UnsentAsync(Agent)).ShouldBe([other]);
        await Inbox.UndoMergeAsync(talk, Agent, Cancel);
        (await UnsentAsync(Agent)).ShouldBe([talk]);
        await Inbox.UndoSendAsync(talk, send, Agent, Cancel);
        (await UnsentAsync(Agent)).ShouldBeEmpty();
        (await ThreadAsync(talk)).Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Taken_back_it_stands_below_what_was_begun_meanwhile_and_loses_nothing()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        Network.Before = _ => new SendOutcome.Refused(closed);
        var send = (await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), Agent, Cancel)).SendId!.Value;
        await UntilAsync(async () => (await UnsentAsync(Agent)).Count == 1);
        await Inbox.SaveDraftAsync(talk, Agent.PersonId!.Value, MessageKind.Public, "Inzwischen", shared: false, 0, Cancel);
        await Inbox.UndoSendAsync(talk, send, Agent, Cancel);
        var draft = (await Inbox.ShowAsync(talk, Agent, Cancel))!.Drafts.ShouldHaveSingleItem();
        // What was said privately does not stand where everybody would read it.
        (draft.Kind, draft.Text).ShouldBe((MessageKind.Private, "Inzwischen\n\nWir schauen nach."));
    }

    [Fact]
    public async Task Words_that_were_still_on_their_way_while_they_were_sent_are_no_draft_again()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        var page = (await ThreadAsync(talk)).Conversation.Revision;
        var me = Agent.PersonId!.Value;
        Task<long?> KeepAsync(string text, long since) => Inbox.SaveDraftAsync(
            talk, me, MessageKind.Private, text, shared: false, page, Cancel, since);
        (await KeepAsync("Wir schau", page)).ShouldBeNull();
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), Agent, Cancel);
        var said = (await KeepAsync("Wir schauen na", page)).ShouldNotBeNull();
        (await ThreadAsync(talk)).Drafts.ShouldBeEmpty();
        // What is written on a page that knows of it is a new one.
        (await KeepAsync("Und noch etwas", said)).ShouldBeNull();
        (await Inbox.ShowAsync(talk, Agent, Cancel))!.Drafts.ShouldHaveSingleItem().Text.ShouldBe("Und noch etwas");
    }

    [Fact]
    public async Task Where_nobody_leads_those_who_look_after_the_desk_are_told_of_what_a_bot_said()
    {
        var roster = House.Get<Roster>();
        var by = new Actor(Mira, Mira.Permissions, null);
        await roster.AddAbsenceAsync(by, Eyes[Role.Lead].PersonId!.Value, Clock.Now, Clock.Now.AddDays(2), null, Cancel);
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        Network.Before = _ => new SendOutcome.Refused(closed);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir haben geschlossen.") { Bot = "Nachts" }, Sight.Everything, Cancel);
        await UntilAsync(async () => (await ToldAsync()).Count == 1);
        (await ToldAsync())[0].PersonIds.ShouldBe([Mira.Id]);
    }

    [Fact]
    public async Task While_whoever_wrote_it_is_away_the_lead_of_the_department_is_told_as_well()
    {
        var roster = House.Get<Roster>();
        var by = new Actor(Mira, Mira.Permissions, null);
        var (agent, lead) = (Agent.PersonId!.Value, Eyes[Role.Lead].PersonId!.Value);
        var top = (await roster.SaveDepartmentAsync(by, null, new("Service"), Cancel)).Id;
        var below = (await roster.SaveDepartmentAsync(by, null, new("Retouren", top), Cancel)).Id;
        await roster.SetMembersAsync(by, top, [lead], Cancel);
        await roster.SetMembersAsync(by, below, [agent], Cancel);
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        await Inbox.MoveAsync(talk, below, Sight.Everything, Cancel);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Bis morgen.", At: Clock.Now.AddHours(4)), Agent, Cancel);
        await roster.AddAbsenceAsync(by, agent, Clock.Now, Clock.Now.AddDays(2), null, Cancel);
        Network.Before = _ => new SendOutcome.Refused(closed);
        Clock.Now += TimeSpan.FromHours(5);
        await UntilAsync(async () => (await ToldAsync()).Count == 1);
        (await ToldAsync())[0].PersonIds.ShouldBe([agent, lead]);
    }

    [Fact]
    public async Task What_nobody_knows_is_a_person_s_to_decide_only_once_looking_is_over_and_they_are_told_then()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        Network.After = _ => new SendOutcome.Unknown(new("brach ab", "broke"));
        Network.Looking = _ => throw new HttpRequestException("down");
        var send = (await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), Agent, Cancel)).SendId!.Value;
        await UntilAsync(async () => (await SendAsync(talk)).State is SendState.Unknown);
        (await SendAsync(talk)).ShouldSatisfyAllConditions(
            s => s.Undecided.ShouldBeFalse(), s => s.Problem.ShouldBe(new("brach ab", "broke")));
        (await UnsentAsync(Agent)).ShouldBeEmpty();
        await RefusedAsync(() => Inbox.DecideSendAsync(talk, send, isOut: true, Agent, Cancel), InboxRefusal.TooLate);
        for (var hours = 0; hours < 9000 && !(await SendAsync(talk)).Undecided; hours++)
        {
            Clock.Now += TimeSpan.FromHours(1);
            await Task.Delay(20, Cancel);
        }
        (await SendAsync(talk)).Undecided.ShouldBeTrue();
        (await ToldAsync()).ShouldHaveSingleItem().Undecided.ShouldBeTrue();
        (await UnsentAsync(Agent)).ShouldBe([talk]);
        (await SendAsync(talk)).Problem.ShouldBe(new("brach ab", "broke"));
        await Inbox.DecideSendAsync(talk, send, isOut: true, Agent, Cancel);
        (await UnsentAsync(Agent)).ShouldBeEmpty();
        Network.Posted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_connector_that_breaks_down_is_told_in_words()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        Network.Before = _ => throw new InvalidOperationException("Sequence contains no elements");
        Network.Looking = _ => new SendFinding.Unclear(new("Bitte nachsehen.", "Please look."));
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), Agent, Cancel);
        await UntilAsync(async () => (await SendAsync(talk)).State is SendState.Unknown);
        (await SendAsync(talk)).Problem!.De.ShouldBe("Beim Senden ist etwas abgebrochen.");
    }

    [Fact]
    public async Task Only_who_may_see_a_conversation_finds_it_in_the_list_and_its_count()
    {
        var talk = await HearAsync("Alpha fragt", isPrivate: true);
        Network.Before = _ => new SendOutcome.Refused(closed);
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir schauen nach."), Agent, Cancel);
        await UntilAsync(async () => (await UnsentAsync(Agent)).Count == 1);
        (await UnsentAsync(new Sight(4711, [4711], Unrouted: false))).ShouldBeEmpty();
        (await Inbox.ListAsync(new(InboxView.Unsent, AssigneeId: Mira.Id), Agent, null, 10, Cancel)).Items.ShouldBeEmpty();
        (await Inbox.CountEachAsync(new(), Cancel)).All.Unsent.ShouldBe(1);
        (await Inbox.CountEachAsync(new(Connector: "other"), Cancel)).All.Unsent.ShouldBe(0);
    }

    private async Task<Send> SendAsync(long talk) => (await ThreadAsync(talk)).Messages[^1].Send!;

    /// <summary>The list, which has as many as its count says.</summary>
    private async Task<IReadOnlyList<long>> UnsentAsync(Sight sight)
    {
        IReadOnlyList<Conversation> listed = [];
        // Between list and count one may come.
        await UntilAsync(async () =>
        {
            listed = (await Inbox.ListAsync(new(InboxView.Unsent), sight, null, 10, Cancel)).Items;
            return (await Inbox.CountAsync(sight, Cancel)).Unsent == listed.Count;
        });
        listed.ShouldAllBe(c => c.Unsent);
        return [.. listed.Select(c => c.Id)];
    }

    private async Task<IReadOnlyList<ReplyUnsent>> ToldAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return [.. (await connection.QueryAsync<string>(
            "select json from outbox where type = @type order by seq", new { type = typeof(ReplyUnsent).FullName }))
            .Select(json => System.Text.Json.JsonSerializer.Deserialize<ReplyUnsent>(json, System.Text.Json.JsonSerializerOptions.Web)!)];
    }
}
