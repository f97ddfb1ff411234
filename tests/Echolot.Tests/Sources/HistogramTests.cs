using Echolot.Sources;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

public sealed class HistogramTests
{
    [Fact]
    public void A_bucket_is_off_by_at_most_nine_percent() => Prop.ForAll(
        Gen.Choose(1, int.MaxValue).ToArbitrary(), ms =>
        {
            var middle = Histogram.MiddleOf(Histogram.BucketOf(TimeSpan.FromMilliseconds(ms))).TotalMilliseconds;
            // TimeSpan.FromMilliseconds keeps fractions, so the bound is that of the bucket itself: 2^(1/8).
            return middle / ms is > 1 / 1.0906 and < 1.0906;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Longer_durations_are_never_in_a_lower_bucket() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Two().ToArbitrary(), pair =>
        {
            var (low, high) = (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2));
            return Histogram.BucketOf(TimeSpan.FromMilliseconds(low)) <= Histogram.BucketOf(
                TimeSpan.FromMilliseconds(high));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_item_from_the_future_has_no_lag() =>
        Histogram.MiddleOf(Histogram.BucketOf(TimeSpan.FromSeconds(-5))).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Percentiles_are_nearest_ranks()
    {
        (int, long)[] counts = [(9, 94), (40, 5), (60, 1)];
        Histogram.Percentile(counts, 0.5).ShouldBe(Histogram.MiddleOf(9));
        Histogram.Percentile(counts, 0.94).ShouldBe(Histogram.MiddleOf(9));
        Histogram.Percentile(counts, 0.95).ShouldBe(Histogram.MiddleOf(40));
        Histogram.Percentile(counts, 1).ShouldBe(Histogram.MiddleOf(60));
    }

    [Fact]
    public void Nothing_counted_has_no_percentile() => Histogram.Percentile([], 0.5).ShouldBeNull();
}
