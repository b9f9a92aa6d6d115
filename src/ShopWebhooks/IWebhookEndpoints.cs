using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

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

    /// <summary>What is known of an endpoint: its failures in a row, its pause, whether it is disabled.</summary>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No endpoint has this id.</exception>
    Task<EndpointState> GetStateAsync(string endpointId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Disables an endpoint. What it is owed becomes dead letters, in small batches and soon, and new messages owe it nothing. Disabling
    /// lasts, where the store does, until <see cref="EnableAsync"/>.
    /// </summary>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="reason">Why, in words: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No endpoint has this id, or the reason is empty, too long or not well-formed.</exception>
    Task DisableAsync(string endpointId, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Enables an endpoint again, with a clean slate: without a failure, and not paused. What it missed is not sent by itself: replay it.
    /// </summary>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No endpoint has this id.</exception>
    Task EnableAsync(string endpointId, CancellationToken cancellationToken = default);
}
