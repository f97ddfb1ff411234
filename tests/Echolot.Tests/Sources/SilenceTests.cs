using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

public sealed class SilenceTests
{
    private static readonly DateOnly Monday = new(2026, 11, 2);

    [Fact]
    public void A_busy_stream_is_silent_after_an_hour() =>
        Silence.After(Days(28, _ => [.. Pauses(200, 5)])).ShouldBe(TimeSpan.FromHours(1));

    [Fact]
    public void A_source_about_which_nothing_is_known_is_given_a_day()
    {
        Silence.After([]).ShouldBe(TimeSpan.FromHours(24));
        Silence.After(Days(1, _ => Pauses(2, 60))).ShouldBe(TimeSpan.FromHours(24));
    }

    [Fact]
    public void Two_posts_a_week_apart_promise_none_tomorrow() =>
        Silence.After(Days(1, _ => Pauses(1, 7 * 24 * 3600))).ShouldBeGreaterThan(TimeSpan.FromDays(30));

    [Fact]
    public void A_night_is_no_silence()
    {
        // A post every ten minutes by day, one pause of ten hours each night: p95 alone would say one hour.
        var after = Silence.After(Days(28, _ => [.. Pauses(84, 600), .. Pauses(1, 36_000)]));
        after.ShouldBeGreaterThan(TimeSpan.FromHours(12));
        after.ShouldBeLessThan(TimeSpan.FromHours(18));
    }

    [Fact]
    public void A_weekend_is_no_silence()
    {
        var workdays = Enumerable.Range(0, 28).Where(d => d % 7 < 5).Select(d => new PausesOfDay(
            Monday.AddDays(d), [.. Pauses(50, 600), .. Pauses(1, d % 7 == 0 ? 63 * 3600 : 14 * 3600)]));
        Silence.After([.. workdays]).ShouldBeGreaterThan(TimeSpan.FromHours(63));
    }

    [Fact]
    public void One_outage_of_the_past_does_not_excuse_the_next()
    {
        var after = Silence.After(Days(28, d => d == 10 ? Pauses(1, 5 * 24 * 3600) : Pauses(100, 60)));
        after.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_daily_poll_may_miss_a_few_days()
    {
        var after = Silence.After(Days(28, _ => Pauses(1, 24 * 3600)));
        after.ShouldBeGreaterThan(TimeSpan.FromDays(4));
        after.ShouldBeLessThan(TimeSpan.FromDays(6));
    }

    [Fact]
    public void Silence_counts_from_the_last_item_and_else_from_the_creation()
    {
        var now = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        var created = now.AddDays(-30);
        Silence.Is(now, now.AddMinutes(-59), created, TimeSpan.FromHours(1)).ShouldBeFalse();
        Silence.Is(now, now.AddMinutes(-61), created, TimeSpan.FromHours(1)).ShouldBeTrue();
        Silence.Is(now, null, created, TimeSpan.FromHours(24)).ShouldBeTrue();
        Silence.Is(now, null, now.AddHours(-1), TimeSpan.FromHours(24)).ShouldBeFalse();
    }

    private static List<PausesOfDay> Days(int count, Func<int, (int, long)[]> pauses) =>
        [.. Enumerable.Range(0, count).Select(d => new PausesOfDay(Monday.AddDays(d), pauses(d)))];

    private static (int, long)[] Pauses(long count, double seconds) =>
        [(Histogram.BucketOf(TimeSpan.FromSeconds(seconds)), count)];
}
