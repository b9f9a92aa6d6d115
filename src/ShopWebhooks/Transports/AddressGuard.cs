using System.Buffers;
using System.Net;
using System.Text;

namespace ShopWebhooks.Transports;

/// <summary>Says which addresses nothing may be sent to, and why.</summary>
/// <remarks>
/// Two questions, because a name says nothing about where it leads: an address <em>as written</em> is judged at registration and again
/// before each attempt, without asking anybody; what its host <em>resolves to</em> is judged at each connect by
/// <see cref="GuardedConnector"/>. Both answers are clauses without a full stop, for a message that names the endpoint.
/// </remarks>
internal static class AddressGuard
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Why an HTTP address must not be used; null when it may be.</summary>
    /// <param name="address">The address as written.</param>
    /// <param name="allowHttp">Whether its endpoint allows plain HTTP.</param>
    /// <param name="allowedNetworks">The networks its endpoint may be in although nothing may connect there otherwise.</param>
    public static string? Refuse(Uri address, bool allowHttp, IReadOnlyList<IPNetwork> allowedNetworks)
    {
        if (!address.IsAbsoluteUri)
        {
            return "it is not an absolute URI";
        }

        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            return $"its scheme is {address.Scheme}, where only https and http are carried over HTTP";
        }

        if (address.Scheme == Uri.UriSchemeHttp && !allowHttp)
        {
            return "its scheme is http, which sends in clear text; use https, or say AllowHttp() for this endpoint";
        }

        if (address.UserInfo.Length > 0)
        {
            return "it contains user info; put credentials into a header of the endpoint";
        }

        // What .NET makes of other digits and letters depends on the globalization mode: circled and full-width ones become plain ASCII
        // with ICU and punycode without it, so the same text would name two hosts. ASCII names one.
        if (!Ascii.IsValid(address.Host))
        {
            return "its host is not plain ASCII; write an international name in its xn-- form";
        }

        var host = address.IdnHost;
        return RefuseHost(host.EndsWith('.') ? host[..^1] : host, allowedNetworks);
    }

    /// <summary>Why nothing may connect to an IP address; null when it may be connected to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="allowedNetworks">The networks that are allowed all the same.</param>
    public static string? Refuse(IPAddress address, IReadOnlyList<IPNetwork> allowedNetworks)
    {
        if (ReservedNetworks.Describe(address) is not { } name)
        {
            return null;
        }

        foreach (var network in allowedNetworks)
        {
            if (network.Contains(address))
            {
                return null;
            }
        }

        return $"{address} is {name}, and the endpoint allows no network that contains it";
    }

    private static string? RefuseHost(string host, IReadOnlyList<IPNetwork> allowedNetworks)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return Refuse(literal, allowedNetworks) is { } reason ? $"its host {reason}" : null;
        }

        // The resolver of the operating system has spellings of its own for what looks like an IPv4 address.
        if (EndsInNumber(host))
        {
            return $"its host {host} is neither a name nor a well-formed IPv4 address";
        }

        if (IsLocalhost(host)
            && Refuse(IPAddress.Loopback, allowedNetworks) is not null
            && Refuse(IPAddress.IPv6Loopback, allowedNetworks) is not null)
        {
            return $"its host {host} is a loopback name, and the endpoint allows no loopback network";
        }

        return null;
    }

    private static bool IsLocalhost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    // As browsers decide whether a host is an IPv4 address: https://url.spec.whatwg.org/#ends-in-a-number-checker
    private static bool EndsInNumber(string host)
    {
        var last = host.AsSpan(host.LastIndexOf('.') + 1);
        return last.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? !last[2..].ContainsAnyExcept(HexDigits)
            : last.Length == 0 || !last.ContainsAnyExceptInRange('0', '9');
    }
}
