namespace ShopWebhooks;

/// <summary>Proof that an event was accepted.</summary>
/// <param name="MessageId">The message's id, which receivers get as <c>webhook-id</c>.</param>
/// <param name="EndpointIds">The endpoints and handlers it is owed to; empty when nobody wants this event type.</param>
/// <param name="IsDuplicate">
/// True when an earlier dispatch had the same idempotency key: nothing was added, and the rest tells of the earlier message, and whom it
/// is owed to now, up to 1,000. Of one that is no longer kept only the id is known.
/// </param>
public sealed record DispatchReceipt(string MessageId, IReadOnlyList<string> EndpointIds, bool IsDuplicate)
{
    /// <summary>The message's id and whom it is owed to.</summary>
    public override string ToString() =>
        $"{MessageId} to {(EndpointIds.Count == 0 ? "nobody" : string.Join(", ", EndpointIds))}{(IsDuplicate ? " (duplicate)" : "")}";
}
