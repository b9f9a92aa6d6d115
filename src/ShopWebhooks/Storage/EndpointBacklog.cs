namespace ShopWebhooks.Storage;

/// <summary>What one endpoint is owed.</summary>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="Open">Deliveries that are open or leased.</param>
/// <param name="OldestAge">How long ago the oldest of their messages was accepted.</param>
public readonly record struct EndpointBacklog(string EndpointId, long Open, TimeSpan OldestAge);
