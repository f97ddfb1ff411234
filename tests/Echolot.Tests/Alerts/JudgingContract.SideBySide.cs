using Echolot.Alerts;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class JudgingContract
{
    [Fact]
    public async Task Two_versions_of_an_alert_tell_what_each_would_have_done_with_the_verdicts_on_both()
    {
        var rule = await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        await Desk.JudgeFiringAsync((await FiredAsync()).Single().Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        _clock.Now = noon.AddHours(3);
        for (var i = 0; i < 9; i++) await PostAsync();
        _clock.Now = noon.AddHours(4);
        var (from, to) = (noon.AddDays(-1), _clock.Now);

        var (many, few) = await Desk.PastOfBothAsync(rule, rule with { Count = 8 }, from, to, Cancel);
        many.ShouldBeEquivalentTo(await Desk.PastAsync(rule, from, to, Cancel));
        (many.Firings.Count, few!.Firings.Count).ShouldBe((2, 1));
        many.Without(few).ShouldBe([many.Firings[0]]);
        few.Without(many).ShouldBeEmpty();
        many.Firings[0].Verdict.ShouldBe(FiringVerdict.FalseAlarm);

        // The one that is thrown away knows its verdict too, whichever side it stands on.
        var (_, saved) = await Desk.PastOfBothAsync(rule with { Count = 8 }, rule, from, to, Cancel);
        saved!.Firings.Select(f => f.Verdict).ShouldBe([FiringVerdict.FalseAlarm, null]);
    }

    [Theory]
    [InlineData(AlertKind.EachMention)]
    [InlineData(AlertKind.Silence)]
    [InlineData(AlertKind.SentimentShare)]
    public async Task Versions_of_different_kinds_are_laid_side_by_side_too(AlertKind kind)
    {
        var rule = await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        _clock.Now = noon.AddHours(2);
        var other = rule with { Kind = kind, Count = 1, Bound = 50 };
        var (from, to) = (noon.AddDays(-1), _clock.Now);
        var (counted, second) = await Desk.PastOfBothAsync(rule, other, from, to, Cancel);
        var (first, back) = await Desk.PastOfBothAsync(other, rule, from, to, Cancel);
        second!.Firings.ShouldBe(first.Firings);
        back!.Firings.ShouldBe(counted.Firings);
        first.Without(second).ShouldBeEmpty("what is the same meets itself, also where it lasts no time");
        counted.Firings.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_version_that_cannot_work_any_more_has_no_past_beside_the_other()
    {
        var rule = await SaveAsync(Rule());
        var (_, second) = await Desk.PastOfBothAsync(rule, rule with { Count = 0 }, noon.AddDays(-1), noon, Cancel);
        second.ShouldBeNull();
        await Should.ThrowAsync<AlertException>(() => Desk.PastOfBothAsync(rule with { Count = 0 }, rule, noon.AddDays(-1), noon, Cancel));
    }
}
