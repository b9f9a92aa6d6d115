using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>Somebody showed interest and left a way to be reached.</summary>
public sealed record NewLead : WebhookEvent
{
    /// <summary>The event type.</summary>
    public const string Type = "new_lead";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public NewLead()
        : base(Type)
    {
    }

    /// <summary>What they are called; null when it is not given.</summary>
    [JsonPropertyName("name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Their e-mail address; null when it is not given.</summary>
    [JsonPropertyName("email"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    /// <summary>Their telephone number, as they wrote it; null when it is not given.</summary>
    [JsonPropertyName("phone"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Phone { get; init; }

    /// <summary>Where they were met. Default: not given.</summary>
    [JsonPropertyName("channel"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Channel Channel { get; init; }

    /// <summary>How promising the lead is; the scale is the sender's. Null when it is not given.</summary>
    [JsonPropertyName("score"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Score { get; init; }
}
