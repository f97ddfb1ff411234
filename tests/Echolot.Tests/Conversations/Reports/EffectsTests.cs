using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Reports;

public sealed class EffectsTests
{
    [Fact]
    public void The_interval_is_the_exact_one_of_two_poisson_rates()
    {
        // 20 events in 4 weeks against 80 in 8: the ratio is 0.5. 20 of 100 are binomial, Clopper-Pearson gives .1267 … .2918.
        var effect = Effects.Of([10, 10, 10, 10, 10, 10, 10, 10], [5, 5, 5, 5]);
        (effect.Observed, effect.Before, effect.Expected, effect.Spread).ShouldBe((20, 80, 40, 1));
        effect.Change!.Value.ShouldBe(-0.5, 1e-9);
        effect.Low!.Value.ShouldBe(.12666 / (1 - .12666) * 2 - 1, 1e-3);
        effect.High!.Value.ShouldBe(.29184 / (1 - .29184) * 2 - 1, 1e-3);
    }

    [Fact]
    public void None_at_all_afterwards_still_has_an_upper_end()
    {
        var effect = Effects.Of([3, 3, 3, 3, 3, 3, 3, 3], [0, 0]);
        (effect.Change, effect.Low).ShouldBe((-1, -1));
        // 0 of 24: at most 1 - .025^(1/24).
        var most = 1 - Math.Pow(.025, 1 / 24.0);
        effect.High!.Value.ShouldBe(most / (1 - most) * 4 - 1, 1e-9);
    }

    [Fact]
    public void Weeks_that_differ_more_than_chance_widen_the_interval()
    {
        var calm = Effects.Of([10, 10, 10, 10, 10, 10, 10, 10], [5, 5]);
        var rough = Effects.Of([2, 30, 1, 22, 3, 12, 8, 2], [5, 5]);
        (calm.Before, rough.Before, calm.Change).ShouldBe((80, 80, rough.Change));
        rough.Spread.ShouldBeGreaterThan(5);
        rough.Low!.Value.ShouldBeLessThan(calm.Low!.Value);
        rough.High!.Value.ShouldBeGreaterThan(calm.High!.Value);
    }

    [Fact]
    public void Too_few_cases_or_no_whole_week_tell_nothing()
    {
        Effects.Of([1, 1, 1, 1, 1, 1, 1, 2], [0, 0]).IsTold.ShouldBeFalse();
        Effects.Of([9, 9, 9, 9, 9, 9, 9, 9], []).IsTold.ShouldBeFalse();
        Effects.Of([9, 9, 9, 9, 9, 9, 9, 9], [2]).IsTold.ShouldBeTrue();
    }

    [Fact]
    public void A_season_that_all_causes_share_is_no_effect_of_the_fix()
    {
        long[] before = [20, 19, 21, 20, 20, 18, 22, 20], after = [10, 9, 11, 10];
        Effects.Of(before, after).High!.Value.ShouldBeLessThan(0, "the flat mean takes the season for a fix");
        var effect = Effects.Of(before, after, EffectBaseline.OtherCauses, Times(before, 10), Times(after, 10));
        effect.Season.ShouldBe(new(EffectBaseline.OtherCauses, 1600, 400, 0.5));
        (effect.Observed, effect.Expected, effect.Change!.Value).ShouldBe((40, 40, 0));
        effect.Low!.Value.ShouldBeInRange(-0.5, -0.1);
        effect.High!.Value.ShouldBeInRange(0.1, 0.9);
        // Halved while all others stayed as they were in a season that doubles everything.
        var mended = Effects.Of(before, before[..4], EffectBaseline.LastYear, Times(before, 10), Times(before[..4], 20));
        mended.Change!.Value.ShouldBe(-0.5, 1e-9);
        mended.High!.Value.ShouldBeLessThan(0);

        static long[] Times(long[] weeks, long by) => [.. weeks.Select(w => w * by)];
    }

    [Fact]
    public void What_is_uncertain_of_the_season_widens_the_interval()
    {
        long[] before = [20, 20, 20, 20, 20, 20, 20, 20], after = [10, 10];
        var plain = Effects.Of(before, after);
        var sure = Effects.Of(before, after, EffectBaseline.OtherCauses, [.. before.Select(w => w * 10_000)], [200_000, 200_000]);
        sure.Low!.Value.ShouldBe(plain.Low!.Value, 1e-2);
        sure.High!.Value.ShouldBe(plain.High!.Value, 1e-2);
        var unsure = Effects.Of(before, after, EffectBaseline.OtherCauses, [2, 2, 2, 2, 2, 2, 2, 2], [2, 2]);
        unsure.Change.ShouldBe(plain.Change);
        unsure.Low!.Value.ShouldBeLessThan(plain.Low!.Value);
        unsure.High!.Value.ShouldBeGreaterThan(plain.High!.Value);
        // None of the cause any more: the outermost ends.
        var stopped = Effects.Of(before, [0, 0], EffectBaseline.OtherCauses, before, [20, 20]);
        (stopped.Change, stopped.Low).ShouldBe((-1, -1));
        stopped.High!.Value.ShouldBeInRange(Effects.Of(before, [0, 0]).High!.Value, -0.5);
        Effects.Of(before, after, EffectBaseline.OtherCauses, before, [0, 0]).IsTold.ShouldBeFalse("everything has stopped");
    }

    [Fact]
    public void Nineteen_of_twenty_intervals_hold_the_truth_whatever_the_season()
    {
        var random = new Random(11);
        var held = 0;
        for (var i = 0; i < 1000; i++)
        {
            var effect = Effects.Of(
                Weeks(8, 9), Weeks(2, 3 * 1.6), EffectBaseline.OtherCauses, Weeks(8, 15), Weeks(2, 15 * 1.6));
            if (effect.Low <= 1 / 3.0 - 1 && effect.High >= 1 / 3.0 - 1) held++;
        }
        (held / 1000.0).ShouldBeInRange(0.93, 0.995);

        long[] Weeks(int count, double mean) => [.. Enumerable.Range(0, count).Select(_ => Poisson(random, mean))];
    }

    [Theory]
    [InlineData(0.5, 2, 2, 0.5)]
    [InlineData(0.2, 1, 3, 0.488)]
    [InlineData(0.3, 5, 2, 0.010935)]
    [InlineData(0.9, 0.5, 0.5, 0.795167)]
    public void The_beta_distribution_is_the_one_of_the_tables(double x, double a, double b, double share)
    {
        Effects.BetaShare(x, a, b).ShouldBe(share, 1e-6);
        Effects.BetaQuantile(share, a, b).ShouldBe(x, 1e-4);
    }

    [Fact]
    public void Nineteen_of_twenty_intervals_hold_the_truth()
    {
        var random = new Random(7);
        var held = 0;
        for (var i = 0; i < 2000; i++)
        {
            var effect = Effects.Of(
                [.. Enumerable.Range(0, 8).Select(_ => Poisson(random, 9))], [Poisson(random, 3), Poisson(random, 3)]);
            if (effect.Low <= 1 / 3.0 - 1 && effect.High >= 1 / 3.0 - 1) held++;
        }
        // An exact interval holds at least as often as it says.
        (held / 2000.0).ShouldBeInRange(0.94, 0.995);
    }

    private static long Poisson(Random random, double mean)
    {
        var (count, product) = (-1L, 1.0);
        do
        {
            count++;
            product *= random.NextDouble();
        }
        while (product > Math.Exp(-mean));
        return count;
    }
}
