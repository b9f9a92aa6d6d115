namespace ShopWebhooks.Storage;

/// <summary>One delivery to store with its message: the message owed to one endpoint.</summary>
/// <param name="EndpointId">The endpoint.</param>
public sealed record NewDelivery(string EndpointId)
{
    /// <summary>How long from now until it is due. Default: at once.</summary>
    public TimeSpan DueIn { get; init; }

    /// <summary>
    /// The hand-off: lease it to the caller in the same transaction. The store declines, and keeps the delivery open, when it is not
    /// due at once, an earlier open delivery of its ordering key exists, or the endpoint is paused or disabled.
    /// When the add is repeated while the token is still the current one, the lease counts from the repetition.
    /// </summary>
    public LeaseGrant? Lease { get; init; }

    /// <summary>The address to use instead of the endpoint's own; null for the endpoint's own.</summary>
    public Uri? Address { get; init; }

    /// <summary>The body to send instead of the payload in the endpoint's format (a transformation ran); null for none.</summary>
    public DeliveryBody? Body { get; init; }

    /// <summary>Store it as a dead letter, with this reason; nothing is ever sent. Null for a delivery that is to be made.</summary>
    public string? DeadReason { get; init; }

    /// <summary>Names the endpoint without an address or a body of the delivery's own.</summary>
    public override string ToString() => $"delivery to {EndpointId}";
}
