namespace ShopWebhooks.Storage;

/// <summary>How many more deliveries of one endpoint the caller can take.</summary>
/// <param name="EndpointId">An endpoint that the caller knows.</param>
/// <param name="Room">How many; zero for a closed lane.</param>
/// <param name="LeaseDuration">How long each of its leases shall last.</param>
public readonly record struct LaneRoom(string EndpointId, int Room, TimeSpan LeaseDuration);
