namespace ShopWebhooks.Storage;

/// <summary>A delivery as it was added.</summary>
/// <param name="DeliveryId">Its number in the store.</param>
/// <param name="HandedOff">It is leased to the caller, whose first attempt may start.</param>
public readonly record struct AddedDelivery(long DeliveryId, bool HandedOff);
