// snippet: without-host
using ShopWebhooks.Signing;
// end

namespace Shop;

public static class WithoutHost
{
    public static bool Verify(string secret, string previousSecret, IReadOnlyList<KeyValuePair<string, string>> headerLines, byte[] body)
    {
        // snippet: without-host
        var verifier = new WebhookVerifier(
            WebhookScheme.StandardWebhooks, WebhookSecret.Parse(secret), WebhookSecret.Parse(previousSecret));
        var request = new WebhookRequest<WebhookHeaders>("POST", publicUrl: null, new WebhookHeaders(headerLines), body);
        VerificationResult result = verifier.Verify(in request);
        // end
        return result.IsValid;
    }
}
