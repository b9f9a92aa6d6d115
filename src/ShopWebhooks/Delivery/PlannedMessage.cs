using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>A message on its way into the store, with the lane slots that were taken for its deliveries.</summary>
internal sealed class PlannedMessage
{
    public required NewMessage New { get; set; }

    /// <summary>For each delivery, the lane whose slot is held for it; null where none was free.</summary>
    public required Lane?[] Slots { get; init; }

    /// <summary>When its leases began, at the latest: a timestamp from before the store is called.</summary>
    public required long LeasedAt { get; init; }
}
