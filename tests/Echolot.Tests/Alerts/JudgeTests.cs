using Echolot.Alerts;
using Echolot.Mentions;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using Replay = Echolot.Alerts.Replay;

namespace Echolot.Tests.Alerts;

/// <summary>Every formula of docs/alerts.md, worked out by hand on a recorded series.</summary>
public sealed class JudgeTests
{
    // A Monday at midnight, five weeks into the record.
    private static readonly long monday = Minutes.At(new DateTimeOffset(2026, 4, 6, 0, 0, 0, TimeSpan.Zero));
    private static readonly AlertRule rule = new(
        1, 1, 7, AlertKind.Threshold, [DeliveryChannel.Screen], [], 5, TimeSpan.FromHours(1), TimeSpan.FromHours(1), null,
        null, true, default);

    [Fact]
    public void A_threshold_counts_its_window_to_the_minute()
    {
        var record = new Record().Flat(0).Post(monday + 10, 2).Post(monday + 69, 3);
        var series = record.Series();
        Judge.At(rule, series, monday + 70).ShouldSatisfyAllConditions(r => r.Over.ShouldBeTrue(), r => r.Observed.ShouldBe(5));
        // One minute on, the first two have left the window.
        Judge.At(rule, series, monday + 71).Observed.ShouldBe(3);
        Judge.At(rule, series, monday + 69).Over.ShouldBeFalse();
    }

    [Fact]
    public void Percent_compares_with_the_average_of_the_time_before()
    {
        var percent = rule with { Kind = AlertKind.Percent, Bound = 200, Baseline = TimeSpan.FromDays(7) };
        var series = new Record().Flat(10).Hour(monday, 31).Hour(monday + 60, 30).Series();
        var over = Judge.At(percent, series, monday + 60);
        over.ShouldSatisfyAllConditions(
            r => r.Expected.ShouldBe(10), r => r.Spread.ShouldBe(0), r => r.Bound.ShouldBe(30), r => r.Over.ShouldBeTrue());
        Judge.At(percent, new Record().Flat(10).Hour(monday, 30).Series(), monday + 60).Over.ShouldBeFalse();
    }

    [Fact]
    public void A_deviation_fires_above_the_mean_plus_k_standard_deviations()
    {
        // Hours of the week before are 0 and 20 in turn: mean 10, standard deviation 10.
        var series = new Record().Turns(0, 20).Day(monday, 31).Series();
        var deviation = rule with
        {
            Kind = AlertKind.Deviation, Bound = 2, Baseline = TimeSpan.FromDays(7), Window = TimeSpan.FromHours(24),
        };
        var reading = Judge.At(deviation, series, monday + 1440);
        reading.ShouldSatisfyAllConditions(
            r => r.Observed.ShouldBe(31), r => r.Expected.ShouldBe(10), r => r.Spread.ShouldBe(10),
            r => r.Bound.ShouldBe(30), r => r.Score.ShouldBe(2.1), r => r.Over.ShouldBeTrue());
        Judge.At(deviation with { Bound = 3 }, series, monday + 1440).Over.ShouldBeFalse();
        Judge.At(deviation with { Bound = 1.5 }, series, monday + 1440).Over.ShouldBeTrue();
    }

    [Fact]
    public void A_seasonal_alert_takes_the_median_of_the_same_window_of_four_weeks()
    {
        // 100 in the second week back is a storm of its own; it moves neither middle nor spread.
        var record = new Record().Flat(4);
        foreach (var (week, count) in new[] { (1, 9L), (2, 100L), (3, 12L), (4, 11L) })
            record.Hour(monday - week * 10_080, count);
        var seasonal = rule with { Kind = AlertKind.Seasonal, Bound = 4 };
        var reading = Judge.At(seasonal, record.Hour(monday, 27).Series(), monday + 60);
        // Median 11.5, distances 2.5, 88.5, 0.5, 0.5: median 1.5, times 1.4826 is 2.22; the root of 11.5 is more.
        reading.Expected.ShouldBe(11.5);
        reading.Spread.ShouldBe(Math.Sqrt(11.5), 1e-9);
        reading.Bound.ShouldBe(11.5 + 4 * Math.Sqrt(11.5), 1e-9);
        reading.Over.ShouldBeTrue();
        Judge.At(seasonal, record.Hour(monday, 25).Series(), monday + 60).Over.ShouldBeFalse();
    }

