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
    /// <param name="allowance">Where its endpoint may be although nothing may connect there otherwise.</param>
    public static string? Refuse(Uri address, bool allowHttp, AddressAllowance allowance)
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

        return HostOf(address) is { } host ? RefuseHost(host, allowance) : "its host is no name by the rules of international names";
    }

    /// <summary>Why nothing may connect to an IP address; null when it may be connected to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="allowance">What is allowed all the same.</param>
    public static string? Refuse(IPAddress address, AddressAllowance allowance) =>
        ReservedNetworks.Describe(address) is { } name && !allowance.Contains(address)
            ? $"{address} is {name}, and the endpoint allows no network that contains it"
            : null;

    /// <summary>The name of an address's host as it is resolved: in ASCII, without a dot at the end; null when it has none.</summary>
    /// <param name="address">The address.</param>
    public static string? NameOf(Uri address) =>
        HostOf(address) is { } host && !IPAddress.TryParse(host, out _) && !EndsInNumber(host) ? host : null;

    // What the handler connects to: circled and full-width digits and letters have become the plain ones they look like, and what is left
    // of other alphabets is in its xn-- form. (Without ICU they all are; then they are names that no resolver takes for a number.) The
    // framework throws for what is no such name, and leaves the rest of what it cannot convert as it is.
    private static string? HostOf(Uri address)
    {
        try
        {
            return address.IdnHost is var host && Ascii.IsValid(host) ? host.TrimEnd('.') : null;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private static string? RefuseHost(string host, AddressAllowance allowance)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return Refuse(literal, allowance) is { } reason ? $"its host {reason}" : null;
        }

        // The resolver of the operating system has spellings of its own for what looks like an IPv4 address.
        if (EndsInNumber(host))
        {
            return $"its host {host} is neither a name nor a well-formed IPv4 address";
        }

        return IsLocalhost(host)
            && !allowance.Contains(host) && !allowance.Contains(IPAddress.Loopback) && !allowance.Contains(IPAddress.IPv6Loopback)
            ? $"its host {host} is a loopback name, and the endpoint allows no loopback network"
            : null;
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
