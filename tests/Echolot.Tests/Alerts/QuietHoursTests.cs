using Echolot.Alerts;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class QuietHoursTests
{
    private static readonly DateTimeZone berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly QuietHours night = new(new(22, 0), new(7, 0));

    [Theory]
    [InlineData("2026-03-02T20:59", false)]
    [InlineData("2026-03-02T21:00", true)]
    [InlineData("2026-03-03T05:59", true)]
    [InlineData("2026-03-03T06:00", false)]
    public void Night_goes_over_midnight_in_the_persons_zone(string utc, bool quiet) =>
        night.Holds(At(utc), berlin).ShouldBe(quiet);

    [Theory]
    // Winter: 07:00 in Berlin is 06:00 UTC. In the night to 29 March the clocks go forward, in that to 25 October back.
    [InlineData("2026-03-02T23:00", "2026-03-03T06:00")]
    [InlineData("2026-03-28T23:00", "2026-03-29T05:00")]
    [InlineData("2026-10-24T22:00", "2026-10-25T06:00")]
    public void Quiet_ends_at_the_local_time_also_when_the_clocks_change(string utc, string end) =>
        night.EndAfter(At(utc), berlin).ShouldBe(At(end));

    [Fact]
    public void An_end_that_the_clocks_skip_is_the_moment_of_the_change() =>
        new QuietHours(new(22, 0), new(2, 30))
            .EndAfter(At("2026-03-29T00:30"), berlin).ShouldBe(At("2026-03-29T01:00"));

    [Fact]
    public void An_end_that_comes_twice_ends_the_quiet_both_times()
    {
        var quiet = new QuietHours(new(22, 0), new(2, 30));
        quiet.EndAfter(At("2026-10-24T23:30"), berlin).ShouldBe(At("2026-10-25T00:30"));
        // 02:10 for the second time: quiet again, until the second 02:30.
        quiet.EndAfter(At("2026-10-25T01:10"), berlin).ShouldBe(At("2026-10-25T01:30"));
    }

    [Fact]
    public void The_end_is_the_first_quiet_free_minute_for_any_hours_on_any_day_of_change() => Prop.ForAll(
            (from f in Gen.Choose(0, 1439) from t in Gen.Choose(
                0, 1439) from m in Gen.Choose(0, 4 * 1440) select (f, t, m)).ToArbitrary(),
            picked =>
            {
                var (from, to, minute) = picked;
                if (from == to)
                    return true;
                var quiet = new QuietHours(
                    LocalTime.FromMinutesSinceMidnight(from), LocalTime.FromMinutesSinceMidnight(to));
                var start = (minute % 2 == 0 ? At("2026-03-27T12:00") : At("2026-10-23T12:00"))
                    + Duration.FromMinutes(minute);
                var oracle = start;
                while (quiet.Holds(oracle, berlin))
                    oracle += Duration.FromMinutes(1);
                return quiet.EndAfter(start, berlin) == oracle;
            })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-03-02T06:59", "08:00", "2026-03-02T07:00")]
    [InlineData("2026-03-02T07:00", "08:00", "2026-03-03T07:00")]
    [InlineData("2026-03-02T07:00", "08:00,17:30", "2026-03-02T16:30")]
    [InlineData("2026-03-28T07:00", "08:00", "2026-03-29T06:00")]
    // 02:30 does not exist on 29 March: an hour later by the clock. It comes twice on 25 October: the first counts.
    [InlineData("2026-03-28T12:00", "02:30", "2026-03-29T01:30")]
    [InlineData("2026-10-24T12:00", "02:30", "2026-10-25T00:30")]
    [InlineData("2026-10-25T00:30", "02:30", "2026-10-26T01:30")]
    public void Digests_go_out_at_local_times_every_day_once(string after, string times, string next) =>
        DigestTimes.Next(Stored.Each(times, Stored.Time), At(after), berlin).ShouldBe(At(next));

    private static Instant At(string utc) =>
        NodaTime.Text.InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(utc).Value;
}
