using System.Text;

namespace ShopWebhooks.Providers.Keys;

/// <summary>An address that a request names, and that is only used where it is the provider's own.</summary>
internal static class PinnedAddress
{
    /// <summary>Reads an address; null when it is not HTTPS at the standard port of one of the provider's hosts.</summary>
    /// <remarks>In ASCII alone: of other characters the host may be none that there can be, which the framework tells by an exception.</remarks>
    public static Uri? Read(string text, Func<string, bool> isHost) =>
        Ascii.IsValid(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps
        && address.IsDefaultPort
        && address.UserInfo.Length == 0
        && address.HostNameType == UriHostNameType.Dns
        && isHost(address.Host)
            ? address
            : null;
}
