namespace ShopWebhooks.Endpoints;

/// <summary>What an endpoint has granted in the handshake of CloudEvents HTTP 1.1 Web Hooks.</summary>
/// <param name="Origin">The origin that asked.</param>
/// <param name="PerMinute">How many requests a minute it may make; null for any number.</param>
internal sealed record Consent(string Origin, long? PerMinute);
