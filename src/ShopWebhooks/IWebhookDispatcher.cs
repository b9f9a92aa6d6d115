using ShopWebhooks.Storage;

namespace ShopWebhooks;

/// <summary>Sends events to the endpoints that want them. Thread-safe; a singleton.</summary>
public interface IWebhookDispatcher
{
    /// <summary>
    /// Seals an event and stores it with the deliveries it owes. When this returns, the event is as durable as the store, and every
    /// matching endpoint gets it or has a dead letter to show.
    /// </summary>
    /// <remarks>While a bounded store has no room, this waits for some.</remarks>
    /// <param name="webhookEvent">The event; its run-time type is one that the catalog knows.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. A message that has already joined a write is not withdrawn: it may be stored although this throws.
    /// </param>
    /// <exception cref="ArgumentException">The event's type is not registered, or a text in it cannot be written as JSON.</exception>
    /// <exception cref="InvalidOperationException">The host stopped while this waited for room; nothing was accepted.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached or written to. It is unknown whether the event was stored.</exception>
    Task<DispatchReceipt> DispatchAsync(object webhookEvent, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="DispatchAsync(object, CancellationToken)" />
    /// <param name="webhookEvent">The event; its run-time type is one that the catalog knows.</param>
    /// <param name="options">How to dispatch it; null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. A message that has already joined a write is not withdrawn: it may be stored although this throws.
    /// </param>
    /// <exception cref="ArgumentException">As above; or a text of the options is too long or not well-formed.</exception>
    Task<DispatchReceipt> DispatchAsync(object webhookEvent, DispatchOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Stores an event for one endpoint alone, whatever its event filter and its condition say. A tenant it has must be the event's.</summary>
    /// <param name="webhookEvent">The event; its run-time type is one that the catalog knows.</param>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="options">How to dispatch it; null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Stops waiting. A message that has already joined a write is not withdrawn: it may be stored although this throws.
    /// </param>
    /// <exception cref="ArgumentException">As above; or no endpoint has this id; or the one that has it is for another tenant.</exception>
    Task<DispatchReceipt> DispatchAsync(
        object webhookEvent, string endpointId, DispatchOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Makes one attempt at one endpoint now, and returns how it went. Nothing is stored and nothing is tried again.</summary>
    /// <remarks>
    /// Whatever the endpoint's event filter and condition say; the event is sent as one of the endpoint's tenant. The body is the one a
    /// delivery would have. Where the endpoint's transformation fails, or the body does not fit the schema the endpoint requires, nothing is
    /// sent: the attempt is rejected, and its error says why.
    /// </remarks>
    /// <param name="webhookEvent">The event; its run-time type is one that the catalog knows.</param>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">The event's type is not registered, or no endpoint has this id.</exception>
    Task<DeliveryAttempt> SendNowAsync(object webhookEvent, string endpointId, CancellationToken cancellationToken = default);
}
