using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>A customer's data changed.</summary>
public sealed record CustomerUpdated : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "customer_updated";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public CustomerUpdated()
        : base(Type)
    {
    }

    /// <summary>The fields that changed, with their new values; a JSON null for one that was removed.</summary>
    [JsonPropertyName("changes")]
    public required IReadOnlyDictionary<string, JsonElement> Changes { get; init; }
}
