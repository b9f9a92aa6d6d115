
namespace ShopWebhooks.Signing;

/// <summary>A scheme whose key the provider publishes. The request names it, and has to be held to the provider's own addresses.</summary>
internal abstract class FetchedKeyScheme : WebhookScheme
{
    public sealed override bool CanSign => false;

    public sealed override bool FetchesKey => true;

    /// <summary>Which key a request was signed with, or why none is asked for.</summary>
    public abstract VerificationFailure? Find<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, out WebhookKeyReference? key)
        where THeaders : IWebhookHeaders;

    /// <summary>Verifies with the key that was asked for.</summary>
    public abstract VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, PublicKey key, TimeSpan tolerance, DateTimeOffset now)
        where THeaders : IWebhookHeaders;

    internal sealed override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now) =>
        throw new InvalidOperationException("The key of this provider has to be fetched; verify with VerifyAsync.");
}
