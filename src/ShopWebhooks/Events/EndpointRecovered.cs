using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>An endpoint that had been paused for its failures has taken a message again.</summary>
/// <remarks>An operational event: dispatched by the library itself to handlers of this type and to endpoints that name it.</remarks>
public sealed record EndpointRecovered : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "endpoint_recovered";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public EndpointRecovered()
        : base(Type)
    {
    }

    /// <summary>The endpoint.</summary>
    [JsonPropertyName("endpoint_id")]
    public required string EndpointId { get; init; }
}
