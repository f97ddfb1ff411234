using System.Globalization;
using Echolot.Alerts;
using Echolot.Teams;
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
    private static readonly IReadOnlyList<IsoDayOfWeek> weekend = [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday];

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
    public void Clocks_that_are_put_back_into_free_time_end_the_quiet() =>
        new QuietHours(new(2, 30), new(3, 30)).EndAfter(At("2026-10-25T00:45"), berlin).ShouldBe(At("2026-10-25T01:00"));

    // Open from 8 to 18 on working days, at Easter and on the 24th of December as whoever keeps the hours says.
    private static readonly BusinessCalendar office = BusinessCalendar.Of(
        berlin, Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => (IReadOnlyList<Opening>)[new(8 * 60, 18 * 60)]),
        "DE-BY", false, [new(new(2026, 12, 24), [new(9 * 60, 12 * 60)], "Heiligabend")]);

    [Theory]
    [InlineData("2026-03-06T16:59", "2026-03-06T16:59")]
    [InlineData("2026-03-06T17:00", "2026-03-09T07:00")]
    // Good Friday and Easter Monday are holidays.
    [InlineData("2026-04-02T16:30", "2026-04-07T06:00")]
    [InlineData("2026-12-23T18:00", "2026-12-24T08:00")]
    [InlineData("2026-12-24T11:00", "2026-12-28T07:00")]
    public void Outside_of_business_hours_it_is_quiet_with_their_holidays_and_exceptions(string utc, string end)
    {
        var quiet = new QuietHours(default, default, null, office);
        quiet.EndAfter(At(utc), DateTimeZone.Utc).ShouldBe(At(end));
        quiet.Holds(At(utc), DateTimeZone.Utc).ShouldBe(utc != end);
    }

    [Fact]
    public void Quiet_hours_and_business_hours_hold_together()
    {
        var quiet = new QuietHours(new(7, 0), new(10, 0), [IsoDayOfWeek.Monday], office);
        quiet.EndAfter(At("2026-03-06T17:00"), berlin).ShouldBe(At("2026-03-10T09:00"));
        // Hours that never let anything through have no end; then the business hours keep nothing back.
        var never = new QuietHours(new(7, 0), new(19, 0), null, office);
        never.Ends(At("2026-03-06T12:00"), berlin).ShouldBeFalse();
        never.EndAfter(At("2026-03-06T12:00"), berlin).ShouldBe(At("2026-03-06T18:00"));
        quiet.Ends(At("2026-03-06T12:00"), berlin).ShouldBeTrue();
    }

    [Theory]
    [InlineData("2026-03-06T16:59", "2026-03-06T16:59")]
    [InlineData("2026-03-06T17:00", "2026-03-09T07:00")]
    [InlineData("2026-03-07T11:00", "2026-03-09T07:00")]
    [InlineData("2026-03-08T22:59", "2026-03-09T07:00")]
    // The clocks go forward on Sunday the 29th and back on Sunday the 25th.
    [InlineData("2026-03-28T11:00", "2026-03-30T06:00")]
    [InlineData("2026-10-24T10:00", "2026-10-26T07:00")]
    public void Working_hours_are_kept_by_quiet_evenings_and_a_quiet_weekend(string utc, string end) =>
        new QuietHours(new(18, 0), new(8, 0), weekend).EndAfter(At(utc), berlin).ShouldBe(At(end));

    [Theory]
    [InlineData("2026-03-06T22:59", "2026-03-06T22:59")]
    [InlineData("2026-03-06T23:00", "2026-03-08T23:00")]
    [InlineData("2026-03-28T11:00", "2026-03-29T22:00")]
    [InlineData("2026-10-24T11:00", "2026-10-25T23:00")]
    public void A_quiet_day_goes_from_midnight_to_midnight_where_the_person_is(string utc, string end) =>
        new QuietHours(default, default, weekend).EndAfter(At(utc), berlin).ShouldBe(At(end));

    [Fact]
    public void An_alert_that_is_free_one_hour_a_week_waits_a_week_more_where_the_clocks_skip_it() =>
        new QuietHours(new(3, 0), new(2, 0), [.. Weekdays.All.Where(day => day is not IsoDayOfWeek.Sunday)])
            .EndAfter(At("2026-03-28T11:00"), berlin).ShouldBe(At("2026-04-05T00:00"));

    [Fact]
    public void The_end_is_the_first_quiet_free_minute_for_any_hours_on_any_day_of_change() => Prop.ForAll(
            (from f in Gen.Choose(0, 1439)
             from t in Gen.Choose(0, 1439)
             from m in Gen.Choose(0, 4 * 1440)
             from d in Gen.Choose(0, 126)
             select (f, t, m, d)).ToArbitrary(),
            picked =>
            {
                var (from, to, minute, days) = picked;
                var quiet = new QuietHours(
                    LocalTime.FromMinutesSinceMidnight(from), LocalTime.FromMinutesSinceMidnight(to),
                    [.. Weekdays.All.Where(day => minute % 3 > 0 && ((days >> ((int)day - 1)) & 1) == 1)]);
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
        DigestTimes.Next(Stored.Each(times, Stored.Time), At(after), berlin, []).ShouldBe(At(next));

    [Theory]
    [InlineData("2026-03-05T16:00", "17:00", "1,2,3,4,5", "2026-03-06T16:00")]
    [InlineData("2026-03-06T16:00", "17:00", "1,2,3,4,5", "2026-03-09T16:00")]
    [InlineData("2026-03-06T15:00", "07:30,17:00", "5", "2026-03-06T16:00")]
    [InlineData("2026-03-06T16:00", "07:30,17:00", "5", "2026-03-13T06:30")]
    // Winter on Friday, summer on the Monday after; and the other way round.
    [InlineData("2026-03-27T16:00", "17:00", "1,2,3,4,5", "2026-03-30T15:00")]
    [InlineData("2026-10-23T15:00", "17:00", "1", "2026-10-26T16:00")]
    [InlineData("2026-03-28T12:00", "02:30", "7", "2026-03-29T01:30")]
    public void Digests_go_out_on_their_days_only(string after, string times, string days, string next) =>
        DigestTimes.Next(Stored.Each(times, Stored.Time), At(after), berlin, Weekdays.Read(days)).ShouldBe(At(next));

    [Theory]
    [InlineData("1,2,3,4,5", "Mo–Fr", "Mon–Fri")]
    [InlineData("7,6", "Sa, So", "Sat, Sun")]
    [InlineData("1,3,5,6,7", "Mo, Mi, Fr–So", "Mon, Wed, Fri–Sun")]
    [InlineData("3", "Mi", "Wed")]
    public void Days_in_a_row_are_said_as_a_range(string days, string german, string english)
    {
        Weekdays.Said(Weekdays.Read(days), CultureInfo.GetCultureInfo("de-DE")).ShouldBe(german);
        Weekdays.Said(Weekdays.Read(days), CultureInfo.GetCultureInfo("en-GB")).ShouldBe(english);
    }

    private static Instant At(string utc) =>
        NodaTime.Text.InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(utc).Value;
}
