namespace ShopWebhooks.Storage;

/// <summary>What to purge: messages all of whose deliveries have been final for long enough.</summary>
/// <param name="Delivered">How long messages without a dead delivery are kept.</param>
/// <param name="Dead">How long messages with a dead delivery are kept.</param>
/// <param name="Limit">The most messages to remove in this call.</param>
public sealed record Retention(TimeSpan Delivered, TimeSpan Dead, int Limit);
