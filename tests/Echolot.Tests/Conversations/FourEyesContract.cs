using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class FourEyesOnSqlite() : FourEyesContract(Engine.Sqlite);

public sealed class FourEyesOnPostgres() : FourEyesContract(Engine.Postgres);

/// <summary>Somebody has a reply looked at although no rule wants it; the way is that of every approval.</summary>
public abstract class FourEyesContract(Engine engine) : CareContract(engine)
{
    private const string Text = "Wir prüfen das und melden uns bei dir.";
    private long _talk;

    private Sight Agent => Eyes[Role.Agent];

    private Sight Lead => Eyes[Role.Lead];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _talk = await HearAsync("Paket weg, was ist los bei euch?");
    }

    [Fact]
    public async Task Whom_one_asks_decides_and_nothing_leaves_before()
    {
        var said = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Text) { AskedOf = [Lead.PersonId!.Value] }, Agent, Cancel);
        said.SendId.ShouldBeNull();
        Clock.Now += Inbox.TakeBackTime * 2;
        Network.Posted.ShouldBeEmpty();
        var waiting = (await Inbox.ApprovalAsync(said.ApprovalId!.Value, Sight.Everything, Cancel))!;
        waiting.Why.ShouldHaveSingleItem().ByChoice.ShouldBeTrue();
        await RefusedAsync(
            () => Inbox.DecideAsync(waiting.Id, new(true, null, null, waiting.Revision), Agent, Cancel), InboxRefusal.OthersDecide);
        await RefusedAsync(
            () => Inbox.DecideAsync(waiting.Id, new(true, null, null, waiting.Revision), Eyes[Role.Administrator], Cancel),
            InboxRefusal.OthersDecide);
        await Inbox.DecideAsync(waiting.Id, new(true, null, null, waiting.Revision), Lead, Cancel);
        (await PostedAsync(1)).ShouldBe([Text]);
    }

    [Fact]
    public async Task Nobody_named_is_everybody_who_may_approve()
    {
        var said = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Text) { AskedOf = [] }, Agent, Cancel);
        var waiting = (await Inbox.ApprovalAsync(said.ApprovalId!.Value, Sight.Everything, Cancel))!;
        foreach (var (role, may) in new[] { (Role.Lead, true), (Role.Administrator, true), (Role.Agent, false), (Role.Trainee, false) })
            waiting.IsFor((await House.Get<Roster>().FindAsync(Eyes[role].PersonId!.Value, Cancel))!).ShouldBe(may, role.ToString());
    }

    [Fact]
    public async Task Neither_oneself_nor_who_may_not_send_is_a_second_pair_of_eyes()
    {
        (await Inbox.FourEyesAsync(await TalkAsync(), Agent.PersonId, Cancel)).Select(p => p.Role).ShouldBe([Role.Administrator, Role.Lead], ignoreOrder: true);
        foreach (var asked in new[] { Agent.PersonId!.Value, Eyes[Role.Trainee].PersonId!.Value, 4711 })
            await RefusedAsync(
                () => Inbox.SendReplyAsync(_talk, new(Leg.Public, Text) { AskedOf = [asked] }, Agent, Cancel),
                InboxRefusal.NobodyToApprove);
    }

    [Fact]
    public async Task A_trainee_who_asks_a_colleague_still_needs_somebody_who_may_approve()
    {
        var byColleague = await Inbox.SendReplyAsync(
            _talk, new(Leg.Public, Text) { AskedOf = [Agent.PersonId!.Value] }, Eyes[Role.Trainee], Cancel);
        var waiting = (await Inbox.ApprovalAsync(byColleague.ApprovalId!.Value, Sight.Everything, Cancel))!;
        waiting.Tiers.Count.ShouldBe(2);
        await Inbox.DecideAsync(waiting.Id, new(true, null, null, waiting.Revision), Lead, Cancel);
        waiting = (await Inbox.ApprovalAsync(waiting.Id, Sight.Everything, Cancel))!;
        waiting.State.ShouldBe(ApprovalState.Waiting);
        await Inbox.DecideAsync(waiting.Id, new(true, null, null, waiting.Revision), Agent, Cancel);
        (await PostedAsync(1)).ShouldBe([Text]);

        var byLead = await Inbox.SendReplyAsync(
            _talk, new(Leg.Public, "Und noch etwas dazu.") { AskedOf = [Lead.PersonId!.Value] }, Eyes[Role.Trainee], Cancel);
        (await Inbox.ApprovalAsync(byLead.ApprovalId!.Value, Sight.Everything, Cancel))!.Tiers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_those_who_see_the_conversation_are_offered_and_asked()
    {
        await LeadSeesOtherThingsAsync();
        (await Inbox.FourEyesAsync(await TalkAsync(), Agent.PersonId, Cancel)).Select(p => p.Role).ShouldBe([Role.Administrator]);
        await RefusedAsync(
            () => Inbox.SendReplyAsync(_talk, new(Leg.Public, Text) { AskedOf = [Lead.PersonId!.Value] }, Agent, Cancel),
            InboxRefusal.NobodyToApprove);
        await RefusedAsync(
            () => Inbox.SendReplyAsync(_talk, new(Leg.Public, Text) { AskedOf = [] }, Eyes[Role.Administrator], Cancel),
            InboxRefusal.NobodyToApprove);
        var said = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Text) { AskedOf = [] }, Agent, Cancel);
        (await AskedAsync(said))[^1].Asks.ShouldBe([Mira.Id]);
        // What is assigned to somebody they see, wherever it belongs.
        await Inbox.AssignAsync(_talk, Lead.PersonId, Sight.Everything, Cancel);
        (await Inbox.FourEyesAsync(await TalkAsync(), Agent.PersonId, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_step_of_people_who_do_not_see_it_is_said_to_be_stuck_and_goes_on_in_time()
    {
        await LeadSeesOtherThingsAsync();
        await Inbox.SaveApprovalRuleAsync(
            null, new("Leitung", ApprovalWhen.Always, [new([], [Role.Lead], [], 45), new([Mira.Id], [], [], 30)]), Mira.Id, Cancel);
        var said = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Text), Agent, Cancel);
        (await StuckAsync(said)).ShouldBeTrue();
        var fact = (await AskedAsync(said)).ShouldHaveSingleItem();
        (fact.Asks.Count, fact.Stuck, fact.Helps.Count).ShouldBe((0, null, 0), "whoever asks reads it on the page, and a step is to come");
        Clock.Now += TimeSpan.FromMinutes(44);
        await Inbox.EscalateAsync(Cancel);
        (await StuckAsync(said)).ShouldBeTrue();
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.EscalateAsync(Cancel);
        (await StuckAsync(said)).ShouldBeFalse();
        (await AskedAsync(said))[^1].Asks.ShouldBe([Mira.Id]);
        await DecideAsync(said, Eyes[Role.Administrator]);
        (await PostedAsync(1)).ShouldBe([Text]);
    }

    [Fact]
    public async Task Where_nobody_at_all_could_decide_the_author_and_those_who_can_help_are_told()
    {
        await LeadSeesOtherThingsAsync();
        await Roster.SaveSeatAsync(Admin, new(Mira.Id, Reach.Own, null, [], []), Cancel);
        await RefusedAsync(
            () => Inbox.SendReplyAsync(_talk, new(Leg.Public, Text) { AskedOf = [] }, Agent, Cancel), InboxRefusal.NobodyToApprove);
        var trainee = Eyes[Role.Trainee];
        var said = await Inbox.SendReplyAsync(_talk, new(Leg.Public, Text), trainee, Cancel);
        (await StuckAsync(said)).ShouldBeTrue();
        Clock.Now += TimeSpan.FromHours(1);
        await Inbox.EscalateAsync(Cancel);
        var fact = (await AskedAsync(said))[^1];
        (fact.Asks.Count, fact.Stuck).ShouldBe((0, trainee.PersonId));
        fact.Helps.ShouldBe([Mira.Id]);
        Network.Posted.ShouldBeEmpty();
        await Roster.SaveSeatAsync(Admin, new(Lead.PersonId!.Value, Reach.All, null, [], []), Cancel);
        (await StuckAsync(said)).ShouldBeFalse();
        await DecideAsync(said, Lead);
        (await PostedAsync(1)).ShouldBe([Text]);
    }

    [Fact]
    public async Task A_step_of_those_who_may_not_decide_is_no_step()
    {
        foreach (var tier in new ApprovalTier[] { new([Eyes[Role.Trainee].PersonId!.Value], [], [], 60), new([], [Role.Analyst], [], 60) })
            await RefusedAsync(
                () => Inbox.SaveApprovalRuleAsync(null, new("Niemand", ApprovalWhen.Always, [tier]), Mira.Id, Cancel),
                InboxRefusal.NobodyToApprove);
    }

    /// <summary>The conversation belongs to one department, and who leads sees another one alone.</summary>
    private async Task LeadSeesOtherThingsAsync()
    {
        var (service, press) = (
            await Roster.SaveDepartmentAsync(Admin, null, new("Service"), Cancel), await Roster.SaveDepartmentAsync(Admin, null, new("PR"), Cancel));
        await Roster.SetMembersAsync(Admin, service.Id, [Lead.PersonId!.Value], Cancel);
        await Roster.SaveSeatAsync(Admin, new(Lead.PersonId!.Value, Reach.Subtree, null, [], []), Cancel);
        await Inbox.MoveAsync(_talk, press.Id, Sight.Everything, Cancel);
    }

    private async Task<Conversation> TalkAsync() => (await Inbox.FindAsync(_talk, Sight.Everything, Cancel))!;

    private async Task<bool> StuckAsync(SaidReply said) => (await Inbox.StuckAsync(
        [(await Inbox.ApprovalAsync(said.ApprovalId!.Value, Sight.Everything, Cancel))!], Cancel)).Count > 0;

    private async Task DecideAsync(SaidReply said, Sight sight)
    {
        var waiting = (await Inbox.ApprovalAsync(said.ApprovalId!.Value, Sight.Everything, Cancel))!;
        await Inbox.DecideAsync(waiting.Id, new(true, null, null, waiting.Revision), sight, Cancel);
    }

    private async Task<IReadOnlyList<ApprovalChanged>> AskedAsync(SaidReply said)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return [.. (await connection.QueryAsync<string>(
            "select json from outbox where type = @type order by seq", new { type = typeof(ApprovalChanged).FullName }))
            .Select(json => JsonSerializer.Deserialize<ApprovalChanged>(json, JsonSerializerOptions.Web)!)
            .Where(fact => fact.Id == said.ApprovalId)];
    }
}
