namespace ShopWebhooks.Storage;

/// <summary>The right that the caller asks for: to be the only one that attempts a delivery, for a while.</summary>
/// <param name="Token">The fencing token; only its holder may renew, release or settle. Never zero; chosen by the caller.</param>
/// <param name="Duration">How long the lease lasts, on the store's clock.</param>
public readonly record struct LeaseGrant(long Token, TimeSpan Duration);
