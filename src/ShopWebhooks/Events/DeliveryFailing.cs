using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>A delivery has failed four times in its schedule, and is tried again.</summary>
/// <remarks>An operational event: dispatched by the library itself to handlers of this type and to endpoints that name it.</remarks>
public sealed record DeliveryFailing : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "delivery_failing";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public DeliveryFailing()
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

    /// <summary>How many attempts have been made.</summary>
    [JsonPropertyName("attempts")]
    public required int Attempts { get; init; }

    /// <summary>What went wrong last, in words.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>When the next attempt is due; null when it is not said.</summary>
    [JsonPropertyName("next_attempt_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(MomentConverter))]
    public DateTimeOffset? NextAttemptAt { get; init; }
}
