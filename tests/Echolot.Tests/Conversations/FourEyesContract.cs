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
        (await Inbox.FourEyesAsync(Agent.PersonId, Cancel)).Select(p => p.Role).ShouldBe([Role.Administrator, Role.Lead], ignoreOrder: true);
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
}
