using Echolot.Teams;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams.Rota;

/// <summary>Which shifts patterns make, and how calendar programs read them.</summary>
public sealed class ShiftPlanTests
{
    private static readonly DateTimeZone berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private static readonly BusinessCalendar hamburg = BusinessCalendar.Of(
        berlin, Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => (IReadOnlyList<Opening>)[new(480, 1080)]),
        "DE-HH", false, []);

    private static readonly ShiftPatternDraft evening = new(
        "Abend", ShiftKind.Evening, [IsoDayOfWeek.Monday, IsoDayOfWeek.Friday], 18 * 60, 22 * 60, [1, 2, 3], false, [20 * 60]);

    [Fact]
    public void A_pattern_makes_a_shift_on_each_of_its_weekdays_by_the_clock_on_the_wall()
    {
        // The clock is put back on Sunday, 25 October.
        var planned = Plan(new(2026, 10, 19), new(2026, 11, 1), evening);
        planned.Select(p => p.Day).ShouldBe([new(2026, 10, 19), new(2026, 10, 23), new(2026, 10, 26), new(2026, 10, 30)]);
        planned[1].Shift.From.ShouldBe(new(2026, 10, 23, 16, 0, 0, TimeSpan.Zero));
        planned[2].Shift.From.ShouldBe(new(2026, 10, 26, 17, 0, 0, TimeSpan.Zero));
        planned[2].Shift.Checks.ShouldBe([new(2026, 10, 26, 19, 0, 0, TimeSpan.Zero)]);
    }

    [Fact]
    public void A_night_ends_on_the_next_day_and_a_check_before_its_beginning_is_on_the_next_day_as_well()
    {
        var night = Plan(new(2026, 11, 2), new(2026, 11, 2), evening with { From = 22 * 60, To = 6 * 60, Checks = [5 * 60, 23 * 60] })
            .ShouldHaveSingleItem().Shift;
        (night.To - night.From).ShouldBe(TimeSpan.FromHours(8));
        night.Checks.ShouldBe([night.From.AddHours(1), night.From.AddHours(7)]);
    }

    [Fact]
    public void On_a_holiday_the_shift_of_holidays_takes_the_place_of_the_others()
    {
        var holiday = evening with { Name = "Feiertag", Kind = ShiftKind.Holiday, Days = [], From = 10 * 60, To = 18 * 60 };
        // Christmas Day 2026 is a Friday.
        Plan(new(2026, 12, 25), new(2026, 12, 25), evening, holiday).Single().Shift.Name.ShouldBe("Feiertag");
        Plan(new(2026, 12, 18), new(2026, 12, 18), evening, holiday).Single().Shift.Name.ShouldBe("Abend");
        // Without one of their own holidays have the shift of their weekday.
        Plan(new(2026, 12, 25), new(2026, 12, 25), evening).Single().Shift.Name.ShouldBe("Abend");
    }

    [Fact]
    public void Whoever_is_first_changes_each_week_and_comes_again_after_everybody()
    {
        var weeks = Plan(new(2026, 11, 2), new(2026, 11, 29), evening with { Days = [IsoDayOfWeek.Monday], Rotates = true });
        var firsts = weeks.Select(p => p.Shift.People[0]).ToList();
        firsts.Take(3).Distinct().Count().ShouldBe(3);
        firsts[3].ShouldBe(firsts[0]);
        weeks.ShouldAllBe(p => p.Shift.People.Order().SequenceEqual(new long[] { 1, 2, 3 }));
    }

    [Fact]
    public void A_pattern_that_is_not_in_force_makes_none() =>
        Plan(new(2026, 11, 2), new(2026, 11, 8), evening with { Active = false }).ShouldBeEmpty();

    [Fact]
    public void A_check_is_in_time_for_an_hour_and_then_late_or_missed()
    {
        var due = new DateTimeOffset(2026, 11, 8, 9, 0, 0, TimeSpan.Zero);
        var check = new ShiftCheck(1, 1, due, null, null, null);
        new[] { -90, -30, 30, 90 }.Select(m => check.At(due.AddMinutes(m))).ShouldBe(
            [CheckState.Coming, CheckState.Due, CheckState.Due, CheckState.Missed]);
        (check with { DoneAt = due.AddMinutes(30) }).At(due.AddDays(1)).ShouldBe(CheckState.Done);
        (check with { DoneAt = due.AddMinutes(90) }).At(due.AddDays(1)).ShouldBe(CheckState.Late);
    }

    [Fact]
    public void The_feed_is_a_calendar_whose_lines_are_short_and_whose_words_are_escaped()
    {
        var from = new DateTimeOffset(2026, 11, 8, 9, 0, 0, TimeSpan.Zero);
        var shift = new Shift(
            7, null, "Wochenende; früh, " + new string('ü', 60), ShiftKind.Weekend, from, from.AddHours(8), [3, 2], "", null, null, true, []);
        var text = ShiftFeed.Write([shift], 2, new Dictionary<long, string> { [2] = "Jonas", [3] = "Ida" }, true, from);
        var lines = text.Split("\r\n");
        lines.ShouldAllBe(l => System.Text.Encoding.UTF8.GetByteCount(l) <= 75);
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal);
        unfolded.ShouldContain("SUMMARY:Wochenende\\; früh\\, üü");
        unfolded.ShouldContain("(2.)");
        unfolded.ShouldContain("DTSTART:20261108T090000Z");
        unfolded.ShouldContain("DESCRIPTION:1. Ida\\n2. Jonas");
        (lines[0], lines[^2], lines[^1]).ShouldBe(("BEGIN:VCALENDAR", "END:VCALENDAR", ""));
    }

    private static IReadOnlyList<PlannedShift> Plan(LocalDate first, LocalDate last, params ShiftPatternDraft[] patterns) =>
        ShiftPlan.Of([.. patterns.Select((p, at) => new ShiftPattern(at + 1, p))], hamburg, berlin, first, last);
}
