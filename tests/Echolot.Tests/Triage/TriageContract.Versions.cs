using Echolot.Mentions;
using Echolot.Tests.Mentions;
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

    [Fact]
    public async Task An_author_of_a_rule_is_meant_at_its_network_and_at_every_one_where_none_is_named()
    {
        var here = await SaveAsync("dort", new Condition { AuthorId = "author-1", Network = "mastodon" }, WorkChange.Flag(true));
        await SaveAsync("überall", new Condition { AuthorId = "author-1" }, WorkChange.Judge(Verdict.Relevant));
        var fact = await ArriveAsync(
            Samples.Keep(Samples.Mention("a", "Jacke", connector: "mastodon")),
            Samples.Keep(Samples.Mention("b", "Hose", TimeSpan.FromMinutes(1), connector: "bluesky")));
        await Desk.HearAsync(fact, Cancel);
        (await ListAsync(new() { Flagged = true })).ShouldBe(["a"]);
        (await ListAsync(new() { Verdicts = [Verdict.Relevant] })).ShouldBe(["b", "a"]);

        // The past is what the stream was.
        (await Desk.PreviewAsync(here.Draft.Condition, Cancel)).Count.Value.ShouldBe(1);
        await Archive.WorkAsync([fact.Items[0].Id], [WorkChange.Flag(false)], new(Mira), Cancel);
        await Desk.StartRuleAsync(here.Id, Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBe(["a"]);
        (await Desk.RuleVersionsAsync(here.Id, Cancel))[0].Draft.Condition.Network.ShouldBe("mastodon");
    }
}
