namespace ShopWebhooks.Storage;

/// <summary>What one endpoint is owed.</summary>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="Open">Deliveries that are open or leased.</param>
/// <param name="OldestAge">The age of the oldest of their messages.</param>
public readonly record struct EndpointBacklog(string EndpointId, long Open, TimeSpan OldestAge);
