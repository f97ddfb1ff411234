using System.Globalization;
using Echolot.Web.Components;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Components;

public sealed class MomentsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 29, 0, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("de-DE", 10, "gerade eben")]
    [InlineData("en-GB", 44, "just now")]
    [InlineData("de-DE", 46, "1 Min.")]
    [InlineData("en-GB", 720, "12 min")]
    [InlineData("de-DE", 18_000, "5 Std.")]
    [InlineData("en-GB", 100_000, "yesterday")]
    public void Distance_is_told_as_people_tell_it(string culture, int seconds, string text) =>
        In(culture, () => Moments.Ago(TimeSpan.FromSeconds(seconds), At, "Europe/Berlin")).ShouldBe(text);

    [Theory]
    [InlineData("Europe/Berlin", "29.03.2026 01:30:00")]
    [InlineData("America/New_York", "28.03.2026 20:30:00")]
    [InlineData("Nowhere/Atall", "29.03.2026 00:30:00")]
    public void A_moment_is_shown_in_the_zone_of_the_reader(string zone, string text) =>
        In("de-DE", () => Moments.Exact(At, zone)).ShouldBe(text);

    [Fact]
    public void The_hour_that_summer_time_skips_is_not_shown() =>
        In("de-DE", () => Moments.Exact(At.AddMinutes(30), "Europe/Berlin")).ShouldBe("29.03.2026 03:00:00");

    [Theory]
    [InlineData(850, "850 ms")]
    [InlineData(1400, "1,4 s")]
    [InlineData(720_000, "12 Min.")]
    [InlineData(259_200_000, "3 Tage")]
    [InlineData(-5, "0 ms")]
    public void A_length_has_the_unit_that_fits(int milliseconds, string text) =>
        In("de-DE", () => Moments.Length(TimeSpan.FromMilliseconds(milliseconds))).ShouldBe(text);

    private static string In(string culture, Func<string> tell)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return tell();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
