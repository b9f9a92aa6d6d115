namespace ShopWebhooks.Events;

/// <summary>How a payload becomes a body for one endpoint, and how a received body carries its payload.</summary>
/// <remarks>
/// The time in an envelope is that at which the message was dispatched or received; when the event happened, which may be long before,
/// is said by <c>occurred_at</c> in the payload, where the payload says it. A received envelope's time is not read.
/// </remarks>
public enum WebhookFormat
{
    /// <summary>The payload itself, with its event type in <c>event</c>: <c>{"event":"new_order","customer_id":"SB-9921"}</c>.</summary>
    Flat,

    /// <summary>The envelope of Standard Webhooks 1.0: <c>{"type":…,"timestamp":…,"data":{…}}</c>.</summary>
    StandardWebhooks,

    /// <summary>The structured JSON envelope of CloudEvents 1.0, <c>application/cloudevents+json</c>.</summary>
    CloudEvents,
}
