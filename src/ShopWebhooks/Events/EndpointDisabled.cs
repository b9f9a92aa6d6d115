using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>An endpoint was disabled: by its own wish, by hand, or after five days of nothing but failure.</summary>
/// <remarks>An operational event: dispatched by the library itself to handlers of this type and to endpoints that name it.</remarks>
public sealed record EndpointDisabled : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "endpoint_disabled";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public EndpointDisabled()
        : base(Type)
    {
    }

    /// <summary>The endpoint.</summary>
    [JsonPropertyName("endpoint_id")]
    public required string EndpointId { get; init; }

    /// <summary>Why, in words.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
