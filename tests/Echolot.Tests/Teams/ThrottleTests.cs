using Echolot.Teams;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams;

public sealed class ThrottleTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ThrottleLimits account = ThrottleLimits.Account;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 2)]
    [InlineData(6, 4)]
    [InlineData(9, 32)]
    [InlineData(13, 512)]
    [InlineData(14, 900)]
    [InlineData(1_000_000, 900)]
    public void Waits_double_after_five_failures_up_to_a_quarter_of_an_hour(int failures, int seconds) =>
        Throttle.Wait(new(failures, noon), noon, account).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Time_that_passed_counts_towards_the_wait()
    {
        Throttle.Wait(new(9, noon), noon.AddSeconds(30), account).ShouldBe(TimeSpan.FromSeconds(2));
        Throttle.Wait(new(9, noon), noon.AddSeconds(32), account).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_clock_set_back_does_not_lengthen_the_wait() =>
        Throttle.Wait(new(9, noon), noon.AddHours(-1), account).ShouldBe(TimeSpan.FromSeconds(32));

    [Fact]
    public void Failures_are_forgotten_a_day_after_the_last_one()
    {
        Throttle.Failed(new(9, noon), noon.AddHours(23), account).Failures.ShouldBe(10);
        Throttle.Failed(new(9, noon), noon.AddHours(24), account).Failures.ShouldBe(1);
        Throttle.Wait(new(20, noon), noon.AddHours(24), account).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void More_failures_never_shorten_the_wait() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNegativeInt>(),
                many => Throttle.Wait(
                    new(many.Get + 1, noon), noon, account) >= Throttle.Wait(new(many.Get, noon), noon, account))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void One_ipv6_customer_is_one_address_and_mapped_ipv4_is_ipv4()
    {
        Throttle.AddressKey("2001:db8:1:2::1").ShouldBe(Throttle.AddressKey("2001:db8:1:2:ffff::9"));
        Throttle.AddressKey("2001:db8:1:2::1").ShouldNotBe(Throttle.AddressKey("2001:db8:1:3::1"));
        Throttle.AddressKey("::ffff:192.0.2.1").ShouldBe(Throttle.AddressKey("192.0.2.1"));
        Throttle.AddressKey("192.0.2.1").ShouldNotContain("192");
    }
}
