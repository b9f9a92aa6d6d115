using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>A delivery has become a dead letter after an attempt: the last of its schedule, or one that no later attempt could mend.</summary>
/// <remarks>An operational event: dispatched by the library itself to handlers of this type and to endpoints that name it.</remarks>
public sealed record DeliveryExhausted : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "delivery_exhausted";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public DeliveryExhausted()
        : base(Type)
    {
    }

    /// <summary>The endpoint.</summary>
    [JsonPropertyName("endpoint_id")]
    public required string EndpointId { get; init; }

    /// <summary>The message.</summary>
    [JsonPropertyName("message_id")]
    public required string MessageId { get; init; }

    /// <summary>Its event type.</summary>
    [JsonPropertyName("message_type")]
    public required string MessageType { get; init; }

    /// <summary>How many attempts were made.</summary>
    [JsonPropertyName("attempts")]
    public required int Attempts { get; init; }

    /// <summary>Why, in words.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