    [Fact]
    public void What_every_Monday_morning_brings_is_no_news_to_a_seasonal_alert_but_to_a_percentage()
    {
        var record = new Record().Flat(2);
        for (var week = 0; week <= 4; week++) record.Hour(monday - week * 10_080 + 540, 40);
        var series = record.Series();
        var seasonal = rule with { Kind = AlertKind.Seasonal, Bound = 4 };
        var percent = rule with { Kind = AlertKind.Percent, Bound = 300, Baseline = TimeSpan.FromDays(7) };
        Judge.At(seasonal, series, monday + 600).Over.ShouldBeFalse();
        Judge.At(percent, series, monday + 600).Over.ShouldBeTrue();
    }

    [Fact]
    public void A_share_needs_enough_mentions()
    {
        var share = rule with { Kind = AlertKind.SentimentShare, Bound = 50, Count = 20 };
        Judge.At(share, new Record().Flat(0).Hour(monday, 19, 19).Series(), monday + 60).Over.ShouldBeFalse();
        var reading = Judge.At(share, new Record().Flat(10, 2).Hour(monday, 20, 10).Series(), monday + 60);
        reading.ShouldSatisfyAllConditions(
            r => r.Over.ShouldBeTrue(), r => r.Observed.ShouldBe(50), r => r.Expected.ShouldBe(20, 1e-9),
            r => r.Spread.ShouldBe(100 * Math.Sqrt(0.2 * 0.8 / 20), 1e-9), r => r.Total.ShouldBe(20));
        Judge.At(share, new Record().Flat(10, 2).Hour(monday, 20, 9).Series(), monday + 60).Over.ShouldBeFalse();
    }

    [Fact]
    public void Silence_is_a_window_without_anything_and_says_what_is_missing()
    {
        var silence = rule with { Kind = AlertKind.Silence, Window = TimeSpan.FromHours(2) };
        var series = new Record().Flat(6).Post(monday - 1, 1).Series();
        Judge.At(silence, series, monday + 119).Over.ShouldBeFalse();
        var reading = Judge.At(silence, series, monday + 120);
        reading.Over.ShouldBeTrue();
        reading.Expected.ShouldBe(12, 0.01);
        // A monitor under which nothing was ever found misses nothing.
        Judge.At(silence, new Record().Series(since: null), monday).Known.ShouldBeFalse();
    }

    [Theory]
    [InlineData(AlertKind.Percent)]
    [InlineData(AlertKind.Deviation)]
    [InlineData(AlertKind.Seasonal)]
    public void Who_knows_too_little_of_the_past_stays_silent(AlertKind kind)
    {
        var compares = rule with { Kind = kind, Bound = 2, Baseline = TimeSpan.FromDays(7) };
        var record = new Record().Flat(1).Hour(monday, 500);
        Judge.At(compares, record.Series(since: monday - 3 * 1440), monday + 60).ShouldSatisfyAllConditions(
            r => r.Known.ShouldBeFalse(), r => r.Over.ShouldBeFalse());
        Judge.At(compares, record.Series(since: monday - 15 * 1440), monday + 60).Over.ShouldBeTrue();
    }

    [Theory]
    [InlineData(AlertKind.Percent)]
    [InlineData(AlertKind.Deviation)]
    [InlineData(AlertKind.Seasonal)]
    public void Two_posts_where_none_are_usual_are_too_few(AlertKind kind)
    {
        var compares = rule with { Kind = kind, Bound = 2, Baseline = TimeSpan.FromDays(7) };
        Judge.At(compares, new Record().Flat(0).Hour(monday, 4).Series(), monday + 60).Over.ShouldBeFalse();
        Judge.At(compares, new Record().Flat(0).Hour(monday, 5).Series(), monday + 60).Over.ShouldBeTrue();
    }

    [Fact]
    public void One_event_fires_once_and_again_after_it_was_over_for_the_cooldown()
    {
        var record = new Record().Flat(0).Post(monday + 10, 9).Post(monday + 99, 9).Post(monday + 250, 9);
        var episodes = Run(rule with { Window = TimeSpan.FromMinutes(30) }, record.Series(), monday, monday + 600);
        // The second burst comes 60 minutes after the first was over, which is within the cooldown.
        episodes.Select(e => e.At - monday).ShouldBe([11, 251]);
        episodes[0].Until.ShouldBe(monday + 129);
    }

