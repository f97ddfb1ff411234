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
            var seasonal = Levels.Of(Unusual, level, _ => 0);
            months.Average(m => m.LastMonth(seasonal).Count).ShouldBeLessThanOrEqualTo(most, $"{level}");
        }
    }

    [Fact]
    public void Ordinary_posts_of_the_demonstration_fire_a_balanced_alert_at_most_four_times_a_month() =>
        Ordinary.Value.LastMonth(Levels.Of(Unusual, Sensitivity.Balanced, _ => 0)).Count.ShouldBeLessThanOrEqualTo(4);

    [Theory]
    [InlineData(AlertKind.Percent)]
    [InlineData(AlertKind.Deviation)]
    public void A_kind_that_knows_no_hours_of_the_day_keeps_its_level_by_the_past_month(AlertKind kind)
    {
        var rule = Unusual with { Kind = kind, Baseline = TimeSpan.FromDays(7) };
        foreach (var (level, most) in Levels.All.Zip([1, 4, 12]))
        {
            var saved = Everything.Value.AtLevel(rule, level, Everything.Value.End);
            Everything.Value.LastMonth(saved).Count.ShouldBeLessThanOrEqualTo(most, $"{level}");
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(23)]
    [InlineData(26)]
    public void The_storm_of_the_demonstration_is_told_in_its_first_quarter_of_an_hour(int day)
    {
        var world = new NordlichtWorld(1, new DateTimeOffset(2026, 11, day, 5, 0, 0, TimeSpan.Zero));
        var storm = Minutes.At(world.StormAt);
        var posts = Recorded.Of(world, _ => true);
        var told = posts.Fire(Levels.Of(Unusual, Sensitivity.Balanced, _ => 0), storm - 360, storm + 360)
            .First(e => e.Until > storm);
        (told.At - storm).ShouldBeInRange(1, 15);
        told.Until.ShouldBeGreaterThan(storm + 120);
    }
}
