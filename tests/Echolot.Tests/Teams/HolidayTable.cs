using System.Globalization;
using NodaTime;
using Xunit;

namespace Echolot.Tests.Teams;

/// <summary>
/// Which days are holidays where, written down by region instead of by holiday, with other formulas than the product's: what
/// the calendars of the product are held against.
/// </summary>
internal static class HolidayTable
{
    // Month-day, or days from Easter Sunday; @ the years, a name for what no date says. Behind the bar: kept in part.
    private const string Table =
        """
        DE     01-01 E-2 E+1 05-01 E+39 E+50 10-03 10-31@2017-2017 12-25 12-26
        DE-BW  01-06 E+60 11-01
        DE-BY  01-06 E+60 11-01 | 08-15
        DE-BE  03-08@2019- 05-08@2020-2020 05-08@2025-2025 06-17@2028-2028
        DE-BB  E+0 E+49 10-31
        DE-HB  10-31@2018-
        DE-HH  10-31@2018-
        DE-HE  E+60
        DE-MV  03-08@2023- 10-31
        DE-NI  10-31@2018-
        DE-NW  E+60 11-01
        DE-RP  E+60 11-01
        DE-SL  E+60 08-15 11-01
        DE-SN  10-31 repentance | E+60
        DE-ST  01-06 10-31
        DE-SH  10-31@2018-
        DE-TH  09-20@2019- 10-31 | E+60
        AT     01-01 01-06 E+1 05-01 E+39 E+50 E+60 08-15 10-26 11-01 12-08 12-25 12-26
        AT-1   | 11-11
        AT-2   | 03-19 10-10
        AT-3   | 11-15
        AT-4   | 05-04
        AT-5   | 09-24
        AT-6   | 03-19
        AT-7   | 03-19
        AT-8   | 03-19
        AT-9   | 11-15
        CH     01-01 E+39 08-01 12-25
        CH-AG  01-02 E-2 E+1 05-01 E+50 12-26 | E+60 08-15 11-01 12-08
        CH-AR  E-2 E+1 E+50 third-day
        CH-AI  E-2 E+1 E+50 E+60 08-15 11-01 12-08 third-day | 09-22
        CH-BL  E-2 E+1 05-01 E+50 12-26 | 08-15
        CH-BS  E-2 E+1 05-01 E+50 12-26
        CH-BE  01-02 E-2 E+1 E+50 12-26
        CH-FR  E-2 | 01-02 E+1 05-01 E+50 E+60 08-15 11-01 12-08 12-26
        CH-GE  E-2 E+1 E+50 genevan-fast 12-31
        CH-GL  naefels E-2 E+1 E+50 11-01 12-26 | 01-02
        CH-GR  E-2 E+1 E+50 12-26 | 08-15 11-01 12-08
        CH-JU  01-02 E-2 E+1 05-01 E+50 E+60 06-23 08-15 11-01 | 12-08
        CH-LU  01-02 E-2 E+1 E+50 E+60 08-15 11-01 12-08 12-26
        CH-NE  monday-0102 03-01 E-2 05-01 monday-1226 | E+60
        CH-NW  03-19 E-2 E+60 08-15 11-01 12-08 | 01-02 E+1 E+50 12-26
        CH-OW  E-2 E+60 08-15 09-25 11-01 12-08 | 01-02 E+1 E+50 12-26
        CH-SH  E-2 E+1 05-01 E+50 12-26 | 01-02
        CH-SZ  01-06 03-19 E-2 E+1 E+50 E+60 08-15 11-01 12-08 12-26
        CH-SO  E-2 | 01-02 E+1 05-01 E+50 E+60 08-15 11-01 12-08 12-26
        CH-SG  E-2 E+1 E+50 11-01 12-26 | 01-02
        CH-TI  01-06 03-19 E+1 05-01 E+50 E+60 06-29 08-15 11-01 12-08 12-26
        CH-TG  01-02 E-2 E+1 05-01 E+50 12-26
        CH-UR  01-06 03-19 E-2 E+1 E+50 E+60 08-15 11-01 12-08 third-day
        CH-VD  01-02 E-2 E+1 E+50 fast-monday
        CH-VS  03-19 E+60 08-15 11-01 12-08 | 01-02 E+1 E+50 12-26
        CH-ZG  E-2 E+60 08-15 11-01 12-08 | 01-02 E+1 E+50 12-26
        CH-ZH  E-2 E+1 05-01 E+50 12-26 | 01-02
        """;

