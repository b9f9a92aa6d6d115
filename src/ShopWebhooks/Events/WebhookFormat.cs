namespace ShopWebhooks.Events;

/// <summary>How a payload becomes a body for one endpoint, and how a received body carries its payload.</summary>
public enum WebhookFormat
{
    /// <summary>The payload itself, with its event type in <c>event</c>: <c>{"event":"new_order","customer_id":"SB-9921"}</c>.</summary>
    Flat,

    /// <summary>The envelope of Standard Webhooks 1.0: <c>{"type":…,"timestamp":…,"data":{…}}</c>.</summary>
    StandardWebhooks,

    /// <summary>The structured JSON envelope of CloudEvents 1.0, <c>application/cloudevents+json</c>.</summary>
    CloudEvents,
}
