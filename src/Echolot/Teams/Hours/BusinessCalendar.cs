using NodaTime;

namespace Echolot.Teams;

/// <summary>A stretch of a day in which somebody is there.</summary>
/// <param name="From">Minutes since midnight by the clock on the wall, 0 to 1439.</param>
/// <param name="To">The minute after the last one, up to 1440 (midnight); greater than <paramref name="From"/>.</param>
public readonly record struct Opening(int From, int To);

/// <summary>A day that is not like others: what is open on it, whatever weekday or holiday it is.</summary>
/// <param name="Day">The day in the zone of the calendar.</param>
/// <param name="Openings">Sorted, without overlap; empty: closed.</param>
/// <param name="Note">Why ("Betriebsausflug"), shown in explanations.</param>
public sealed record SpecialDay(LocalDate Day, IReadOnlyList<Opening> Openings, string Note);

/// <summary>When a team is there: several blocks a day, holidays of a region, special days.</summary>
/// <remarks>Immutable; made by <see cref="Of"/>, which refuses what makes no sense.</remarks>
public sealed class BusinessCalendar
{
    private readonly IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Opening>> _week;
    private readonly IReadOnlyDictionary<LocalDate, SpecialDay> _special;

    private BusinessCalendar(
        DateTimeZone zone, IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Opening>> week, string? region, bool partlyToo,
        IReadOnlyDictionary<LocalDate, SpecialDay> special) =>
        (Zone, _week, Region, PartlyToo, _special) = (zone, week, region, partlyToo, special);

    public DateTimeZone Zone { get; }

    /// <summary>Whose holidays count, as ISO 3166-2 code; null: none do.</summary>
    public string? Region { get; }

    /// <summary>Whether days that only some keep (<see cref="Holiday.Partly"/>) count as well.</summary>
    public bool PartlyToo { get; }

    /// <summary>Openings of each weekday; a day that is missing is closed.</summary>
    public IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Opening>> Week => _week;

    /// <summary>Days that are not like others, in their order.</summary>
    public IEnumerable<SpecialDay> Special => _special.Values.OrderBy(day => day.Day);

    /// <summary>Open day and night.</summary>
    public static BusinessCalendar Always { get; } = Of(
        DateTimeZone.Utc, Enum.GetValues<IsoDayOfWeek>().Where(day => day is not IsoDayOfWeek.None)
            .ToDictionary(day => day, _ => (IReadOnlyList<Opening>)[new Opening(0, 1440)]), null, false, []);

    /// <summary>Makes a calendar.</summary>
    /// <param name="zone">By whose clock the openings are meant.</param>
    /// <param name="week">Openings of each weekday; a day that is missing is closed.</param>
    /// <param name="region">Whose holidays are closed; null: no holidays.</param>
    /// <param name="partlyToo">Whether holidays that only some keep are closed as well.</param>
    /// <param name="special">Days that are not like others; they go before weekdays and holidays.</param>
    /// <exception cref="ArgumentException">An opening ends before it begins or overlaps another one, a day occurs twice, or
    /// there is no such region.</exception>
    public static BusinessCalendar Of(
        DateTimeZone zone, IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Opening>> week, string? region, bool partlyToo,
        IEnumerable<SpecialDay> special)
    {
        if (region is not null && Teams.Region.Find(region) is null)
            throw new ArgumentException($"There is no region {region}.", nameof(region));
        foreach (var (day, openings) in week) Check(openings, day.ToString());
        var days = new Dictionary<LocalDate, SpecialDay>();
        foreach (var day in special)
        {
            Check(day.Openings, day.Day.ToString());
            if (!days.TryAdd(day.Day, day))
                throw new ArgumentException($"{day.Day} is given twice; put its openings together.", nameof(special));
        }
        return new(zone, week.ToDictionary(), region, partlyToo, days);
    }

    /// <summary>What is open on a day, and what makes it other than its weekday: the name of a holiday, or a note.</summary>
    internal (IReadOnlyList<Opening> Openings, Holiday? Holiday, SpecialDay? Special) On(LocalDate day)
    {
        if (_special.TryGetValue(day, out var special)) return (special.Openings, null, special);
        if (Region is not null && Holidays.On(Region, day) is { } holiday && (!holiday.Partly || PartlyToo))
            return ([], holiday, null);
        return (_week.GetValueOrDefault(day.DayOfWeek, []), null, null);
    }

    private static void Check(IReadOnlyList<Opening> openings, string day)
    {
        var end = 0;
        foreach (var (from, to) in openings)
        {
            if (from < end || to <= from || to > 1440)
                throw new ArgumentException(
                    $"The openings of {day} are not in order: {from} to {to} minutes after midnight follows {end}. Sort them, "
                    + "let none overlap, and end at midnight (1440) at the latest.", nameof(openings));
            end = to;
        }
    }
}
