using ShopWebhooks.Signing;

namespace ShopWebhooks;

/// <summary>Takes webhooks in. Thread-safe; a singleton.</summary>
public interface IWebhookReceiver
{
    /// <summary>The longest body a source may send, in bytes: no more needs to be read. Null when there is no such source.</summary>
    /// <param name="source">The source's name.</param>
    int? GetMaxBodySize(string source);

    /// <summary>Verifies a request that claims to come from a source. Stores nothing, and never throws on what a sender can send.</summary>
    /// <typeparam name="THeaders">How its header lines are found.</typeparam>
    /// <param name="source">The source's name.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="InvalidOperationException">The provider's key has to be fetched; call <see cref="VerifyAsync"/>.</exception>
    VerificationResult Verify<THeaders>(string source, in WebhookRequest<THeaders> request)
        where THeaders : IWebhookHeaders;

    /// <summary>
    /// As <see cref="Verify"/>, for providers of every kind: where the key of one has to be fetched from it (PayPal, Plaid, Amazon SNS), it is.
    /// </summary>
    /// <typeparam name="THeaders">How its header lines are found.</typeparam>
    /// <param name="source">The source's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<VerificationResult> VerifyAsync<THeaders>(
        string source, WebhookRequest<THeaders> request, CancellationToken cancellationToken = default)
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
