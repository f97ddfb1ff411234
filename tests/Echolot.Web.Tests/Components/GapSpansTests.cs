using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Web.Components;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Components;

public sealed class GapSpansTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Gaps_that_touch_are_one_and_end_where_the_period_ends()
    {
        var spans = GapSpans.Of(
            [Gap(30, 40), Gap(-5, 3), Gap(2, 5), Gap(5, 6), Gap(60, 70)], Monday, Monday.AddHours(35));
        spans.ShouldBe([(Monday, Monday.AddHours(6)), (Monday.AddHours(30), Monday.AddHours(35))]);
    }

    [Fact]
    public void A_day_that_a_gap_touches_is_marked_and_neighbours_are_one_stretch()
    {
        var days = GapSpans.OfDays(
            [Gap(1, 2), Gap(20, 24), Gap(25, 26), Gap(72.5, 72.6), Gap(24 * 9, 24 * 20), Gap(-50, -40)],
            Clock("UTC"), DateOnly.FromDateTime(Monday.UtcDateTime), 10);
        days.ShouldBe([(0, 1), (3, 3), (9, 9)]);
    }

    [Fact]
    public void Days_are_those_of_the_workspace_also_where_its_clock_changes()
    {
        // Clocks go back on Sunday 25 October 2026, which has 25 hours: from 22:00 UTC on Saturday to 23:00 UTC on Sunday.
        var saturday = new DateTimeOffset(2026, 10, 24, 0, 0, 0, TimeSpan.Zero);
        Marked(21, 21.5).ShouldBe([(0, 0)]);
        Marked(22, 22.5).ShouldBe([(1, 1)]);
        Marked(46.2, 46.8).ShouldBe([(1, 1)]);
        Marked(46.5, 47).ShouldBe([(1, 1)]);
        Marked(47, 47.5).ShouldBe([(2, 2)]);

        IReadOnlyList<(int, int)> Marked(double from, double to) => GapSpans.OfDays(
            [new(1, 1, saturday.AddHours(from), saturday.AddHours(to), GapReason.SourceOutage, FillState.Open, 0, null)],
            Clock("Europe/Berlin"), new DateOnly(2026, 10, 24), 4);
    }

    private static Archive Clock(string zone) =>
        new(null!, null!, TimeProvider.System) { Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) };

    private static StoredGap Gap(double from, double to) => new(
        1, 1, Monday.AddHours(from), Monday.AddHours(to), GapReason.SourceOutage, FillState.Open, 0, null);
}
