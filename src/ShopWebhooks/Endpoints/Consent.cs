using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Endpoints;

/// <summary>What an endpoint has granted in the handshake of CloudEvents HTTP 1.1 Web Hooks.</summary>
/// <param name="Target">Stands for the address that granted it. Its hash, since a secret may be in the address.</param>
/// <param name="Origin">The origin that asked.</param>
/// <param name="PerMinute">How many requests a minute it may make; null for any number.</param>
internal sealed record Consent(string? Target, string Origin, long? PerMinute)
{
    /// <summary>Whether it is one of this endpoint, as it is now: at another address, or for another origin, nothing was granted.</summary>
    public bool IsOf(WebhookEndpoint endpoint) =>
        Target == endpoint.ConsentTarget && Origin.Equals(endpoint.RequestOrigin, StringComparison.OrdinalIgnoreCase);

    public static string TargetOf(Uri address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)));
}
