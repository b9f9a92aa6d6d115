namespace ShopWebhooks.Storage;

/// <summary>
/// Asks for a message to be owed to an endpoint (again): a final delivery is made due once more with its retry schedule from the
/// start, outside the order of its ordering key, with the address and body it has; where the message never owed this endpoint anything,
/// the delivery is added as given.
/// </summary>
/// <param name="MessageId">The message, whose id stays the same.</param>
/// <param name="Delivery">The delivery. A replay is never handed off: its <see cref="NewDelivery.Lease"/> is not looked at.</param>
public sealed record Replay(string MessageId, NewDelivery Delivery);
