using System.Collections.Concurrent;
using NodaTime;

namespace Echolot.Teams;

/// <summary>A holiday in a region.</summary>
/// <param name="Date">The day.</param>
/// <param name="De">German name.</param>
/// <param name="En">English name.</param>
/// <param name="Partly">
/// Only in some places of the region or by custom (Assumption Day in Catholic communities of Bavaria, patron saints in
/// Austria): not everybody there is closed.
/// </param>
public sealed record Holiday(LocalDate Date, string De, string En, bool Partly);

/// <summary>Holidays of Germany, Austria and Switzerland, computed from the law for any year.</summary>
/// <remarks>
/// German Länder by their holiday acts, Austria by the Arbeitsruhegesetz, cantons by the list of the Federal Office of
/// Justice. Years before 1991 are computed by today's rules.
/// </remarks>
public static class Holidays
{
    private static readonly ConcurrentDictionary<(string Region, int Year), IReadOnlyList<Holiday>> Known = new();

    /// <summary>The holidays of a year in their order; those that are kept partly are among them.</summary>
    /// <param name="region">ISO 3166-2 code, one of <see cref="Region.All"/>.</param>
    /// <param name="year">A year of the Gregorian calendar, 1583 to 9998.</param>
    /// <exception cref="ArgumentException">There is no such region or year.</exception>
    public static IReadOnlyList<Holiday> Of(string region, int year)
    {
        if (Region.Find(region) is null)
            throw new ArgumentException(
                $"There is no region {region}. Take an ISO 3166-2 code of Germany, Austria or Switzerland, such as DE-HH.",
                nameof(region));
        if (year is < 1583 or > 9998)
            throw new ArgumentException($"There are no holidays for the year {year}: give one from 1583 to 9998.", nameof(year));
        return Known.GetOrAdd((region, year), static key => Compute(key.Region, key.Year));
    }

    /// <summary>The holiday on a day; null where it is none.</summary>
    public static Holiday? On(string region, LocalDate day) =>
        Of(region, day.Year).FirstOrDefault(holiday => holiday.Date == day);

    private static List<Holiday> Compute(string region, int year)
    {
        var easter = Easter(year);
        var found = new Dictionary<LocalDate, Holiday>();
        foreach (var rule in HolidayRules.All)
        {
            if (rule.KindIn(region, year) is not { } partly || rule.On(year, easter) is not { } day) continue;
            // Two may fall on one day (1 May and Ascension Day in 2008): one that all keep counts before one that some do.
            if (!found.TryGetValue(day, out var other) || other.Partly && !partly)
                found[day] = new Holiday(day, rule.De, rule.En, partly);
        }
        return [.. found.Values.OrderBy(holiday => holiday.Date)];
    }

    /// <summary>Easter Sunday, by the anonymous Gregorian algorithm (Nature 13, 20 April 1876, p. 487).</summary>
    public static LocalDate Easter(int year)
    {
        var (golden, century, rest) = (year % 19, year / 100, year % 100);
        var correction = (8 * century + 13) / 25;
        var epact = (19 * golden + century - century / 4 - correction + 15) % 30;
        var weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
        var shift = (golden + 11 * epact + 22 * weekday) / 451;
        var number = epact + weekday - 7 * shift + 114;
        return new LocalDate(year, number / 31, number % 31 + 1);
    }
}
