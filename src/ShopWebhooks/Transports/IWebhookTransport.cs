namespace ShopWebhooks.Transports;

/// <summary>Carries one body to one address, once. Chosen by the URI scheme of the address.</summary>
/// <remarks>
/// An expected failure is a <see cref="TransportResult"/>; an exception is recorded as a failed attempt by its type alone, since its
/// text may hold what must not be kept. Implementations are singletons and thread-safe; retrying, waiting and signing are not theirs.
/// </remarks>
public interface IWebhookTransport
{
    /// <summary>Makes one attempt.</summary>
    /// <param name="request">What to carry, and where.</param>
    /// <param name="cancellationToken">
    /// Fires when the attempt has to end: the endpoint's timeout has passed, its lease is lost, or the host is stopping.
    /// </param>
    ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken);
}
