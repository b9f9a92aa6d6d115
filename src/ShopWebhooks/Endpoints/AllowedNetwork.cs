using System.Net;
using System.Net.Sockets;

namespace ShopWebhooks.Endpoints;

/// <summary>Reads a network that an endpoint may be in.</summary>
/// <remarks>
/// Only as it is written by everybody: the framework also reads <c>10/8</c>, as 0.0.0.0/8, and <c>10.1.2.3/8</c>, as all of 10.0.0.0/8,
/// and what opens a network must not open another one than its author has in mind.
/// </remarks>
internal static class AllowedNetwork
{
    /// <summary>Reads the network; returns what is wrong with the text, or null.</summary>
    public static string? Parse(string? cidr, out IPNetwork network)
    {
        if (!IPNetwork.TryParse(cidr, out network))
        {
            return IPAddress.TryParse(cidr, out var address)
                ? $"'{cidr}' is an address, not a network; write {Of(address)} to allow it alone"
                : $"'{cidr}' is not a network in CIDR notation; write it like 10.20.0.0/16";
        }

        return IsAsWritten(cidr!, network) ? null : $"'{cidr}' would be read as {network}; write that, or the network that is meant";
    }

    /// <summary>The network of one address alone, as it is written.</summary>
    public static string Of(IPAddress address) => $"{address}/{(IsIPv4(address) ? 32 : 128)}";

    // IPv6 has many spellings of one address, and none of them is read as another.
    private static bool IsAsWritten(string cidr, IPNetwork network) =>
        cidr == network.ToString()
        || (!IsIPv4(network.BaseAddress)
            && cidr.Split('/') is [var address, var length]
            && network.BaseAddress.Equals(IPAddress.Parse(address))
            && length == network.PrefixLength.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static bool IsIPv4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;
}
