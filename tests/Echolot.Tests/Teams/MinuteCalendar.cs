using Echolot.Teams;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Echolot.Tests.Teams;

/// <summary>
/// Business hours as somebody looks them up who knows nothing of stretches: for a minute, the date and the time on the wall,
/// the note for that day, the table of holidays, and the openings of the weekday.
/// </summary>
internal sealed class MinuteCalendar
{
    private readonly Dictionary<LocalDate, IReadOnlyList<Opening>> _looked = [];

    private MinuteCalendar(
        DateTimeZone zone, IReadOnlyList<IReadOnlyList<Opening>> week, string? region, bool partlyToo,
        IReadOnlyList<SpecialDay> special)
    {
        (Zone, Week, Region, PartlyToo, Special) = (zone, week, region, partlyToo, special);
        Calendar = BusinessCalendar.Of(
            zone, Enumerable.Range(1, 7).ToDictionary(day => (IsoDayOfWeek)day, day => week[day - 1]), region, partlyToo, special);
    }

    public static MinuteCalendar Always { get; } = new(
        DateTimeZone.Utc, [.. Enumerable.Repeat((IReadOnlyList<Opening>)[new(0, 1440)], 7)], null, false, []);

    /// <summary>The same as the product has it.</summary>
    public BusinessCalendar Calendar { get; }

    private DateTimeZone Zone { get; }

    private IReadOnlyList<IReadOnlyList<Opening>> Week { get; }

    private string? Region { get; }

    private bool PartlyToo { get; }

    private IReadOnlyList<SpecialDay> Special { get; }

    public bool IsOpen(Instant at)
    {
        var local = at.InZone(Zone).LocalDateTime;
        var minute = local.Hour * 60 + local.Minute;
        if (!_looked.TryGetValue(local.Date, out var openings)) openings = _looked[local.Date] = On(local.Date);
        foreach (var (from, to) in openings)
            if (from <= minute && minute < to) return true;
        return false;
    }

    private IReadOnlyList<Opening> On(LocalDate day)
    {
        foreach (var special in Special)
            if (special.Day == day) return special.Openings;
        return Region is not null && (HolidayTable.Public(Region, day.Year).Contains(day)
            || PartlyToo && HolidayTable.Partly(Region, day.Year).Contains(day)) ? [] : Week[(int)day.DayOfWeek - 1];
    }

    public override string ToString() => $"{Zone.Id} {Region}{(PartlyToo ? "+" : "")} "
        + string.Join(" | ", Week.Select(day => string.Join(' ', day.Select(o => $"{o.From}-{o.To}"))))
        + string.Concat(Special.Select(s => $"; {s.Day}: {string.Join(' ', s.Openings.Select(o => $"{o.From}-{o.To}"))}"));

    /// <summary>Days around which calendars go wrong: both changes of the clock, feasts, the turn of the year, the date line.</summary>
    public static Gen<LocalDate> Days() => Gen.OneOf(
        Gen.Elements(
            new LocalDate(2026, 3, 28), new(2026, 10, 24), new(2027, 3, 27), new(2026, 3, 7), new(2026, 10, 31), new(2026, 4, 4),
            new(2026, 10, 3), new(2011, 12, 28), new(2026, 4, 2), new(2025, 4, 17), new(2027, 5, 4), new(2025, 12, 23),
            new(2025, 12, 30), new(2026, 5, 13), new(2026, 6, 2), new(2026, 10, 30), new(2026, 11, 16), new(2028, 2, 27)),
        Gen.Choose(0, 25 * 365).Select(day => new LocalDate(2012, 1, 1).PlusDays(day)));

    /// <summary>Hours of any kind, with special days around a day.</summary>
    /// <param name="region">Whose holidays; null: those of any or of none.</param>
    public static Gen<MinuteCalendar> Around(LocalDate day, string? region = null) =>
        from zone in Gen.Elements(
            "Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/London", "America/New_York", "America/Sao_Paulo",
            "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC")
        from week in Openings().ArrayOf(7)
        from any in Gen.Elements((string?[])[null, .. Echolot.Teams.Region.All.Select(r => r.Code)])
        from partly in Gen.Elements(true, false)
        from special in SpecialDays(day).ArrayOf(3)
        select new MinuteCalendar(
            DateTimeZoneProviders.Tzdb[zone], week, region ?? any, partly,
            [.. special.DistinctBy(s => s.Day)]);

    private static Gen<SpecialDay> SpecialDays(LocalDate around) =>
        from offset in Gen.Choose(-1, 7)
        from openings in Openings()
        select new SpecialDay(around.PlusDays(offset), openings, "anders");

    // Up to four blocks; many begin or end at midnight, so that nights go through.
    private static Gen<IReadOnlyList<Opening>> Openings() =>
        from count in Gen.Choose(0, 4)
        from marks in Gen.OneOf(Gen.Choose(0, 1440), Gen.Choose(0, 96).Select(q => q * 15), Gen.Elements(0, 1440)).ArrayOf(count * 2)
        let sorted = marks.Distinct().Order().ToArray()
        select (IReadOnlyList<Opening>)[.. sorted.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new Opening(pair[0], pair[1]))];
}
