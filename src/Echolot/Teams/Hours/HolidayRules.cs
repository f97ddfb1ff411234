using NodaTime;

namespace Echolot.Teams;

/// <summary>When a holiday is, and where.</summary>
/// <param name="De">German name.</param>
/// <param name="En">English name.</param>
/// <param name="On">The day in a year, told its Easter Sunday; null where the year has none.</param>
/// <param name="Public">Countries and regions in which everybody keeps it, separated by blanks.</param>
/// <param name="Partly">Those in which some do.</param>
/// <param name="From">First year.</param>
/// <param name="Until">Last year.</param>
internal sealed record HolidayRule(
    string De, string En, Func<int, LocalDate, LocalDate?> On, string Public, string Partly = "", int From = 0,
    int Until = 9999)
{
    private readonly HashSet<string> _public = [.. Public.Split(' ')];
    private readonly HashSet<string> _partly = [.. Partly.Split(' ')];

    /// <summary>Whether only some keep it in a region; null where nobody does.</summary>
    public bool? KindIn(string region, int year) => year < From || year > Until ? null
        : _public.Contains(region) || _public.Contains(region[..2]) ? false
        : _partly.Contains(region) || _partly.Contains(region[..2]) ? true
        : null;
}

internal static class HolidayRules
{
    private const string CatholicCantons = "CH-AI CH-LU CH-NW CH-OW CH-SZ CH-TI CH-UR CH-VS CH-ZG";

    // Where Catholic and Reformed districts or communities keep different days.
    private const string MixedCantons = "CH-AG CH-FR CH-SO";

    private const string MondayCantons =
        "CH-AG CH-AI CH-AR CH-BE CH-BL CH-BS CH-GE CH-GL CH-GR CH-JU CH-LU CH-SG CH-SH CH-SZ CH-TG CH-TI CH-UR CH-VD CH-ZH";

    private const string CustomaryCantons = "CH-FR CH-NW CH-OW CH-SO CH-VS CH-ZG";

