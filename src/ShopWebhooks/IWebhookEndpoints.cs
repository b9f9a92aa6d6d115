using ShopWebhooks.Endpoints;

namespace ShopWebhooks;

/// <summary>The endpoints that messages go to. Thread-safe; a singleton.</summary>
public interface IWebhookEndpoints
{
    /// <summary>All endpoints outside of this process, ordered by id.</summary>
    IReadOnlyList<WebhookEndpoint> All { get; }

    /// <summary>
    /// Tests the handshake: sends a signed <c>ping</c> once, and tells whether it was answered 2xx. Nothing is stored, and nothing is
    /// tried again. The ping is sent in the endpoint's format, neither transformed nor checked against the schema it requires.
    /// </summary>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">No endpoint has this id.</exception>
    Task<HandshakeResult> TestAsync(string endpointId, CancellationToken cancellationToken = default);
}
