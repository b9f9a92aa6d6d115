using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>A customer filled a cart and left.</summary>
public sealed record AbandonedCart : WebhookEvent, IJsonOnDeserialized, IJsonOnSerializing
{
    /// <summary>The event type.</summary>
    public const string Type = "abandoned_cart";

    /// <summary>An event of type <see cref="Type"/>.</summary>
    public AbandonedCart()
        : base(Type)
    {
    }

    /// <summary>The shop's id of the cart; null when it is not given.</summary>
    [JsonPropertyName("cart_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CartId { get; init; }

    /// <summary>What the cart would cost in all, in <see cref="Currency"/>; null when it is not given.</summary>
    [JsonPropertyName("total"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Total { get; init; }

    /// <summary>The currency of the total and of the prices, ISO 4217: <c>EUR</c>; null when it is not given.</summary>
    [JsonPropertyName("currency"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Currency { get; init; }

    /// <summary>What is in the cart; null when it is not given.</summary>
    [JsonPropertyName("items"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrderItem>? Items { get; init; }

    void IJsonOnDeserialized.OnDeserialized() => PayloadRules.RequireItems(Items);

    void IJsonOnSerializing.OnSerializing() => PayloadRules.RequireItems(Items);
}
