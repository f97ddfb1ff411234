using Echolot.Mentions;
using Echolot.Triage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Triage;

public abstract partial class TriageContract
{
    [Fact]
    public async Task Each_change_of_a_rule_is_a_version_with_who_made_it_and_a_repetition_is_none()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true));
        var wider = rule.Draft with { Condition = rule.Draft.Condition with { Query = "spät OR verspätet" } };
        await Desk.SaveRuleAsync(rule.Id, wider, 9, Cancel);
        await Desk.SaveRuleAsync(rule.Id, wider, Mira, Cancel);
        await Desk.SaveRuleAsync(rule.Id, wider with { Active = false }, Mira, Cancel);
        var versions = await Desk.RuleVersionsAsync(rule.Id, Cancel);
        versions.Select(v => (v.Version, v.Draft.Condition.Query, v.Draft.Active, v.ChangedBy)).ShouldBe(
            [(3, "spät OR verspätet", false, Mira), (2, "spät OR verspätet", true, 9L), (1, "spät", true, Mira)]);
        versions[0].Draft.Changes.ShouldBe([WorkChange.Flag(true)]);
        await Desk.RemoveRuleAsync(rule.Id, Mira, Cancel);
        (await Desk.RuleVersionsAsync(rule.Id, Cancel)).ShouldBeEmpty();
    }
}
