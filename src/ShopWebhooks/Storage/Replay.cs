namespace ShopWebhooks.Storage;

/// <summary>
/// Asks for a message to be owed to an endpoint (again): a final delivery is made due once more with its retry schedule from the
/// start, outside the order of its ordering key; where the message never owed this endpoint anything, a delivery is added.
/// </summary>
/// <param name="MessageId">The message, whose id stays the same.</param>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="DueIn">How long from now until it is due.</param>
public readonly record struct Replay(string MessageId, string EndpointId, TimeSpan DueIn);
