using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ApprovalRulesTests
{
    private static readonly ApprovalTier lead = new([], [Role.Lead], [], 60);
    private static readonly ApprovalTier legal = new([], [], [new("Recht", "recht@example.org")], 60);
    private static readonly ApprovalFacts plain = new(
        7, Role.Agent, "Wir schauen nach.", Leg.Public, "mastodon", 0, [], [], 0);

    [Theory]
    [InlineData("roles")]
    [InlineData("words")]
    [InlineData("policies")]
    [InlineData("labels")]
    [InlineData("channels")]
    [InlineData("leg")]
    [InlineData("crisis")]
    [InlineData("above")]
    public void Every_condition_that_is_given_has_to_hold(string kind)
    {
        var always = ApprovalWhen.Always;
        var (when, holds) = kind switch
        {
            "roles" => (always with { Roles = [Role.Trainee] }, plain with { AuthorRole = Role.Trainee }),
            "words" => (always with { Words = ["Garantie", "rechtlich"] }, plain with { Text = "Garantieanspruch besteht." }),
            "policies" => (always with { Policies = [3] }, plain with { Policies = [2, 3] }),
            "labels" => (always with { Labels = ["Presse"] }, plain with { Labels = ["Presse › Print"] }),
            "channels" => (always with { Connectors = ["bluesky"] }, plain with { Connector = "bluesky" }),
            "leg" => (always with { Leg = Leg.Private }, plain with { Leg = Leg.Private }),
            "crisis" => (always with { Crisis = 2 }, plain with { Crisis = 2 }),
            _ => (always with { Above = 4000 }, plain with { Cents = 4001 }),
        };
        Needed(when, plain).ShouldBeEmpty();
        Needed(when, holds).ShouldBe(["Regel"]);
        Needed(when with { Connectors = ["fax"] }, holds).ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_without_conditions_always_holds_and_one_that_is_off_never()
    {
        Needed(ApprovalWhen.Always, plain).ShouldBe(["Regel"]);
        ApprovalRules.Needed([Rule(ApprovalWhen.Always, active: false)], plain).ShouldBeEmpty();
    }

    [Fact]
    public void Steps_of_several_rules_are_one_way_on_which_nobody_is_asked_twice()
    {
        NeededApproval[] needed = [new(1, "a", [], [lead]), new(2, "b", [], [lead with { Minutes = 30 }, legal])];
        ApprovalRules.Chain(needed).Select(t => t.Outside.Count).ShouldBe([0, 1]);
    }

    [Fact]
    public void Nobody_decides_about_their_own_words_and_nobody_whose_turn_it_is_not()
    {
        var approval = new Approval(
            1, 1, 7, Leg.Public, "Text", ApprovalState.Waiting, 0, [lead, legal], [], DateTimeOffset.MaxValue, null, default, default, 1, []);
        approval.IsFor(Somebody(8, Role.Lead)).ShouldBeTrue();
        approval.IsFor(Somebody(7, Role.Lead)).ShouldBeFalse();
        approval.IsFor(Somebody(8, Role.Agent)).ShouldBeFalse();
        (approval with { Tier = 1 }).IsFor(Somebody(8, Role.Lead)).ShouldBeFalse();
        // The last step is out of time: everybody who may approve decides.
        (approval with { Tier = 1, DueAt = null }).IsFor(Somebody(8, Role.Lead)).ShouldBeTrue();
        (approval with { State = ApprovalState.Approved }).IsFor(Somebody(8, Role.Lead)).ShouldBeFalse();
        (approval with { Tiers = NeededApproval.OfTrainee.Tiers }).IsFor(Somebody(8, Role.Administrator)).ShouldBeTrue();
        (approval with { Tiers = NeededApproval.OfTrainee.Tiers }).IsFor(Somebody(8, Role.Trainee)).ShouldBeFalse();
    }

    private static Person Somebody(long id, Role role) =>
        new(id, "a@example.org", "A", role, "de", "Europe/Berlin", "system", true, default, null);

    private static IEnumerable<string> Needed(ApprovalWhen when, ApprovalFacts facts) =>
        ApprovalRules.Needed([Rule(when)], facts).Select(n => n.Name);

    private static ApprovalRule Rule(ApprovalWhen when, bool active = true) =>
        new(1, 1, new("Regel", when, [lead], active), default, null);
}
