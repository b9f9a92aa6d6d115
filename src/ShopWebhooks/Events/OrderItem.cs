using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>One line of an order or a cart.</summary>
public sealed record OrderItem : IJsonOnSerializing
{
    /// <summary>The article's number; null when it is not given.</summary>
    [JsonPropertyName("sku"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }

    /// <summary>What the article is called; null when it is not given.</summary>
    [JsonPropertyName("name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>How many, or how much of what is sold by weight; null when it is not given.</summary>
    [JsonPropertyName("quantity"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Quantity { get; init; }

    /// <summary>The price of one, in the currency of the order or cart; null when it is not given.</summary>
    [JsonPropertyName("price"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Price { get; init; }

    /// <summary>
    /// Fields that the record does not know: kept when read, and written back after the known ones. Null when there are none. The name
    /// of a known field must not be among them.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? UnknownFields { get; set; }

    /// <summary>The type's name alone, since what a customer buys must not reach a log by accident.</summary>
    public override string ToString() => nameof(OrderItem);

    void IJsonOnSerializing.OnSerializing()
    {
        if (UnknownFields is { Count: > 0 } fields && PayloadRules.FieldTwice(fields, PayloadJsonContext.Default.OrderItem) is { } name)
        {
            throw new PayloadException(
                $"The unknown fields of an item hold '{name}', which is a field of the type; set its property instead.", path: null);
        }
    }
}
