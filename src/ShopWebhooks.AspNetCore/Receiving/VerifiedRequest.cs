using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Receiving;

/// <summary>The feature of a request that was verified before its endpoint saw it.</summary>
internal sealed class VerifiedRequest(VerifiedWebhook webhook, object? payload)
{
    public VerifiedWebhook Webhook => webhook;

    /// <summary>The payload; null where the endpoint takes no <see cref="Webhook{T}"/>.</summary>
    public object? Payload => payload;
}
