using System.Text.Json.Serialization;

namespace ShopWebhooks.Events;

/// <summary>Where an order stands.</summary>
/// <remarks>Open: any other text is kept as it is. Compared ordinally, so that case matters. The default means "not given".</remarks>
[JsonConverter(typeof(OpenValueConverter<OrderStatus>))]
public readonly record struct OrderStatus : IOpenValue<OrderStatus>
{
    private readonly string? _value;

    /// <summary>The value with a text.</summary>
    /// <param name="value">Any text; never null.</param>
    public OrderStatus(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary><c>pending</c>: placed, not paid yet.</summary>
    public static OrderStatus Pending { get; } = new("pending");

    /// <summary><c>paid</c>: paid.</summary>
    public static OrderStatus Paid { get; } = new("paid");

    /// <summary><c>processing</c>: being packed.</summary>
    public static OrderStatus Processing { get; } = new("processing");

    /// <summary><c>shipped</c>: on its way.</summary>
    public static OrderStatus Shipped { get; } = new("shipped");

    /// <summary><c>delivered</c>: with the customer.</summary>
    public static OrderStatus Delivered { get; } = new("delivered");

    /// <summary><c>cancelled</c>: called off.</summary>
    public static OrderStatus Cancelled { get; } = new("cancelled");

    /// <summary><c>refunded</c>: the money went back.</summary>
    public static OrderStatus Refunded { get; } = new("refunded");

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static OrderStatus Create(string value) => new(value);

    /// <summary>The text.</summary>
    public override string ToString() => Value;
}
