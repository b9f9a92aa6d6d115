namespace ShopWebhooks.Signing;

/// <summary>Signs.</summary>
/// <param name="scheme">The scheme.</param>
/// <param name="secrets">The secrets.</param>
public sealed class WebhookSigner(WebhookScheme scheme, params IReadOnlyList<WebhookSecret> secrets)
{
    /// <summary>The scheme.</summary>
    public WebhookScheme Scheme { get; } = scheme;

    /// <summary>The secrets.</summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; } = secrets;

    /// <summary>Signs.</summary>
    /// <param name="webhook">What.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook) => Secrets.Count == 0 ? [] : [new(webhook.Id, "")];
}