    public static IReadOnlyList<HolidayRule> All { get; } =
    [
        new("Neujahr", "New Year’s Day", Fixed(1, 1), "DE AT CH"),
        new("Berchtoldstag", "Saint Berchtold’s Day", Fixed(1, 2), "CH-AG CH-BE CH-JU CH-LU CH-TG CH-VD",
            "CH-FR CH-GL CH-NW CH-OW CH-SG CH-SH CH-SO CH-VS CH-ZG CH-ZH"),
        new("Berchtoldstag", "Saint Berchtold’s Day", FixedOn(1, 2, IsoDayOfWeek.Monday), "CH-NE"),
        new("Heilige Drei Könige", "Epiphany", Fixed(1, 6), "DE-BW DE-BY DE-ST AT CH-SZ CH-TI CH-UR"),
        new("Jahrestag der Ausrufung der Republik", "Republic Day", Fixed(3, 1), "CH-NE"),
        new("Frauentag", "Women’s Day", Fixed(3, 8), "DE-BE", From: 2019),
        new("Frauentag", "Women’s Day", Fixed(3, 8), "DE-MV", From: 2023),
        new("Josefstag", "Saint Joseph’s Day", Fixed(3, 19), "CH-NW CH-SZ CH-TI CH-UR CH-VS", "AT-2 AT-6 AT-7 AT-8"),
        new("Näfelser Fahrt", "Battle of Näfels", Naefels, "CH-GL"),
        new("Karfreitag", "Good Friday", Easter(-2),
            "DE CH-AG CH-AI CH-AR CH-BE CH-BL CH-BS CH-FR CH-GE CH-GL CH-GR CH-JU CH-LU CH-NE CH-NW CH-OW CH-SG CH-SH CH-SO CH-SZ CH-TG CH-UR CH-VD CH-ZG CH-ZH"),
        new("Ostersonntag", "Easter Sunday", Easter(0), "DE-BB"),
        new("Ostermontag", "Easter Monday", Easter(1), "DE AT " + MondayCantons, CustomaryCantons),
        new("Tag der Arbeit", "Labour Day", Fixed(5, 1),
            "DE CH-AG CH-BL CH-BS CH-JU CH-NE CH-SH CH-TG CH-TI CH-ZH", "CH-FR CH-SO"),
        new("Staatsfeiertag", "National Holiday", Fixed(5, 1), "AT"),
        new("Tag des heiligen Florian", "Saint Florian’s Day", Fixed(5, 4), "", "AT-4"),
        new("Tag der Befreiung", "Liberation Day", Fixed(5, 8), "DE-BE", From: 2020, Until: 2020),
        new("Tag der Befreiung", "Liberation Day", Fixed(5, 8), "DE-BE", From: 2025, Until: 2025),
        new("Christi Himmelfahrt", "Ascension Day", Easter(39), "DE AT"),
        new("Auffahrt", "Ascension Day", Easter(39), "CH"),
        new("Pfingstsonntag", "Whit Sunday", Easter(49), "DE-BB"),
        new("Pfingstmontag", "Whit Monday", Easter(50), "DE AT " + MondayCantons, CustomaryCantons),
        new("Fronleichnam", "Corpus Christi", Easter(60),
            "DE-BW DE-BY DE-HE DE-NW DE-RP DE-SL AT CH-JU " + CatholicCantons, "DE-SN DE-TH CH-NE " + MixedCantons),
        new("Jahrestag des 17. Juni 1953", "Anniversary of 17 June 1953", Fixed(6, 17), "DE-BE", From: 2028, Until: 2028),
        new("Fest der Unabhängigkeit", "Independence Day of Jura", Fixed(6, 23), "CH-JU"),
        new("Peter und Paul", "Saints Peter and Paul", Fixed(6, 29), "CH-TI"),
        new("Bundesfeier", "Swiss National Day", Fixed(8, 1), "CH"),
        new("Mariä Himmelfahrt", "Assumption Day", Fixed(8, 15), "DE-SL AT CH-JU " + CatholicCantons,
            "DE-BY CH-BL CH-GR " + MixedCantons),
        new("Genfer Bettag", "Genevan Fast", AfterSunday(9, 1, 4), "CH-GE"),
        new("Bettagsmontag", "Federal Fast Monday", AfterSunday(9, 3, 1), "CH-VD"),
        new("Weltkindertag", "World Children’s Day", Fixed(9, 20), "DE-TH", From: 2019),
        new("Mauritiustag", "Saint Maurice’s Day", Fixed(9, 22), "", "CH-AI"),
        new("Tag des heiligen Rupert", "Saint Rupert’s Day", Fixed(9, 24), "", "AT-5"),
        new("Bruder Klaus", "Saint Nicholas of Flüe", Fixed(9, 25), "CH-OW"),
        new("Tag der Deutschen Einheit", "German Unity Day", Fixed(10, 3), "DE"),
        new("Tag der Volksabstimmung", "Plebiscite Day", Fixed(10, 10), "", "AT-2"),
        new("Nationalfeiertag", "Austrian National Day", Fixed(10, 26), "AT"),
        new("Reformationstag", "Reformation Day", Fixed(10, 31), "DE-BB DE-MV DE-SN DE-ST DE-TH"),
        new("Reformationstag", "Reformation Day", Fixed(10, 31), "DE", From: 2017, Until: 2017),
        new("Reformationstag", "Reformation Day", Fixed(10, 31), "DE-HB DE-HH DE-NI DE-SH", From: 2018),
        new("Allerheiligen", "All Saints’ Day", Fixed(11, 1),
            "DE-BW DE-BY DE-NW DE-RP DE-SL AT CH-GL CH-JU CH-SG " + CatholicCantons, "CH-GR " + MixedCantons),
        new("Martinstag", "Saint Martin’s Day", Fixed(11, 11), "", "AT-1"),
        new("Tag des heiligen Leopold", "Saint Leopold’s Day", Fixed(11, 15), "", "AT-3 AT-9"),
        new("Buß- und Bettag", "Day of Repentance and Prayer", BeforeLastTrinity, "DE", Until: 1994),
        new("Buß- und Bettag", "Day of Repentance and Prayer", BeforeLastTrinity, "DE-SN", From: 1995),
        new("Mariä Empfängnis", "Immaculate Conception", Fixed(12, 8), "AT " + CatholicCantons, "CH-GR CH-JU " + MixedCantons),
        new("1. Weihnachtstag", "Christmas Day", Fixed(12, 25), "DE"),
        new("Weihnachten", "Christmas Day", Fixed(12, 25), "AT CH"),
        new("2. Weihnachtstag", "Second Day of Christmas", Fixed(12, 26), "DE"),
        new("Stefanitag", "Saint Stephen’s Day", Fixed(12, 26), "AT"),
        new("Stephanstag", "Saint Stephen’s Day", Fixed(12, 26),
            "CH-AG CH-BE CH-BL CH-BS CH-GL CH-GR CH-LU CH-SG CH-SH CH-SZ CH-TG CH-TI CH-ZH", CustomaryCantons),
        // Three days without bread would be too many: not where Christmas is on a Monday or a Friday.
        new("Stephanstag", "Saint Stephen’s Day", UnlessOn(12, 26, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Saturday),
            "CH-AI CH-AR CH-UR"),
        new("Stephanstag", "Saint Stephen’s Day", FixedOn(12, 26, IsoDayOfWeek.Monday), "CH-NE"),
        new("Wiederherstellung der Republik", "Restoration of the Republic", Fixed(12, 31), "CH-GE"),
    ];

    private static Func<int, LocalDate, LocalDate?> Fixed(int month, int day) =>
        (year, _) => new LocalDate(year, month, day);

    private static Func<int, LocalDate, LocalDate?> FixedOn(int month, int day, IsoDayOfWeek weekday) =>
        (year, _) => new LocalDate(year, month, day) is var date && date.DayOfWeek == weekday ? date : null;

    private static Func<int, LocalDate, LocalDate?> UnlessOn(int month, int day, params IsoDayOfWeek[] weekdays) =>
        (year, _) => new LocalDate(year, month, day) is var date && weekdays.Contains(date.DayOfWeek) ? null : date;

    private static Func<int, LocalDate, LocalDate?> Easter(int daysLater) =>
        (_, easter) => easter.PlusDays(daysLater);

    /// <summary>So many days after the nth Sunday of a month.</summary>
    private static Func<int, LocalDate, LocalDate?> AfterSunday(int month, int nth, int daysLater) =>
        (year, _) => Nth(year, month, nth, IsoDayOfWeek.Sunday).PlusDays(daysLater);

    /// <summary>Wednesday before the last Sunday of the church year: the one before 23 November.</summary>
    private static LocalDate? BeforeLastTrinity(int year, LocalDate easter) =>
        new LocalDate(year, 11, 23).Previous(IsoDayOfWeek.Wednesday);

    /// <summary>First Thursday of April; a week later where that is Maundy Thursday.</summary>
    private static LocalDate? Naefels(int year, LocalDate easter)
    {
        var thursday = Nth(year, 4, 1, IsoDayOfWeek.Thursday);
        return thursday == easter.PlusDays(-3) ? thursday.PlusWeeks(1) : thursday;
    }

    private static LocalDate Nth(int year, int month, int nth, IsoDayOfWeek weekday) =>
        LocalDate.FromYearMonthWeekAndDay(year, month, nth, weekday);
}
