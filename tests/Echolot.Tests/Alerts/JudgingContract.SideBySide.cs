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
    public async Task The_same_posts_told_one_by_one_or_together_are_the_same()
    {
        var rule = await SaveAsync(Telling(AlertKind.EachMention, 0) with { QuietFrom = null, QuietTo = null });
        foreach (var minute in new[] { 0, 5, 10 })
        {
            _clock.Now = noon.AddMinutes(minute);
            await PostAsync();
        }
        _clock.Now = noon.AddHours(3);
        var (together, single) = await Desk.PastOfBothAsync(
            rule with { Cooldown = TimeSpan.FromHours(1) }, rule, noon.AddHours(-1), _clock.Now, Cancel);
        (together.Firings.Count, single!.Firings.Count).ShouldBe((2, 3));
        together.Without(single).ShouldBeEmpty();
        single.Without(together).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_verdict_stands_at_what_was_told_and_not_at_what_was_seen_around_it()
    {
        var rule = await SaveAsync(Telling(AlertKind.Authors, 0) with { QuietFrom = null, QuietTo = null });
        await PostAsync(noon, "lena");
        await Desk.RoundAsync(Cancel);
        await Desk.JudgeFiringAsync((await FiredAsync()).Single().Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        // Written before, seen long after.
        _clock.Now = noon.AddMinutes(40);
        await PostAsync(noon.AddMinutes(-2), "lena");
        await Desk.RoundAsync(Cancel);
        _clock.Now = noon.AddHours(1);
        (await Desk.PastAsync(rule, noon.AddHours(-1), _clock.Now, Cancel)).Firings.Select(f => f.Verdict)
            .ShouldBe([FiringVerdict.FalseAlarm, null]);
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
