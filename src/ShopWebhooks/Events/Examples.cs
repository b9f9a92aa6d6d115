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
}
