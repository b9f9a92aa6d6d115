using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Receiving;

/// <summary>A source ready to verify with: its settings, and the verifier made of them.</summary>
/// <param name="Name">The name as configured, in lower case.</param>
/// <param name="Options">The settings it was made of; when they are no longer the current ones, so is this.</param>
/// <param name="Provider">How it signs and names its events.</param>
/// <param name="Verifier">The verifier.</param>
internal sealed record Source(string Name, WebhookSourceOptions Options, WebhookProvider Provider, WebhookVerifier Verifier);
