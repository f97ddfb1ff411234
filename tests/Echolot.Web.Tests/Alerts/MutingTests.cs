using Echolot.Web.Alerts;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

public sealed class MutingTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    // Half past eleven in the evening of Saturday, the night in which clocks go back.
    private static readonly DateTimeOffset Now = new(2026, 10, 24, 21, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("hour", "2026-10-24T22:30:00Z")]
    [InlineData("today", "2026-10-24T22:00:00Z")]
    [InlineData("week", "2026-10-31T21:30:00Z")]
    [InlineData("2026-10-24", "2026-10-24T22:00:00Z")]
    [InlineData("2026-10-25", "2026-10-25T23:00:00Z")]
    [InlineData("2026-10-23", null)]
    [InlineData("2028-01-01", null)]
    [InlineData("for ever", null)]
    public void Days_end_where_whoever_mutes_is(string how, string? until) =>
        Muting.Until(how, Now, Berlin).ShouldBe(
            until is null ? null : DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture));
}
