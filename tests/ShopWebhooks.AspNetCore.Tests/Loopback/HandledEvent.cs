using ShopWebhooks.Events;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>One call of a handler.</summary>
internal sealed record HandledEvent(WebhookEvent Payload, WebhookContext Context)
{
    /// <summary>The sender's own id.</summary>
    public string SenderId => Context.Headers.Single(line => line.Key == "webhook-id").Value;
}
