using System.Net;
using Echolot.Connectors.Http;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Http;

public sealed class AddressRuleTests
{
    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::6810:85e5")]
    [InlineData("2a02:8388:1::1")]
    [InlineData("::ffff:93.184.216.34")]
    [InlineData("64:ff9b::5db8:d822")]
    [InlineData("2002:5db8:d822::1")]
    public void Public_addresses_are_open(string address) =>
        AddressRule.Of(IPAddress.Parse(address)).ShouldBe(AddressKind.Public);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::c0a8:101")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:c0a8:101::1")]
    [InlineData("2606:4700::5efe:10.0.0.1")]
    [InlineData("2606:4700::200:5efe:192.168.1.1")]
    public void Own_networks_are_open_only_when_allowed(string address)
    {
        AddressRule.Of(IPAddress.Parse(address)).ShouldBe(AddressKind.Private);
        AddressRule.Allows(IPAddress.Parse(address), allowPrivate: false).ShouldBeFalse();
        AddressRule.Allows(IPAddress.Parse(address), allowPrivate: true).ShouldBeTrue();
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::7f00:1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("64:ff9b:1::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("2606:4700::5efe:169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    public void Metadata_link_local_and_reserved_addresses_are_never_open(string address) =>
        AddressRule.Allows(IPAddress.Parse(address), allowPrivate: true).ShouldBeFalse();

    [Fact]
    public void An_address_in_disguise_is_never_better_than_the_plain_one() => Prop.ForAll(
        ArbMap.Default.ArbFor<uint>(),
        bits =>
        {
            byte[] v4 = [(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits];
            var plain = AddressRule.Of(new IPAddress(v4));
            byte[] nat64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. v4];
            byte[] sixToFour = [0x20, 0x02, .. v4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
            return AddressRule.Of(new IPAddress(v4).MapToIPv6()) == plain
                && AddressRule.Of(new IPAddress(nat64)) == plain
                && AddressRule.Of(new IPAddress(sixToFour)) == plain;
        }).QuickCheckThrowOnFailure();
}