    [Fact]
    public void Judging_minute_by_minute_is_judging_at_once() => Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(),
            (posts, salt) =>
            {
                var record = new Record().Flat(1);
                foreach (var (post, i) in posts.Select((p, i) => (p, i)))
                    record.Post(monday + (post * 7 + i * 13) % 1200, 1 + post % 4, post % 2);
                var kinds = new[] { AlertKind.Threshold, AlertKind.Percent, AlertKind.Seasonal, AlertKind.SentimentShare };
                var any = rule with
                {
                    Kind = kinds[salt % 4], Count = 3, Bound = salt % 4 == 3 ? 40 : 2, Baseline = TimeSpan.FromDays(1),
                    Window = TimeSpan.FromMinutes(5 + salt % 90), Cooldown = TimeSpan.FromMinutes(salt % 50),
                };
                var series = record.Series();
                var atOnce = Run(any, series, monday, monday + 1300);
                var bit = new List<Episode>();
                for (var minute = monday; minute < monday + 1300; minute++) Replay.Run(any, series, minute, minute + 1, bit);
                return atOnce.Select(e => (e.At, e.Until)).SequenceEqual(bit.Select(e => (e.At, e.Until)));
            })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Levels_without_a_formula_are_as_quiet_as_the_past_allows()
    {
        var record = new Record().Flat(0);
        for (var day = 0; day < 10; day++) record.Post(monday - day * 1440 + 600, 10 + 5 * day);
        var series = record.Series();
        double Fires(AlertRule r) => Run(r, series, monday - 20 * 1440, monday + 1440).Count;
        var few = Levels.Of(rule, Sensitivity.Few, Fires);
        var balanced = Levels.Of(rule, Sensitivity.Balanced, Fires);
        var many = Levels.Of(rule, Sensitivity.Many, Fires);
        (few.Count, balanced.Count, many.Count).ShouldBe((51, 36, 1));
        (Fires(few), Fires(balanced), Fires(many)).ShouldBe((1, 4, 10));
        Levels.Of(rule with { Kind = AlertKind.Deviation }, Sensitivity.Many, Fires).Bound.ShouldBe(1.5);
    }

    [Theory]
    [InlineData(AlertKind.Percent, 300, 200, 100)]
    [InlineData(AlertKind.Deviation, 3, 2, 1.5)]
    public void Levels_with_a_formula_have_its_numbers_unless_the_past_month_was_louder(
        AlertKind kind, double few, double balanced, double many)
    {
        var compares = rule with { Kind = kind };
        Levels.All.Select(l => Levels.Of(compares, l, _ => 1).Bound).ShouldBe([few, balanced, many]);
        // Ten firings up to this bound are too many for two of the levels: they take the next number.
        var (loud, next) = kind == AlertKind.Percent ? (340, 341.0) : (4.7, 4.8);
        Levels.All.Select(l => Levels.Of(compares, l, r => r.Bound <= loud ? 10 : 0).Bound).ShouldBe([next, next, many]);
    }

    [Fact]
    public void The_same_hour_is_that_of_the_clock_on_the_wall_also_after_clocks_were_changed()
    {
        // Berlin went to summer time on 29 March 2026: lunch at noon is at 11 UTC before and at 10 UTC since.
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var record = new Record().Flat(2);
        for (var day = -35; day < 0; day++) record.Hour(monday + day * 1440 + (day < -8 ? 11 : 10) * 60, 40);
        record.Hour(monday + 10 * 60, 40).Hour(monday + 11 * 60, 40);
        var seasonal = rule with { Kind = AlertKind.Seasonal, Bound = 3, Window = TimeSpan.FromHours(1) };
        var series = record.Series(monday - 35 * 1440, zone: berlin);
        Judge.At(seasonal, series, monday + 11 * 60).ShouldSatisfyAllConditions(r => r.Expected.ShouldBe(40), r => r.Over.ShouldBeFalse());
        Judge.At(seasonal, series, monday + 12 * 60).ShouldSatisfyAllConditions(r => r.Expected.ShouldBe(2), r => r.Over.ShouldBeTrue());
    }

    [Fact]
    public void Hours_in_which_nothing_could_come_are_left_out_and_named_and_too_few_others_are_not_enough()
    {
        var percent = rule with { Kind = AlertKind.Percent, Bound = 200, Baseline = TimeSpan.FromDays(7) };
        var gap = new Hole(monday - 2 * 1440 + 5, monday - 1440, false);
        var record = new Record().Flat(10);
        for (var hour = 0; hour < 24; hour++) record.Hour(monday - 2 * 1440 + hour * 60, 0);
        record.Hour(monday, 31);
        var series = record.Series(monday - 35 * 1440, [gap, new(monday - 600, monday - 595, false)]);
        Judge.At(percent, series, monday + 60).ShouldSatisfyAllConditions(r => r.Expected.ShouldBe(10), r => r.Spread.ShouldBe(0));
        // Five minutes of an hour say little; they are no reason to leave it out.
        Judge.LeftOut(percent, series, monday + 60).ShouldBe([(monday - 2 * 1440, monday - 1440)]);
        // Nor do five minutes that were missing at three sources at once.
        var at = monday - 600;
        var thrice = record.Series(monday - 35 * 1440, [gap, new(at + 2, at + 6, false), new(at, at + 5, false), new(at + 1, at + 4, false)]);
        Judge.LeftOut(percent, thrice, monday + 60).ShouldBe([(monday - 2 * 1440, monday - 1440)]);
        Judge.At(percent, record.Series(monday - 35 * 1440, [gap with { From = monday - 5 * 1440 }]), monday + 60).Known.ShouldBeFalse();

        var seasonal = percent with { Kind = AlertKind.Seasonal, Bound = 3 };
        var week = Series.WeekMinutes;
        var holed = record.Series(monday - 35 * 1440, [new(monday - week, monday - week + 60, false)]);
        Judge.At(seasonal, holed, monday + 60).Expected.ShouldBe(10);
        Judge.LeftOut(seasonal, holed, monday + 60).ShouldBe([(monday - week, monday - week + 60)]);
        var unknown = record.Series(monday - 35 * 1440, [new(monday - 3 * week, monday - week + 60, false)]);
        Judge.At(seasonal, unknown, monday + 60).Known.ShouldBeFalse();
    }

    private static List<Episode> Run(AlertRule rule, Series series, long from, long to)
    {
        var episodes = new List<Episode>();
        Replay.Run(rule, series, from, to, episodes);
        return episodes;
    }

    /// <summary>A record of six weeks by the minute; an hour without posts of its own spreads its count evenly.</summary>
    private sealed class Record
    {
        private readonly long _firstHour = monday / 60 - 5 * 168;
        private readonly Dictionary<long, (long All, long Negative)> _minutes = [];

        public Record Flat(long all, long negative = 0) => Each(_ => (all, negative));

        public Record Turns(long odd, long even) => Each(hour => (hour % 2 == 0 ? even : odd, 0));

        public Record Day(long minute, long all)
        {
            for (var hour = 0; hour < 24; hour++) Hour(minute + hour * 60, all);
            return this;
        }

        public Record Hour(long minute, long all, long negative = 0)
        {
            for (var i = minute; i < minute + 60; i++) _minutes.Remove(i);
            return Post(minute, all, negative);
        }

        public Record Post(long minute, long all, long negative = 0)
        {
            var (known, bad) = _minutes.GetValueOrDefault(minute);
            _minutes[minute] = (known + all, bad + negative);
            return this;
        }

        public Series Series() => Series(_firstHour * 60);

        public Series Series(long? since, IReadOnlyList<Hole>? holes = null, TimeZoneInfo? zone = null)
        {
            var minutes = _minutes.Where(m => m.Value.All > 0)
                .Select(m => new PulseCount(m.Key, m.Value.All, m.Value.Negative)).ToList();
            var hours = minutes.GroupBy(m => m.At / 60)
                .Select(h => new PulseCount(h.Key, h.Sum(m => m.All), h.Sum(m => m.Negative)));
            return new(_firstHour, 6 * 168, hours, minutes, since, holes, zone);
        }

        private Record Each(Func<long, (long All, long Negative)> of)
        {
            for (var hour = _firstHour; hour < monday / 60; hour++)
            {
                var (all, negative) = of(hour);
                Post(hour * 60, all, negative);
            }
            return this;
        }
    }
}
