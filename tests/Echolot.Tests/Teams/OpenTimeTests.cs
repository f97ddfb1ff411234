using Echolot.Teams;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams;

public sealed class OpenTimeTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private static readonly Opening[] Day = [new(8 * 60, 12 * 60), new(12 * 60 + 30, 18 * 60)];

    private static readonly BusinessCalendar Hamburg = BusinessCalendar.Of(
        Berlin,
        new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>>
        {
            [IsoDayOfWeek.Monday] = Day, [IsoDayOfWeek.Tuesday] = Day, [IsoDayOfWeek.Wednesday] = Day,
            [IsoDayOfWeek.Thursday] = Day, [IsoDayOfWeek.Friday] = Day, [IsoDayOfWeek.Saturday] = [new(600, 840)],
        },
        "DE-HH", partlyToo: false,
        [new(new LocalDate(2026, 12, 24), [new(8 * 60, 12 * 60)], "Heiligabend"), new(new LocalDate(2026, 6, 5), [], "Betriebsausflug")]);

    private static Instant At(int year, int month, int day, int hour, int minute) =>
        new LocalDateTime(year, month, day, hour, minute).InZoneLeniently(Berlin).ToInstant();

    [Fact]
    public void Lunch_night_weekend_and_holiday_do_not_count()
    {
        OpenTime.Between(Hamburg, At(2026, 11, 25, 11, 0), At(2026, 11, 25, 13, 0)).ShouldBe(Duration.FromMinutes(90));
        // Friday evening to Monday morning: Saturday's four hours.
        OpenTime.Between(Hamburg, At(2026, 11, 20, 17, 0), At(2026, 11, 23, 9, 0)).ShouldBe(Duration.FromHours(6));
        // Reformation Day 2026 is a Saturday.
        OpenTime.Between(Hamburg, At(2026, 10, 31, 0, 0), At(2026, 11, 1, 0, 0)).ShouldBe(Duration.Zero);
        OpenTime.Between(Hamburg, At(2026, 12, 24, 0, 0), At(2026, 12, 27, 0, 0)).ShouldBe(Duration.FromHours(4));
    }

    [Fact]
    public void Twelve_hours_from_the_evening_end_in_the_afternoon_of_the_day_after_tomorrow()
    {
        var due = OpenTime.After(Hamburg, At(2026, 11, 24, 17, 0), Duration.FromHours(12));
        due.ShouldBe(At(2026, 11, 26, 9, 30));
    }

    [Fact]
    public void Stretches_say_why_it_is_closed()
    {
        var stretches = OpenTime.Stretches(Hamburg, At(2026, 12, 23, 17, 0), At(2026, 12, 27, 0, 0));
        stretches.Select(s => (s.Closed, s.Holiday?.De ?? s.Note)).ShouldBe(
        [
            (null, null), (ClosedBecause.OutsideHours, null), (ClosedBecause.SpecialDay, "Heiligabend"), (null, null),
            (ClosedBecause.SpecialDay, "Heiligabend"), (ClosedBecause.Holiday, "1. Weihnachtstag"),
            (ClosedBecause.Holiday, "2. Weihnachtstag"),
        ]);
        OpenTime.Stretches(Hamburg, At(2026, 11, 25, 11, 0), At(2026, 11, 25, 13, 0)).Select(s => s.Closed)
            .ShouldBe([null, ClosedBecause.Break, null]);
        OpenTime.Stretches(Hamburg, At(2026, 6, 5, 9, 0), At(2026, 6, 5, 10, 0)).Single().Note.ShouldBe("Betriebsausflug");
    }

    [Fact]
    public void An_hour_that_is_skipped_is_not_open_and_one_that_comes_twice_is_open_twice()
    {
        var night = BusinessCalendar.Of(Berlin, new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>>
        {
            [IsoDayOfWeek.Sunday] = [new(60, 150), new(165, 300)],
        }, null, false, []);
        OpenTime.Between(night, At(2026, 3, 29, 0, 0), At(2026, 3, 29, 12, 0)).ShouldBe(Duration.FromMinutes(60 + 120));
        OpenTime.Between(night, At(2026, 10, 25, 0, 0), At(2026, 10, 25, 12, 0)).ShouldBe(Duration.FromMinutes(120 + 150));
    }

    [Fact]
    public void A_calendar_that_never_opens_has_no_moment_at_which_time_is_up()
    {
        var closed = BusinessCalendar.Of(Berlin, new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>>(), null, false, []);
        OpenTime.After(closed, At(2026, 1, 1, 0, 0), Duration.FromMinutes(1)).ShouldBeNull();
        OpenTime.After(BusinessCalendar.Always, At(2026, 1, 1, 0, 0), Duration.FromHours(12))
            .ShouldBe(At(2026, 1, 1, 12, 0));
    }

    [Theory]
    [InlineData(600, 500)]
    [InlineData(600, 600)]
    [InlineData(600, 1441)]
    [InlineData(100, 200)]
    public void Openings_out_of_order_are_refused(int from, int to) => Should.Throw<ArgumentException>(() =>
        BusinessCalendar.Of(Berlin, new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>>
        {
            [IsoDayOfWeek.Monday] = [new(60, 300), new(from, to)],
        }, null, false, [])).Message.ShouldContain("not in order");

    private sealed record Case(MinuteCalendar Hours, Instant From, int Minutes)
    {
        public override string ToString() => $"{Hours} {From}+{Minutes}";
    }

    private static Arbitrary<Case> Cases(string? region = null) => (
        from start in MinuteCalendar.Days()
        from hours in MinuteCalendar.Around(start, region)
        from offset in Gen.Choose(0, 3 * 1440)
        from minutes in Gen.Choose(0, 6 * 1440)
        select new Case(hours, start.AtMidnight().InUtc().ToInstant() + Duration.FromMinutes(offset), minutes)).ToArbitrary();

    public static TheoryData<string> Regions => HolidayTable.Regions;

    [Theory]
    [MemberData(nameof(Regions))]
    public void Open_time_is_what_counting_minute_by_minute_gives(string region) => Prop.ForAll(Cases(region), sample =>
    {
        var counted = Enumerable.Range(0, sample.Minutes).Count(
            minute => sample.Hours.IsOpen(sample.From + Duration.FromMinutes(minute)));
        return OpenTime.Between(sample.Hours.Calendar, sample.From, sample.From + Duration.FromMinutes(sample.Minutes))
            == Duration.FromMinutes(counted);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Theory]
    [MemberData(nameof(Regions))]
    public void Time_is_up_at_the_first_minute_at_which_counting_reaches_it(string region) => Prop.ForAll(Cases(region), sample =>
    {
        var wanted = sample.Minutes % 700;
        var due = OpenTime.After(sample.Hours.Calendar, sample.From, Duration.FromMinutes(wanted));
        var (at, counted) = (sample.From, 0);
        for (var minute = 0; counted < wanted && minute < 30 * 1440; minute++, at += Duration.FromMinutes(1))
            if (sample.Hours.IsOpen(at)) counted++;
        return counted < wanted ? due is null || due > at : due == at;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Stretches_cover_everything_once() => Prop.ForAll(Cases(), sample =>
    {
        var to = sample.From + Duration.FromMinutes(sample.Minutes);
        var stretches = OpenTime.Stretches(sample.Hours.Calendar, sample.From, to);
        return sample.Minutes == 0 ? stretches.Count == 0
            : stretches[0].From == sample.From && stretches[^1].To == to
              && stretches.Zip(stretches.Skip(1)).All(pair => pair.First.To == pair.Second.From)
              && stretches.All(s => s.Length > Duration.Zero);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
