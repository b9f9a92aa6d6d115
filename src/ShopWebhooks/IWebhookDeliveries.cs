using ShopWebhooks.Storage;

namespace ShopWebhooks;

/// <summary>What is owed, what became of it, and how to mend it. Thread-safe; a singleton.</summary>
public interface IWebhookDeliveries
{
    /// <summary>Finds deliveries with their attempts; dead letters with <see cref="DeliveryState.Dead"/>.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<DeliveryRecord>> FindAsync(DeliveryQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes final deliveries due again, oldest first. Each keeps its message's id, goes on with its attempt numbers, begins its schedule
    /// anew, and stands outside the order of its ordering key.
    /// </summary>
    /// <remarks>
    /// What is owed to an endpoint that is disabled, or that this process does not know, is found and left alone. When the call is
    /// cancelled, what was replayed until then stays so; to repeat it is safe.
    /// </remarks>
    /// <param name="request">Which, and how fast.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">The request contradicts itself, or no endpoint has the id it names.</exception>
    /// <exception cref="InvalidOperationException">The endpoint it names is disabled.</exception>
    Task<ReplayResult> ReplayAsync(ReplayRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a message to an endpoint or handler (again), whether or not it was ever owed to it: to one that was added later, for instance.
    /// </summary>
    /// <param name="messageId">The message.</param>
    /// <param name="endpointId">The endpoint's id, in any case; for a handler <c>handler:</c> and its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is no such message, or when it is owed to the endpoint and not final yet.</returns>
    /// <exception cref="ArgumentException">No endpoint or handler has this id.</exception>
    /// <exception cref="InvalidOperationException">The endpoint is disabled.</exception>
    Task<bool> SendAgainAsync(string messageId, string endpointId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a delivery that is not final without a further attempt. One that is under way may still arrive; what becomes of it is not
    /// recorded.
    /// </summary>
    /// <param name="deliveryId">The delivery's number, <see cref="DeliveryRecord.DeliveryId"/>.</param>
    /// <param name="reason">Why, in words: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False for a delivery that is unknown or final.</returns>
    /// <exception cref="ArgumentException">The reason is empty, too long or not well-formed.</exception>
    Task<bool> CancelAsync(long deliveryId, string reason, CancellationToken cancellationToken = default);
}
