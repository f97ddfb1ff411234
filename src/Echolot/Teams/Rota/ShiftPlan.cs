using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Teams;

/// <summary>A shift that a pattern makes on a day.</summary>
public sealed record PlannedShift(long PatternId, LocalDate Day, ShiftDraft Shift);

/// <summary>Which shifts patterns make; pure.</summary>
public static class ShiftPlan
{
    private static readonly LocalDate FirstMonday = new(1970, 1, 5);

    /// <summary>The shifts that begin on these days, in order.</summary>
    /// <param name="patterns">Switched-off ones make none.</param>
    /// <param name="calendar">Its holidays have the shifts of holidays instead of those of their weekday.</param>
    /// <param name="zone">By whose clock the times are meant.</param>
    public static IReadOnlyList<PlannedShift> Of(
        IReadOnlyList<ShiftPattern> patterns, BusinessCalendar? calendar, DateTimeZone zone, LocalDate first, LocalDate last)
    {
        var active = patterns.Where(p => p.Draft.Active).ToList();
        var planned = new List<PlannedShift>();
        for (var day = first; day <= last; day = day.PlusDays(1))
        {
            var holiday = IsHoliday(calendar, day) && active.Any(p => p.Draft.Kind is ShiftKind.Holiday);
            foreach (var pattern in active)
                if (holiday ? pattern.Draft.Kind is ShiftKind.Holiday
                    : pattern.Draft.Kind is not ShiftKind.Holiday && pattern.Draft.Days.Contains(day.DayOfWeek))
                    planned.Add(new(pattern.Id, day, On(pattern.Draft, day, zone)));
        }
        return [.. planned.OrderBy(p => p.Shift.From).ThenBy(p => p.PatternId)];
    }

    private static bool IsHoliday(BusinessCalendar? calendar, LocalDate day) =>
        calendar?.On(day) is { Openings.Count: 0 } on && (on.Holiday is not null || on.Special is not null);

    private static ShiftDraft On(ShiftPatternDraft pattern, LocalDate day, DateTimeZone zone)
    {
        var ends = pattern.To <= pattern.From ? 24 * 60 + pattern.To : pattern.To;
        var order = pattern.People;
        if (pattern.Rotates && order.Count > 1)
        {
            var weeks = Period.Between(FirstMonday, day, PeriodUnits.Weeks).Weeks;
            var turn = (weeks % order.Count + order.Count) % order.Count;
            order = [.. order.Skip(turn), .. order.Take(turn)];
        }
        return new(
            pattern.Name, pattern.Kind, At(pattern.From), At(ends), order,
            // A time before the shift begins is one of the next day.
            [.. pattern.Checks.Select(c => c < pattern.From ? c + 24 * 60 : c).Where(c => c <= ends).Order().Select(At)]);

        DateTimeOffset At(int minutes) => (day.AtMidnight() + Period.FromMinutes(minutes))
            .InZone(zone, Resolvers.LenientResolver).ToDateTimeOffset().ToUniversalTime();
    }
}
