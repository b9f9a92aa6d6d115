using System.Text.Json;

namespace ShopWebhooks.Events;

/// <summary>One payload of each event type of the library, as a shop would send it.</summary>
internal static class Examples
{
    public static Ping Ping { get; } = new();

    public static NewOrder NewOrder { get; } = new()
    {
        CustomerId = "SB-9921",
        Status = OrderStatus.Paid,
        OrderId = "4711",
        Total = 49.90m,
        Currency = "EUR",
        Items = [new OrderItem { Sku = "TEA-100", Name = "Green tea, 100 g", Quantity = 2, Price = 24.95m }],
    };

    public static NewLead NewLead { get; } = new()
    {
        CustomerId = "SB-9921",
        Name = "Ada Lovelace",
        Email = "ada@shop.example",
        Phone = "020 7946 0000",
        Channel = Channel.WebChat,
        Score = 80,
    };

    public static OrderStatusChanged OrderStatusChanged { get; } = new()
    {
        CustomerId = "SB-9921",
        OrderId = "4711",
        Status = OrderStatus.Shipped,
        PreviousStatus = OrderStatus.Paid,
    };

    public static MessageReceived MessageReceived { get; } = new()
    {
        CustomerId = "SB-9921",
        ConversationId = "c-17",
        Channel = Channel.WhatsApp,
        Text = "Where is my order?",
    };

    public static SupportRequested SupportRequested { get; } = new()
    {
        CustomerId = "SB-9921",
        ConversationId = "c-17",
        Subject = "The parcel is late",
        Priority = SupportPriority.High,
    };

    public static AbandonedCart AbandonedCart { get; } = new()
    {
        CustomerId = "SB-9921",
        CartId = "cart-5",
        Total = 24.95m,
        Currency = "EUR",
        Items = [new OrderItem { Sku = "TEA-100", Name = "Green tea, 100 g", Quantity = 1, Price = 24.95m }],
    };

    public static CustomerUpdated CustomerUpdated { get; } = new()
    {
        CustomerId = "SB-9921",
        Changes = new Dictionary<string, JsonElement> { ["email"] = JsonElement.Parse("\"ada@shop.example\"") },
    };

    public static EndpointDisabled EndpointDisabled { get; } = new() { EndpointId = "crm", Reason = "The endpoint answered 410: it is gone." };

    public static EndpointRecovered EndpointRecovered { get; } = new() { EndpointId = "crm" };

    public static DeliveryFailing DeliveryFailing { get; } = new()
    {
        EndpointId = "crm",
        MessageId = "msg_019ab1c2d3e4f5061728394a5b6c7d8e",
        MessageType = Events.NewOrder.Type,
        Attempts = 4,
        Reason = "The endpoint answered 500.",
        NextAttemptAt = new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero),
    };

    public static DeliveryExhausted DeliveryExhausted { get; } = new()
    {
        EndpointId = "crm",
        MessageId = "msg_019ab1c2d3e4f5061728394a5b6c7d8e",
        MessageType = Events.NewOrder.Type,
        Attempts = 10,
        Reason = "All 10 attempts failed; the last: The endpoint answered 500.",
    };
}
