namespace ShopWebhooks.Storage;

/// <summary>A delivery as it was added.</summary>
/// <param name="DeliveryId">Its number in the store.</param>
/// <param name="HandedOff">It is leased to the caller, whose first attempt may start.</param>
/// <param name="IsBehind">
/// It stands behind an earlier open delivery of its endpoint and ordering key: the end of that one makes it due, and asking for it before
/// is in vain.
/// </param>
public readonly record struct AddedDelivery(long DeliveryId, bool HandedOff, bool IsBehind = false);
