using System.Security.Cryptography;
using System.Text;
using Echolot.Sources.Hubs;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

public sealed class HubTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("<rss>ä</rss>");

    [Fact]
    public void A_signature_counts_with_a_sound_method_and_the_right_secret_only()
    {
        var key = Encoding.UTF8.GetBytes("hush");
        var sha256 = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Body));
        Fits(sha256).ShouldBeTrue();
        Fits(sha256.ToUpperInvariant()).ShouldBeTrue();
        Fits("sha384=" + Convert.ToHexString(HMACSHA384.HashData(key, Body))).ShouldBeTrue();
        Fits("sha512=" + Convert.ToHexString(HMACSHA512.HashData(key, Body))).ShouldBeTrue();
        var sha1 = "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(key, Body));
        Fits(sha1).ShouldBeFalse();
        Fits(sha1, allowSha1: true).ShouldBeTrue();
        Fits(sha256[..^2]).ShouldBeFalse();
        Fits(sha256[..^2] + "zz").ShouldBeFalse();
        Fits(sha256, "other").ShouldBeFalse();
        Fits(null).ShouldBeFalse();
        Fits("md5=00").ShouldBeFalse();
        Fits("").ShouldBeFalse();

        static bool Fits(string? header, string secret = "hush", bool allowSha1 = false) =>
            HubSignature.Fits(header, secret, Body, allowSha1);
    }

    [Theory]
    [InlineData(1, 9, false, "asked nine minutes ago, not answered")]
    [InlineData(1, 11, true, "asked eleven minutes ago, not answered")]
    [InlineData(3, 39, false, "asked thrice, twice as long each time")]
    [InlineData(3, 41, true, "asked thrice")]
    [InlineData(99, 24 * 60 - 1, false, "a day at most")]
    [InlineData(99, 24 * 60 + 1, true, "a day at most")]
    public void A_hub_that_does_not_answer_is_asked_ever_more_seldom(int tries, int minutes, bool due, string why) =>
        Renewal.IsDue(new() { Tries = tries, AskedAt = Ms(Now.AddMinutes(-minutes)) }, Now).ShouldBe(due, why);

    [Theory]
    [InlineData(240, 49, false)]
    [InlineData(240, 47, true)]
    [InlineData(24, 5, false)]
    [InlineData(24, 4.5, true)]
    [InlineData(8760, 49, false)]
    [InlineData(240, -1, true)]
    public void A_lease_is_renewed_before_its_last_fifth_ends(double whole, double left, bool due)
    {
        var until = Now.AddHours(left);
        Renewal.IsDue(new() { Verified = 1, AskedAt = Ms(until.AddHours(-whole)), LeaseUntil = Ms(until) }, Now)
            .ShouldBe(due);
    }

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
