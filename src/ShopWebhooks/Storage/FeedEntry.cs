namespace ShopWebhooks.Storage;

/// <summary>A message in the feed of everything that was accepted.</summary>
/// <param name="Position">Where to continue: grows along the feed, and no message ever appears behind one that was read.</param>
/// <param name="Message">The message.</param>
public readonly record struct FeedEntry(long Position, WebhookMessage Message);
