using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks;

/// <summary>Takes webhooks in. Thread-safe; a singleton.</summary>
public interface IWebhookReceiver
{
    /// <summary>Verifies a request that claims to come from a source. Stores nothing, and never throws on what a sender can send.</summary>
    /// <typeparam name="THeaders">How its header lines are found.</typeparam>
    /// <param name="source">The source's name.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="InvalidOperationException">The provider's key has to be fetched; call <c>VerifyAsync</c>.</exception>
    VerificationResult Verify<THeaders>(string source, in WebhookRequest<THeaders> request)
        where THeaders : IWebhookHeaders;

    /// <summary>
    /// As <see cref="Verify"/>, for sources and providers of every kind: sources that the application looks up are found, and where the key of a
    /// provider has to be fetched from it (PayPal, Plaid, Amazon SNS), it is.
    /// </summary>
    /// <typeparam name="THeaders">How its header lines are found.</typeparam>
    /// <param name="source">The source's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">What the application gave as the source's settings cannot work.</exception>
    ValueTask<VerificationResult> VerifyAsync<THeaders>(
        string source, WebhookRequest<THeaders> request, CancellationToken cancellationToken = default)
        where THeaders : IWebhookHeaders;

    /// <summary>
    /// Verifies a request of a source that was found already, as by who reads no more of a body than its source allows
    /// (<see cref="WebhookSource.MaxBodySize"/>).
    /// </summary>
    /// <typeparam name="THeaders">How its header lines are found.</typeparam>
    /// <param name="source">What <see cref="IWebhookSources.FindAsync"/> found; null: there is no such source.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<VerificationResult> VerifyAsync<THeaders>(
        WebhookSource? source, WebhookRequest<THeaders> request, CancellationToken cancellationToken = default)
        where THeaders : IWebhookHeaders;

    /// <summary>
    /// Stores a verified webhook with what it owes to handlers, unless it is a duplicate, in one step. When the result is accepted or
    /// duplicate, answer 2xx; handlers run afterwards.
    /// </summary>
    /// <param name="webhook">The webhook; its body is kept, not copied, and must not be changed afterwards.</param>
    /// <param name="cancellationToken">Stops waiting; a webhook that has already joined a write may be stored all the same.</param>
    /// <exception cref="ArgumentException">The webhook was verified without a source.</exception>
    Task<ReceiveResult> AcceptAsync(VerifiedWebhook webhook, CancellationToken cancellationToken = default);
}
