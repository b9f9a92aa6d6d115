namespace ShopWebhooks.Signing;

/// <summary>Verifies.</summary>
/// <param name="scheme">The scheme.</param>
/// <param name="secrets">The secrets.</param>
public sealed class WebhookVerifier(WebhookScheme scheme, params IReadOnlyList<WebhookSecret> secrets)
{
    /// <summary>The scheme.</summary>
    public WebhookScheme Scheme { get; } = scheme;

    /// <summary>The secrets.</summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; } = secrets;
}
