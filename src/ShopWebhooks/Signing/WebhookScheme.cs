namespace ShopWebhooks.Signing;

/// <summary>How a request is signed.</summary>
public abstract class WebhookScheme
{
    /// <summary>Standard Webhooks 1.0.</summary>
    public static WebhookScheme StandardWebhooks => throw new NotSupportedException();
}
