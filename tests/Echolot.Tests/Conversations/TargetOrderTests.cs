using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>What the order of response targets means, and where a new one goes.</summary>
public sealed class TargetOrderTests
{
    private static readonly TargetDraft Crisis = Inbox.Presets[0];
    private static readonly TargetDraft All = Inbox.Presets[1];
    private static readonly TargetDraft Blog = Target("Blog", connector: "wordpress");
    private static readonly TargetDraft Urgent = Target("Eilig", above: Priority.Urgent);

    [Fact]
    public void A_new_target_goes_before_what_would_keep_it_from_holding()
    {
        Names(TargetOrder.With(Inbox.Presets, Blog)).ShouldBe("Krise Blog Normal");
        Names(TargetOrder.With([Crisis, Blog, All], Urgent)).ShouldBe("Krise Blog Eilig Normal");
        Names(TargetOrder.With([Crisis, Urgent], Blog)).ShouldBe("Krise Eilig Blog");
        Names(TargetOrder.With([], All)).ShouldBe("Normal");
    }

    [Fact]
    public void Of_two_that_hold_for_the_same_the_older_one_holds_and_the_new_one_says_so()
    {
        var targets = TargetOrder.With([Blog, All], Blog with { Name = "Blog 2" });
        Names(targets).ShouldBe("Blog Blog 2 Normal");
        Enumerable.Range(0, 3).Select(i => TargetOrder.CoveredBy(targets, i)?.Name).ShouldBe([null, "Blog", null]);
    }

    [Fact]
    public void A_target_behind_one_that_covers_it_never_holds()
    {
        TargetDraft[] targets = [All, Crisis, Blog, Urgent];
        Enumerable.Range(0, 4).Select(i => TargetOrder.CoveredBy(targets, i)?.Name).ShouldBe([null, "Normal", "Normal", "Normal"]);
        Names(TargetOrder.Moved(targets, 0, 3)).ShouldBe("Krise Blog Eilig Normal");
        Names(TargetOrder.Moved(targets, 3, -1)).ShouldBe("Eilig Normal Krise Blog");
    }

    [Fact]
    public void Covered_is_what_no_conversation_ever_gets()
    {
        var parts = (from above in new Priority?[] { null, Priority.Low, Priority.High } from connector in new[] { null, "a", "b" }
            from crisis in new[] { 0, 2 } select new TargetDraft("", above, connector, crisis, null, null, null, null, null, null)).ToList();
        var some = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var targets = Enumerable.Range(0, 4).Select(n => parts[some.Next(parts.Count)] with { Name = $"{n}" }).ToList();
            // Another channel than those named is always possible.
            var chosen = (from priority in Enum.GetValues<Priority>() from connector in new[] { "a", "b", "c" } from crisis in new[] { 0, 1, 2, 3 }
                select Inbox.Choose(targets, new Dictionary<long, long>(), priority, connector, crisis)?.Name).ToHashSet();
            for (var i = 0; i < 4; i++)
                if (TargetOrder.CoveredBy(targets, i) is not null) chosen.ShouldNotContain($"{i}");
                else chosen.ShouldContain($"{i}");
        }
    }

    private static TargetDraft Target(string name, Priority? above = null, string? connector = null) =>
        new(name, above, connector, 0, null, 60, null, null, null, null);

    private static string Names(IEnumerable<TargetDraft> targets) => string.Join(' ', targets.Select(t => t.Name));
}
