using Echolot.Alerts;
using Echolot.Play.Worlds;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

/// <summary>What the levels of a seasonal alert promise, over chance alone and over the world of the demonstration.</summary>
public sealed class OrdinaryNoiseTests
{
    private static readonly AlertRule Unusual = new(
        1, 1, 7, AlertKind.Seasonal, [DeliveryChannel.Screen], [], 10, TimeSpan.FromHours(1), TimeSpan.FromHours(1), null,
        null, true, default);

    private static readonly NordlichtWorld World =
        new(1, new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero));

    private static readonly Lazy<Recorded> Everything = new(() => Recorded.Of(World, _ => true));

    private static readonly Lazy<Recorded> Ordinary =
        new(() => Recorded.Of(World, t => t is { Storm: false, Coordinated: false, Copy: false }));

    [Theory]
    [InlineData(3, 0)]
    [InlineData(15, 0)]
    [InlineData(15, 0.3)]
    [InlineData(60, 0.12)]
    [InlineData(300, 0.12)]
    [InlineData(300, 0.3)]
    public void Chance_alone_fires_no_oftener_than_a_level_says(double anHour, double spread)
    {
        var months = Enumerable.Range(1, 4).Select(seed => Recorded.OfNoise((ulong)seed, anHour, spread)).ToList();
        foreach (var (level, most) in Levels.All.Zip([1.0, 4, 12]))
        {
            // The published number alone; a louder past would raise it.
            var published = Levels.Of(Unusual, level, _ => 0);
            months.Average(m => m.LastMonth(published).Count).ShouldBeLessThanOrEqualTo(most, $"{level}");
        }
    }

    [Fact]
    public void Ordinary_posts_of_the_demonstration_fire_a_balanced_alert_at_most_four_times_a_month() =>
        Ordinary.Value.LastMonth(Levels.Of(Unusual, Sensitivity.Balanced, _ => 0)).Count.ShouldBeLessThanOrEqualTo(4);

    [Fact]
    public void The_month_that_is_printed_beside_a_level_keeps_what_the_level_says()
    {
        foreach (var (level, most) in Levels.All.Zip([1, 4, 12]))
        {
            var saved = Everything.Value.AtLevel(Unusual, level, Everything.Value.End);
            Everything.Value.LastMonth(saved).Count.ShouldBeLessThanOrEqualTo(most, $"{level}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_storm_of_the_demonstration_is_told_in_its_first_quarter_of_an_hour(bool savedInTheWeekBefore)
    {
        var storm = Minutes.At(World.StormAt);
        // The week before holds a campaign of seventeen accounts, which somebody may have saved the alert after.
        var saved = savedInTheWeekBefore ? Everything.Value.AtLevel(Unusual, Sensitivity.Balanced, storm)
            : Levels.Of(Unusual, Sensitivity.Balanced, _ => 0);
        var told = Everything.Value.Fire(saved, storm - 360, storm + 360).First(e => e.Until > storm);
        (told.At - storm).ShouldBeInRange(1, 15);
        told.Until.ShouldBeGreaterThan(storm + 120);
    }
}
