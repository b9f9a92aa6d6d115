using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>A customer asks for a person.</summary>
public sealed record SupportRequested : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "support_requested";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public SupportRequested()
        : base(Type)
    {
    }

    /// <summary>The conversation it came up in; null when it is not given.</summary>
    [JsonPropertyName("conversation_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ConversationId { get; init; }

    /// <summary>What it is about.</summary>
    [JsonPropertyName("subject")]
    public required string Subject { get; init; }

    /// <summary>How urgent it is. Default: not given.</summary>
    [JsonPropertyName("priority"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SupportPriority Priority { get; init; }
}
