using Echolot.Alerts;
using Echolot.Mentions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class JudgingContract
{
    [Fact]
    public async Task The_post_that_began_a_storm_stands_first_however_many_came_after_it()
    {
        await SaveAsync(Rule() with { Count = 2_100 });
        var (began, findings) = Post(noon.AddMinutes(-9), Sentiment.Neutral, "anfang");
        await KeepAsync([(began with { Engagement = new(12, 3, 4_000, null, null, noon) }, findings)], []);
        var first = await NewestAsync();
        await KeepAsync(Enumerable.Range(0, 2_100).Select(i => (noon.AddMinutes(-8).AddMilliseconds(i * 100), Sentiment.Neutral)));
        await JudgeAsync();
        var firing = (await FiredAsync()).ShouldHaveSingleItem();
        (firing.Measurement.Total, firing.MentionIds.Count, firing.WeighedNewest).ShouldBe((2_101, 10, null));
        firing.MentionIds[0].ShouldBe(first);
        firing.MentionIds.Skip(1).ShouldBe(firing.MentionIds.Skip(1).OrderDescending(), "of equals the newest");
    }

    [Fact]
    public async Task Of_more_posts_than_are_weighed_the_newest_are_and_the_firing_says_so()
    {
        Desk.MostWeighed = 4;
        var rule = await SaveAsync(Rule());
        await PostAsync(noon.AddMinutes(-9));
        var oldest = await NewestAsync();
        for (var i = 0; i < 4; i++) await PostAsync(noon.AddMinutes(i - 8));
        await JudgeAsync();
        var firing = (await FiredAsync()).ShouldHaveSingleItem();
        firing.WeighedNewest.ShouldBe(4);
        (firing.MentionIds.Count, firing.MentionIds.Contains(oldest)).ShouldBe((4, false));
        (await Desk.RuleThenAsync(firing, Cancel))!.Count.ShouldBe(5);
        await Desk.SaveAsync((await Desk.FindRuleAsync(rule.Id, Cancel))! with { Count = 7 }, Cancel, _person.Id);
        (await Desk.RuleThenAsync(firing, Cancel))!.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Exactly_as_many_as_are_weighed_are_the_whole_window()
    {
        Desk.MostWeighed = 5;
        await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync(noon.AddMinutes(i - 8));
        await JudgeAsync();
        (await FiredAsync()).ShouldHaveSingleItem().WeighedNewest.ShouldBeNull();
    }
}
