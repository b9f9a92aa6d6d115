using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>The signature of a webhook: its header lines, and the body to send, which holds the signature where there is no such line.</summary>
internal sealed record Signature(IReadOnlyList<KeyValuePair<string, string>> Lines, byte[] Body)
{
    /// <exception cref="UsageException">The webhook cannot be signed as it is, or the signature cannot be sent.</exception>
    public static Signature Make(WebhookProvider provider, IReadOnlyList<WebhookSecret> secrets, in OutgoingWebhook webhook)
    {
        var signer = new WebhookSigner(provider.Scheme, secrets);
        try
        {
            return new Signature(signer.Sign(webhook), signer.SignBody(webhook));
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(Sentence.Of(exception));
        }
    }

    /// <exception cref="UsageException">Only the provider can sign, so that no secret would help.</exception>
    public static void CheckThatItCanBeMade(WebhookProvider provider)
    {
        if (!provider.Scheme.CanSign)
        {
            throw new UsageException(
                $"Only {provider.Name} itself can sign, with a key that it keeps to itself; 'shopwebhooks verify' checks what it sent.");
        }
    }
}
