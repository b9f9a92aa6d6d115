namespace ShopWebhooks.Storage;

/// <summary>Asks for an open or leased delivery to be ended without a further attempt.</summary>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="State"><see cref="DeliveryState.Dead"/> or <see cref="DeliveryState.Cancelled"/>.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record Closing(long DeliveryId, DeliveryState State, string Reason);
