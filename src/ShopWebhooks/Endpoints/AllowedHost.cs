using System.Net;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Endpoints;

/// <summary>Reads the name of a host that may lead an endpoint anywhere.</summary>
/// <remarks>One name, in full: a pattern would open names that somebody else may make.</remarks>
internal static class AllowedHost
{
    /// <summary>Reads the name, into the form in which it is resolved; returns what is wrong with the text, or null.</summary>
    public static string? Parse(string? text, out string host)
    {
        host = "";
        if (IPAddress.TryParse(text, out var address))
        {
            var network = new IPNetwork(address, 8 * address.GetAddressBytes().Length);
            return $"'{text}' is an address, not a name; allow its network instead, AllowNetwork(\"{network}\")";
        }

        if (Uri.CheckHostName(text) != UriHostNameType.Dns
            || !Uri.TryCreate($"https://{text}/", UriKind.Absolute, out var uri)
            || AddressGuard.NameOf(uri) is not { } name)
        {
            return $"'{text}' is not the name of a host; write it like erp.internal";
        }

        host = name;
        return null;
    }
}
