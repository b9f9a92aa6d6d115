using System.Net;

namespace ShopWebhooks.Transports;

/// <summary>Where one endpoint may be although nothing may connect there otherwise. Immutable.</summary>
/// <param name="networks">Networks: the addresses in them.</param>
/// <param name="hosts">Names of hosts, in ASCII and without a dot at the end: whatever they resolve to.</param>
internal sealed class AddressAllowance(IPNetwork[] networks, string[] hosts)
{
    /// <summary>Public addresses alone.</summary>
    public static AddressAllowance Nothing { get; } = new([], []);

    /// <summary>The networks.</summary>
    public IPNetwork[] Networks => networks;

    /// <summary>The names.</summary>
    public string[] Hosts => hosts;

    /// <summary>Whether it allows nothing beyond public addresses.</summary>
    public bool IsNothing => networks.Length == 0 && hosts.Length == 0;

    /// <summary>Whether an address is in one of the networks.</summary>
    /// <param name="address">The address.</param>
    public bool Contains(IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name is one of the hosts. An IP address never is: a network allows it.</summary>
    /// <param name="host">The host, with or without a dot at the end.</param>
    public bool Contains(string host) =>
        hosts.Length > 0 && hosts.Contains(host.TrimEnd('.'), StringComparer.OrdinalIgnoreCase) && !IPAddress.TryParse(host, out _);

    /// <summary>The networks and hosts, whatever their order was.</summary>
    public override string ToString() =>
        string.Join(',', networks.Select(each => each.ToString()).Concat(hosts).Order(StringComparer.Ordinal));
}
