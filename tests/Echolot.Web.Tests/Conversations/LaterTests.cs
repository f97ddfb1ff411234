using Echolot.Conversations;
using Echolot.Web.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

public sealed class LaterTests
{
    // A Friday evening in Berlin, two days before the clocks go back.
    private static readonly DateTimeOffset friday = new(2026, 10, 23, 21, 30, 0, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("hour", null, "2026-10-23T22:30:00+02:00")]
    [InlineData("tomorrow", null, "2026-10-24T09:00:00+02:00")]
    [InlineData("monday", null, "2026-10-26T09:00:00+01:00")]
    [InlineData("at", "2026-10-25T18:15", "2026-10-25T18:15:00+01:00")]
    // The hour that comes twice is meant the first time.
    [InlineData("at", "2026-10-25T02:30", "2026-10-25T02:30:00+02:00")]
    public void Times_are_meant_by_the_clock_of_whoever_writes(string offer, string? written, string at) =>
        Later.Of(offer, written, friday, "Europe/Berlin").ShouldBe(
            DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Nothing_said_is_at_once_and_what_has_passed_is_refused()
    {
        Later.Of(null, "2026-10-25T18:15", friday, "Europe/Berlin").ShouldBeNull();
        foreach (var written in new[] { "2026-10-23T21:00", "", "bald" })
            Should.Throw<InboxException>(() => Later.Of("at", written, friday, "Europe/Berlin"))
                .Why.ShouldBe(InboxRefusal.TimeMissing);
    }
}
