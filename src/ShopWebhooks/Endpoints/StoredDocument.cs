namespace ShopWebhooks.Endpoints;

/// <summary>The document of a stored endpoint.</summary>
/// <param name="Settings">The encrypted settings; null of an endpoint that was deleted.</param>
/// <param name="DeletedAt">When it was deleted; null while it is there.</param>
internal sealed record StoredDocument(byte[]? Settings, DateTimeOffset? DeletedAt);
