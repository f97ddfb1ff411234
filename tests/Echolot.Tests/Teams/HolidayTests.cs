using Echolot.Teams;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams;

public sealed class HolidayTests
{
    private static string[] Days(string region, int year, bool partly = false) =>
        [.. Holidays.Of(region, year).Where(h => partly || !h.Partly).Select(h => h.Date.ToString("MM-dd", null))];

    [Theory]
    [InlineData(1961, 4, 2)]
    [InlineData(1981, 4, 19)]
    [InlineData(2000, 4, 23)]
    [InlineData(2008, 3, 23)]
    [InlineData(2011, 4, 24)]
    [InlineData(2024, 3, 31)]
    [InlineData(2025, 4, 20)]
    [InlineData(2026, 4, 5)]
    [InlineData(2038, 4, 25)]
    [InlineData(2285, 3, 22)]
    public void Easter_is_when_it_is(int year, int month, int day) =>
        Holidays.Easter(year).ShouldBe(new LocalDate(year, month, day));

    [Fact]
    public void Easter_follows_the_first_full_moon_of_spring_as_the_church_reckons_it()
    {
        for (var year = 1583; year < 4000; year++) Holidays.Easter(year).ShouldBe(HolidayTable.Easter(year));
    }

    [Fact]
    public void Hamburg_and_Bavaria_in_2026()
    {
        Days("DE-HH", 2026).ShouldBe(
            ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "10-31", "12-25", "12-26"]);
        Days("DE-BY", 2026).ShouldBe(
            ["01-01", "01-06", "04-03", "04-06", "05-01", "05-14", "05-25", "06-04", "10-03", "11-01", "12-25", "12-26"]);
        Days("DE-BY", 2026, partly: true).ShouldContain("08-15");
    }

    [Theory]
    [InlineData("DE-BW", 12)]
    [InlineData("DE-BY", 12)]
    [InlineData("DE-BE", 10)]
    [InlineData("DE-BB", 12)]
    [InlineData("DE-HB", 10)]
    [InlineData("DE-HH", 10)]
    [InlineData("DE-HE", 10)]
    [InlineData("DE-MV", 11)]
    [InlineData("DE-NI", 10)]
    [InlineData("DE-NW", 11)]
    [InlineData("DE-RP", 11)]
    [InlineData("DE-SL", 12)]
    [InlineData("DE-SN", 11)]
    [InlineData("DE-ST", 11)]
    [InlineData("DE-SH", 10)]
    [InlineData("DE-TH", 11)]
    public void Every_Land_has_as_many_holidays_as_its_law_names(string land, int count) =>
        Days(land, 2026).Length.ShouldBe(count);

    [Fact]
    public void Laws_that_changed_count_from_their_year_on()
    {
        Days("DE-BE", 2018).ShouldNotContain("03-08");
        Days("DE-BE", 2019).ShouldContain("03-08");
        Days("DE-BE", 2020).ShouldContain("05-08");
        Days("DE-BE", 2021).ShouldNotContain("05-08");
        Days("DE-HH", 2016).ShouldNotContain("10-31");
        Days("DE-BW", 2017).ShouldContain("10-31");
        Days("DE-BW", 2018).ShouldNotContain("10-31");
        Days("DE-HH", 2018).ShouldContain("10-31");
        Days("DE-HH", 1994).ShouldContain("11-16");
        Days("DE-HH", 1995).ShouldNotContain("11-22");
        Days("DE-SN", 2026).ShouldContain("11-18");
        Days("DE-MV", 2022).ShouldNotContain("03-08");
        Days("DE-TH", 2026).ShouldContain("09-20");
    }

    [Fact]
    public void Every_Austrian_Land_has_the_thirteen_of_the_federal_law_and_its_patron_in_part()
    {
        foreach (var land in Region.All.Where(r => r.Country == "AT"))
        {
            Days(land.Code, 2026).ShouldBe(
                ["01-01", "01-06", "04-06", "05-01", "05-14", "05-25", "06-04", "08-15", "10-26", "11-01", "12-08", "12-25",
                    "12-26"]);
            Holidays.Of(land.Code, 2026).ShouldContain(h => h.Partly);
        }
        Holidays.On("AT-9", new LocalDate(2026, 11, 15))!.De.ShouldBe("Tag des heiligen Leopold");
    }

    [Fact]
    public void Cantons_keep_what_their_laws_name()
    {
        foreach (var canton in Region.All.Where(r => r.Country == "CH"))
            Days(canton.Code, 2026).ShouldBeSubsetOf(Days(canton.Code, 2026, partly: true));
        foreach (var canton in Region.All.Where(r => r.Country == "CH"))
            new[] { "01-01", "05-14", "08-01", "12-25" }.ShouldBeSubsetOf(Days(canton.Code, 2026));
        Days("CH-ZH", 2026).ShouldBe(["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "08-01", "12-25", "12-26"]);
        Days("CH-VS", 2026).ShouldNotContain("04-03", "Good Friday is a working day in Valais");
        Days("CH-GE", 2026).ShouldContain("09-10", "Thursday after the first Sunday of September");
        Days("CH-VD", 2026).ShouldContain("09-21", "Monday after the third Sunday of September");
        // The first Thursday of April 2026 is Maundy Thursday.
        Days("CH-GL", 2026).ShouldContain("04-09");
        Days("CH-GL", 2025).ShouldContain("04-03");
        Days("CH-NE", 2023).ShouldContain("01-02", "a Monday");
        Days("CH-NE", 2026).ShouldNotContain("01-02", "a Friday");
        Days("CH-UR", 2026).ShouldNotContain("12-26", "a Saturday");
        Days("CH-UR", 2025).ShouldContain("12-26", "a Friday");
    }

    public static TheoryData<string> Regions => HolidayTable.Regions;

    [Theory]
    [MemberData(nameof(Regions))]
    public void Thirty_years_of_every_region_are_those_of_a_table_that_was_made_another_way(string region)
    {
        for (var year = 2010; year < 2040; year++)
        {
            var kept = Holidays.Of(region, year);
            var (all, some) = (kept.Where(h => !h.Partly).Select(h => h.Date), kept.Where(h => h.Partly).Select(h => h.Date));
            all.ShouldBe(HolidayTable.Public(region, year), ignoreOrder: true, $"{region} {year}");
            some.ShouldBe(
                HolidayTable.Partly(region, year).Except(HolidayTable.Public(region, year)), ignoreOrder: true, $"{region} {year}");
        }
    }

    [Fact]
    public void Regions_are_the_sixteen_nine_and_twenty_six()
    {
        Region.All.CountBy(r => r.Country).ToDictionary().ShouldBe(
            new Dictionary<string, int> { ["DE"] = 16, ["AT"] = 9, ["CH"] = 26 }, ignoreOrder: true);
        Region.All.Select(r => r.Code).ShouldBeUnique();
        Region.All.Select(r => r.Code).ShouldBe(HolidayTable.Regions.Select(r => r.Data), ignoreOrder: true);
        foreach (var region in Region.All)
            for (var year = 1990; year < 2060; year++)
            {
                var days = Holidays.Of(region.Code, year);
                days.Select(h => h.Date).ShouldBeUnique();
                days.ShouldAllBe(h => h.Date.Year == year && h.De != "" && h.En != "");
            }
    }

    [Fact]
    public void Unknown_regions_and_years_are_refused()
    {
        Should.Throw<ArgumentException>(() => Holidays.Of("DE-XX", 2026)).Message.ShouldContain("DE-HH");
        Should.Throw<ArgumentException>(() => Holidays.Of("DE-HH", 1200));
    }
}