    private static readonly Dictionary<string, (string[] Public, string[] Partly)> rows = Table.Split('\n').Select(line =>
    {
        var (code, days) = (line[..6].Trim(), line[6..].Split('|'));
        return (code, (Words(days[0]), days.Length > 1 ? Words(days[1]) : []));
    }).ToDictionary();

    private static readonly Dictionary<(string, int, bool), HashSet<LocalDate>> known = [];

    public static TheoryData<string> Regions => [.. rows.Keys.Where(code => code.Length > 2)];

    /// <summary>Days of a year that everybody in the region keeps.</summary>
    public static IReadOnlySet<LocalDate> Public(string region, int year) => Days(region, year, false);

    /// <summary>Days of a year that only some there keep.</summary>
    public static IReadOnlySet<LocalDate> Partly(string region, int year) => Days(region, year, true);

    /// <summary>Gauss's rule with Lichtenberg's correction; the product goes another way.</summary>
    public static LocalDate Easter(int year)
    {
        var k = year / 100;
        var m = 15 + (3 * k + 3) / 4 - (8 * k + 13) / 25;
        var s = 2 - (3 * k + 3) / 4;
        var a = year % 19;
        var d = (19 * a + m) % 30;
        var r = (d + a / 11) / 29;
        var og = 21 + d - r;
        var sz = 7 - (year + year / 4 + s) % 7;
        var oe = 7 - (og - sz) % 7;
        return new LocalDate(year, 3, 1).PlusDays(og + oe - 1);
    }

    private static HashSet<LocalDate> Days(string region, int year, bool partly)
    {
        lock (known)
        {
            if (known.TryGetValue((region, year, partly), out var there)) return there;
            var (country, own) = (rows[region[..2]], rows[region]);
            return known[(region, year, partly)] =
                [.. (partly ? own.Partly : [.. country.Public, .. own.Public]).SelectMany(word => On(word, year))];
        }
    }

    private static IEnumerable<LocalDate> On(string word, int year)
    {
        var (day, years) = word.Split('@') is [var d, var y] ? (d, y.Split('-')) : (word, new[] { "", "" });
        if (Number(years[0], 0) > year || Number(years[1], 9999) < year) return [];
        if (day[0] == 'E') return [Easter(year).PlusDays(Number(day[1..], 0))];
        if (char.IsDigit(day[0])) return [new(year, Number(day[..2], 0), Number(day[3..], 0))];
        return day switch
        {
            // Eleven days before the first Sunday in Advent, which is the one nearest to St Andrew's.
            "repentance" => [First(IsoDayOfWeek.Sunday, new(year, 11, 27)).PlusDays(-11)],
            "genevan-fast" => [First(IsoDayOfWeek.Sunday, new(year, 9, 1)).PlusDays(4)],
            "fast-monday" => [First(IsoDayOfWeek.Sunday, new(year, 9, 15)).PlusDays(1)],
            "naefels" => [Naefels(year)],
            "monday-0102" => new LocalDate(year, 1, 1).DayOfWeek is IsoDayOfWeek.Sunday ? [new(year, 1, 2)] : [],
            "monday-1226" => new LocalDate(year, 12, 25).DayOfWeek is IsoDayOfWeek.Sunday ? [new(year, 12, 26)] : [],
            "third-day" => new LocalDate(year, 12, 25).DayOfWeek is IsoDayOfWeek.Monday or IsoDayOfWeek.Friday
                ? [] : [new(year, 12, 26)],
            _ => throw new ArgumentException($"The table does not know what {word} means."),
        };
    }

    // Not in Holy Week.
    private static LocalDate Naefels(int year)
    {
        var (thursday, easter) = (First(IsoDayOfWeek.Thursday, new(year, 4, 1)), Easter(year));
        return thursday < easter && thursday > easter.PlusDays(-7) ? thursday.PlusDays(7) : thursday;
    }

    private static LocalDate First(IsoDayOfWeek weekday, LocalDate from)
    {
        while (from.DayOfWeek != weekday) from = from.PlusDays(1);
        return from;
    }

    private static int Number(string text, int otherwise) =>
        text.Length == 0 ? otherwise : int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
