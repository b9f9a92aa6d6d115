namespace ShopWebhooks.Storage;

/// <summary>A message to add, with the deliveries it owes. Both are stored in one transaction, or neither.</summary>
/// <param name="Message">The message.</param>
/// <param name="Deliveries">What it owes, at most one delivery an endpoint. May be empty: a message nobody wants yet is kept.</param>
public sealed record NewMessage(WebhookMessage Message, IReadOnlyList<NewDelivery> Deliveries)
{
    /// <summary>
    /// When the message is already known: make its dead deliveries due again. Set for received messages, whose sender repeats
    /// them because it still waits for success.
    /// </summary>
    public bool RearmDead { get; init; }
}
