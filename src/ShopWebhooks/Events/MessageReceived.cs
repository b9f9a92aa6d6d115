using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>A customer wrote.</summary>
public sealed record MessageReceived : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "message_received";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public MessageReceived()
        : base(Type)
    {
    }

    /// <summary>The conversation it belongs to; null when it is not given.</summary>
    [JsonPropertyName("conversation_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ConversationId { get; init; }

    /// <summary>Where it was written. Default: not given.</summary>
    [JsonPropertyName("channel"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Channel Channel { get; init; }

    /// <summary>What was written.</summary>
    [JsonPropertyName("text")]
    public required string Text { get; init; }
}
