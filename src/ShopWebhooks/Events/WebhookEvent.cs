using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>The base of the payload records: something that happened in a shop.</summary>
/// <remarks>
/// <para>JSON is written with <c>event</c> first, then <c>customer_id</c>, the record's own fields, <c>occurred_at</c> and the unknown
/// fields; what is null or default is left out. All of it is said by attributes, so that a record looks the same whoever serializes
/// it: the <see cref="EventCatalog"/>, or a plain <see cref="JsonSerializer"/> without options.</para>
/// <para>The event type is written by this class and not by <c>JsonPolymorphic</c>, whose list of types is closed and whose
/// discriminator is lost when the concrete type is serialized.</para>
/// <para>An application's own payload may derive from it, and then gives its event type to the constructor.</para>
/// </remarks>
public abstract record WebhookEvent
{
    /// <summary>An event of one event type.</summary>
    /// <param name="event">The event type, 1 to 100 printable ASCII characters without a space at either end.</param>
    /// <exception cref="ArgumentException"><paramref name="event"/> is not such a text.</exception>
    protected WebhookEvent(string @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (!EventTypeName.IsReceivable(@event))
        {
            throw new ArgumentException(EventTypeName.ReceivableRule, nameof(@event));
        }

        Event = @event;
    }

    /// <summary>The event type, <c>new_order</c>.</summary>
    [JsonPropertyName("event"), JsonPropertyOrder(-2)]
    public string Event { get; }

    /// <summary>The shop's id of the customer it is about; null when there is none.</summary>
    [JsonPropertyName("customer_id"), JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CustomerId { get; init; }

    /// <summary>
    /// When it happened, which may be long before it was sent; null when the sender does not say. In JSON a time of ISO 8601 with an
    /// offset; one without is refused, since it would be another moment on every machine.
    /// </summary>
    [JsonPropertyName("occurred_at"), JsonPropertyOrder(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(MomentConverter))]
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// Fields that the record does not know: kept when read, and written back after the known ones. Null when there are none. The name
    /// of a known field must not be among them.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? UnknownFields { get; set; }

    /// <summary>The event type alone: a payload is a customer's data and must not reach a log by accident.</summary>
    public sealed override string ToString() => Event;
}
