namespace ShopWebhooks.Storage;

/// <summary>A held lease, by which a delivery is renewed, released or settled.</summary>
/// <param name="DeliveryId">The delivery, as the store numbered it.</param>
/// <param name="Token">The fencing token it was leased with.</param>
public readonly record struct DeliveryLease(long DeliveryId, long Token);
