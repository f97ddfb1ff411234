using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Echolot.Connectors.Http;

internal enum AddressKind
{
    Public,
    /// <summary>The machine itself and networks of the operator; open only with <c>AllowPrivate</c>.</summary>
    Private,
    /// <summary>Never an honest target: link-local and metadata, multicast, reserved, documentation.</summary>
    Never,
}

/// <summary>
/// Sorts an address by the IANA special-purpose registries (RFC 6890 and successors). Addresses that carry an IPv4
/// address inside (mapped, NAT64, 6to4, ISATAP) count as the worse of both.
/// </summary>
internal static class AddressRule
{
    // Clouds answer these with credentials of the machine: AWS/GCP/Azure fall under link-local, the rest is listed.
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("100.100.100.200"), IPAddress.Parse("168.63.129.16"),
        IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254"),
    ];

    private static readonly (IPNetwork Net, AddressKind Kind)[] V4 =
    [
        (IPNetwork.Parse("0.0.0.0/8"), AddressKind.Never),
        (IPNetwork.Parse("10.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressKind.Private),
        (IPNetwork.Parse("127.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("169.254.0.0/16"), AddressKind.Never),
        (IPNetwork.Parse("172.16.0.0/12"), AddressKind.Private),
        (IPNetwork.Parse("192.0.0.0/24"), AddressKind.Never),
        (IPNetwork.Parse("192.0.2.0/24"), AddressKind.Never),
        (IPNetwork.Parse("192.88.99.0/24"), AddressKind.Never),
        (IPNetwork.Parse("192.168.0.0/16"), AddressKind.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressKind.Never),
        (IPNetwork.Parse("198.51.100.0/24"), AddressKind.Never),
        (IPNetwork.Parse("203.0.113.0/24"), AddressKind.Never),
        (IPNetwork.Parse("224.0.0.0/3"), AddressKind.Never),
    ];

    private static readonly (IPNetwork Net, AddressKind Kind)[] V6 =
    [
        (IPNetwork.Parse("::1/128"), AddressKind.Private),
        (IPNetwork.Parse("fc00::/7"), AddressKind.Private),
        (IPNetwork.Parse("2001::/23"), AddressKind.Never), // Teredo, ORCHID, protocol assignments
        (IPNetwork.Parse("2001:db8::/32"), AddressKind.Never),
        (IPNetwork.Parse("3fff::/20"), AddressKind.Never),
        (IPNetwork.Parse("2000::/3"), AddressKind.Public), // the only global unicast space; all else is Never
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static AddressKind Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (Metadata.Contains(WithoutScope(address)))
            return AddressKind.Never;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return First(V4, address, AddressKind.Public);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return AddressKind.Never;

        var plain = WithoutScope(address);
        var bytes = plain.GetAddressBytes();
        if (Nat64.Contains(plain))
            return Of(new IPAddress(bytes.AsSpan(12)));
        if (SixToFour.Contains(plain))
            return Of(new IPAddress(bytes.AsSpan(2, 4)));
        var outer = First(V6, plain, AddressKind.Never);
        // ISATAP (RFC 5214): interface identifier 0000:5efe or 0200:5efe, then the IPv4 address.
        var isatap = (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)) & ~0x02000000u) == 0x00005efe;
        return isatap ? Worse(outer, Of(new IPAddress(bytes.AsSpan(12)))) : outer;
    }

    public static bool Allows(IPAddress address, bool allowPrivate) => Of(address) switch
    {
        AddressKind.Public => true,
        AddressKind.Private => allowPrivate,
        _ => false,
    };

    private static AddressKind Worse(AddressKind one, AddressKind other) => one > other ? one : other;

    private static IPAddress WithoutScope(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;

    private static AddressKind First((IPNetwork Net, AddressKind Kind)[] table, IPAddress address, AddressKind otherwise)
    {
        foreach (var (net, kind) in table)
        {
            if (net.Contains(address))
                return kind;
        }
        return otherwise;
    }
}
