// snippet: sign
using ShopWebhooks.Signing;
// end

namespace Shop;

public static class SignWithoutHost
{
    public static IReadOnlyList<KeyValuePair<string, string>> Sign(string secret, string messageId, byte[] body)
    {
        // snippet: sign
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, WebhookSecret.Parse(secret));
        var outgoing = new OutgoingWebhook(messageId, DateTimeOffset.UtcNow, body);
        IReadOnlyList<KeyValuePair<string, string>> headers = signer.Sign(in outgoing);
        // end
        return headers;
    }
}
