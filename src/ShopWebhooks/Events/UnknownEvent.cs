using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>An event whose type the catalog does not know, with all its fields.</summary>
/// <remarks>
/// It fits whatever JSON object a sender writes, unless a field's name is there twice or is not well-formed.
/// <see cref="WebhookEvent.CustomerId"/> and <see cref="WebhookEvent.OccurredAt"/> are filled where the fields have the right form, and
/// everything else is in <see cref="WebhookEvent.UnknownFields"/>: also a field <c>event</c> that means something else than the event
/// type, and the field <c>occurred_at</c> where its moment would be written in another spelling than it came in. Written, the fields are
/// what they were when read; but an event with such an <c>event</c> cannot be dispatched, nor one of an event type that the catalog
/// knows.
/// </remarks>
[JsonConverter(typeof(UnknownEventConverter))]
public sealed record UnknownEvent : WebhookEvent
{
    /// <summary>An event of any event type.</summary>
    /// <param name="event">The event type, 1 to 100 printable ASCII characters without a space at either end.</param>
    /// <exception cref="ArgumentException"><paramref name="event"/> is not such a text.</exception>
    public UnknownEvent(string @event)
        : base(@event)
    {
    }
}
