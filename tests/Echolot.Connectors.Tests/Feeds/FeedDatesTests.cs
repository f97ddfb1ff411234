using System.Globalization;
using Echolot.Connectors.Feeds.Reading;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

public sealed class FeedDatesTests
{
    [Theory]
    [InlineData("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z")]
    [InlineData("Thu, 1 Jan 2004 19:48 +0100", "2004-01-01T18:48:00Z")]
    [InlineData("01 Jan 04 19:48:21 EST", "2004-01-02T00:48:21Z")]
    [InlineData("Thu, 01 Jan 104 19:48:21 GMT", "2004-01-01T19:48:21Z")]
    [InlineData("Sun, 31 Dec 99 23:59:60 UT", "2000-01-01T00:00:00Z")]
    [InlineData("Thu Jan  1 19:48:21 2004", "2004-01-01T19:48:21Z")]
    [InlineData("Thursday, January 1, 2004 7:48 PM", "2004-01-01T19:48:00Z")]
    [InlineData("Jan 01, 2004 12:05 AM PST", "2004-01-01T08:05:00Z")]
    [InlineData("Thu,01-Jan-2004 19:48:21 GMT", "2004-01-01T19:48:21Z")]
    [InlineData("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z")]
    [InlineData("2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z")]
    [InlineData("2003-12-31T10:14:55.25-08:00", "2003-12-31T18:14:55.25Z")]
    [InlineData("2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z")]
    [InlineData("2003-12-31t10:14:55z", "2003-12-31T10:14:55Z")]
    [InlineData("2003-12-31 10:14:55", "2003-12-31T10:14:55Z")]
    [InlineData("2003-12-31T10:14", "2003-12-31T10:14:00Z")]
    [InlineData("2003-12-31", "2003-12-31T00:00:00Z")]
    [InlineData("2003-12", "2003-12-01T00:00:00Z")]
    [InlineData("2003", "2003-01-01T00:00:00Z")]
    [InlineData("20031231", "2003-12-31T00:00:00Z")]
    [InlineData("20031231T101455Z", "2003-12-31T10:14:55Z")]
    [InlineData("2003-365", "2003-12-31T00:00:00Z")]
    [InlineData("2003335", "2003-12-01T00:00:00Z")]
    [InlineData("2004-W01-4", "2004-01-01T00:00:00Z")]
    [InlineData("2004-07-08 23:56:58.0", "2004-07-08T23:56:58Z")]
    [InlineData("Do, 5 November 2026 07:00:00 MEZ", "2026-11-05T06:00:00Z")]
    [InlineData("5. März 2026, 14:30 Uhr", "2026-03-05T14:30:00Z")]
    [InlineData("05.03.2026 14:30", "2026-03-05T14:30:00Z")]
    [InlineData("12/31/2003", "2003-12-31T00:00:00Z")]
    [InlineData("31/12/2003 10:14", "2003-12-31T10:14:00Z")]
    [InlineData("lun., 3 févr. 2025 08:00:00 +0100", "2025-02-03T07:00:00Z")]
    [InlineData("mer, 12 giu 2024 10:00:00 +0200", "2024-06-12T08:00:00Z")]
    [InlineData("Vie, 05 Ene 2024 10:00:00 GMT", "2024-01-05T10:00:00Z")]
    [InlineData("wo, 08 mei 2024 10:00:00 GMT", "2024-05-08T10:00:00Z")]
    [InlineData("Pn, 12 sierpnia 2024 10:00:00 +0200", "2024-08-12T08:00:00Z")]
    [InlineData("Cum, 09 Ağu 2024 10:00:00 +0300", "2024-08-09T07:00:00Z")]
    [InlineData("Thu, 01 Jan 2004 19:48:21 GMT+2", "2004-01-01T17:48:21Z")]
    [InlineData("Thu, 01 Jan 2004 19:48:21 +01:30", "2004-01-01T18:18:21Z")]
    [InlineData("Thu, 01 Jan 2004 19:48:21 +1", "2004-01-01T18:48:21Z")]
    [InlineData("1072915200", "2004-01-01T00:00:00Z")]
    [InlineData("1072915200123", "2004-01-01T00:00:00.123Z")]
    public void A_date_is_read_in_any_custom(string text, string moment) =>
        FeedDates.Parse(text).ShouldBe(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("Thu, 45 Jan 2004 19:48:21 GMT")]
    [InlineData("2004-13-01")]
    [InlineData("2004-01-01T77:00:00Z")]
    [InlineData("99999999999999999999")]
    [InlineData("- - -")]
    public void What_is_no_date_is_null(string? text) => FeedDates.Parse(text).ShouldBeNull();

    [Fact]
    public void Every_moment_survives_both_standards() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seconds =>
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return FeedDates.Parse(at.ToString("R", CultureInfo.InvariantCulture)) == at
                && FeedDates.Parse(at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)) == at
                && FeedDates.Parse(at.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)) == at;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_makes_it_fail() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(), text => FeedDates.Parse(text) is null or { Year: > 0 }).QuickCheckThrowOnFailure();
}
