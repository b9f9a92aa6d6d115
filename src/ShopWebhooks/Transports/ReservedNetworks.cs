using System.Net;
using System.Net.Sockets;

namespace ShopWebhooks.Transports;

/// <summary>The networks that are no place on the public internet, and what each is.</summary>
/// <remarks>
/// After the special-purpose address registries of IANA (RFC 6890 and its successors). IPv6 is judged the other way round as well:
/// whatever is outside 2000::/3 was never given out as global unicast. Addresses that carry an IPv4 address inside (mapped, compatible,
/// translated, NAT64, 6to4, Teredo, ISATAP) are refused whatever they carry: a public server has a plain address, and a disguise is
/// only useful to somebody who hides a reserved one.
/// </remarks>
internal static class ReservedNetworks
{
    // The first that contains an address names it, so the particular stand before the general.
    private static readonly (IPNetwork Network, string Name)[] Networks =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "an address of \"this network\""),
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("100.100.100.200/32"), "a cloud metadata address"),
        (IPNetwork.Parse("100.64.0.0/10"), "a carrier-grade NAT address"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("168.63.129.16/32"), "a cloud metadata address"),
        (IPNetwork.Parse("169.254.169.254/32"), "a cloud metadata address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.0.0.192/32"), "a cloud metadata address"),
        (IPNetwork.Parse("192.0.0.0/24"), "an address for protocol assignments"),
        (IPNetwork.Parse("192.0.2.0/24"), "a documentation address"),
        (IPNetwork.Parse("192.31.196.0/24"), "an address of the AS112 name servers"),
        (IPNetwork.Parse("192.52.193.0/24"), "a multicast tunnel address"),
        (IPNetwork.Parse("192.88.99.0/24"), "a 6to4 relay address"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("192.175.48.0/24"), "an address of the AS112 name servers"),
        (IPNetwork.Parse("198.18.0.0/15"), "a benchmarking address"),
        (IPNetwork.Parse("198.51.100.0/24"), "a documentation address"),
        (IPNetwork.Parse("203.0.113.0/24"), "a documentation address"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("255.255.255.255/32"), "the broadcast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved address"),

        (IPNetwork.Parse("::/128"), "the unspecified address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("::/96"), "an IPv4-compatible address"),
        (IPNetwork.Parse("::ffff:0:0:0/96"), "an IPv4-translated address"),
        (IPNetwork.Parse("64:ff9b::/96"), "a NAT64 address"),
        (IPNetwork.Parse("64:ff9b:1::/48"), "a NAT64 address"),
        (IPNetwork.Parse("100::/64"), "a discard address"),
        (IPNetwork.Parse("2001::/32"), "a Teredo address"),
        (IPNetwork.Parse("2001:2::/48"), "a benchmarking address"),
        (IPNetwork.Parse("2001:10::/28"), "an ORCHID"),
        (IPNetwork.Parse("2001:20::/28"), "an ORCHID"),
        (IPNetwork.Parse("2001::/23"), "an address for protocol assignments"),
        (IPNetwork.Parse("2001:db8::/32"), "a documentation address"),
        (IPNetwork.Parse("2002::/16"), "a 6to4 address"),
        (IPNetwork.Parse("2620:4f:8000::/48"), "an address of the AS112 name servers"),
        (IPNetwork.Parse("3fff::/20"), "a documentation address"),
        (IPNetwork.Parse("fd00:ec2::254/128"), "a cloud metadata address"),
        (IPNetwork.Parse("fd20:ce::254/128"), "a cloud metadata address"),
        (IPNetwork.Parse("fc00::/7"), "a unique local address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("fec0::/10"), "a site-local address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>What a reserved address is, with its article; null for an address of the public internet.</summary>
    /// <param name="address">The address; its scope id does not matter.</param>
    public static string? Describe(IPAddress address)
    {
        // A network of the framework looks through the mapping: an IPv4 network contains these, and ::ffff:0:0/96 does not.
        if (address.IsIPv4MappedToIPv6)
        {
            return "an IPv4-mapped address";
        }

        foreach (var (network, name) in Networks)
        {
            if (network.Contains(address))
            {
                return name;
            }
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return null;
        }

        return !GlobalUnicast.Contains(address) ? "not a global unicast address"
            : IsIsatap(address) ? "an ISATAP address"
            : null;
    }

    // RFC 5214, section 6.1: under any prefix, the interface identifier 0000:5efe or 0200:5efe and then the IPv4 address.
    private static bool IsIsatap(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var written) && written == 16
            && (bytes[8] & ~0x02) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }
}
