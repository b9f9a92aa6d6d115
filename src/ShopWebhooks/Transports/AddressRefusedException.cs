namespace ShopWebhooks.Transports;

/// <summary>What a host resolves to must not be connected to. Thrown through the HTTP handlers, and a result above them.</summary>
/// <param name="reason">Why, as a clause without a full stop.</param>
internal sealed class AddressRefusedException(string reason) : IOException(reason);
