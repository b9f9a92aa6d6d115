using System.Text;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Signs a token, and nothing else.</summary>
internal static class SignedToken
{
    /// <summary>The signature of a token.</summary>
    /// <param name="token">What <see cref="HandshakeToken"/> has read.</param>
    /// <param name="scheme">A scheme that signs the body alone: the token.</param>
    /// <param name="source">Whose first secret signs: while one replaces another, the new one.</param>
    public static string Of(string token, WebhookScheme scheme, WebhookSource source)
    {
        var signer = new WebhookSigner(scheme, source.Secrets[0]);
        return signer.Sign(new OutgoingWebhook("token", DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(token)))[0].Value;
    }
}
