using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>A customer placed an order.</summary>
public sealed record NewOrder : WebhookEvent, IJsonOnDeserialized, IJsonOnSerializing
{
    /// <summary>The event type.</summary>
    public const string Type = "new_order";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public NewOrder()
        : base(Type)
    {
    }

    /// <summary>Where the order stands.</summary>
    [JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public required OrderStatus Status { get; init; }

    /// <summary>The shop's id of the order; null when it is not given.</summary>
    [JsonPropertyName("order_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderId { get; init; }

    /// <summary>What the order costs in all, in <see cref="Currency"/>; null when it is not given.</summary>
    [JsonPropertyName("total"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Total { get; init; }

    /// <summary>The currency of the total and of the prices, ISO 4217: <c>EUR</c>; null when it is not given.</summary>
    [JsonPropertyName("currency"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>What was ordered; null when it is not given.</summary>
    [JsonPropertyName("items"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderItem>? Items { get; init; }

    void IJsonOnDeserialized.OnDeserialized() => Check();

    void IJsonOnSerializing.OnSerializing() => Check();

    private void Check()
    {
        PayloadRules.RequireStatus(Status);
        PayloadRules.RequireItems(Items);
    }
}
