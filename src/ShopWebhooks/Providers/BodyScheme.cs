using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>A scheme whose signature is in the body.</summary>
internal abstract class BodyScheme : WebhookScheme
{
    internal override int GetMaxSignatureLength(int secrets) => 0;

    internal override bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten)
    {
        charsWritten = 0;
        return true;
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) => [];

    internal abstract override byte[] SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets);
}
