using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>An order moved on.</summary>
public sealed record OrderStatusChanged : WebhookEvent, IJsonOnDeserialized, IJsonOnSerializing
{
    /// <summary>The event type.</summary>
    public const string Type = "order_status_changed";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public OrderStatusChanged()
        : base(Type)
    {
    }

    /// <summary>The shop's id of the order.</summary>
    [JsonPropertyName("order_id")]
    public required string OrderId { get; init; }

    /// <summary>Where the order stands now.</summary>
    [JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public required OrderStatus Status { get; init; }

    /// <summary>Where it stood before. Default: not given.</summary>
    [JsonPropertyName("previous_status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrderStatus PreviousStatus { get; init; }

    void IJsonOnDeserialized.OnDeserialized() => PayloadRules.RequireStatus(Status);

    void IJsonOnSerializing.OnSerializing() => PayloadRules.RequireStatus(Status);
}
