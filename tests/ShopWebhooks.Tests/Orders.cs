using ShopWebhooks.Events;

namespace ShopWebhooks.Tests;

/// <summary>Events as a shop has them.</summary>
internal static class Orders
{
    public const string PaidJson = """{"event":"new_order","customer_id":"SB-9921","status":"paid"}""";

    public static NewOrder Paid { get; } = new() { CustomerId = "SB-9921", Status = OrderStatus.Paid };

    public static NewLead Lead { get; } = new() { CustomerId = "SB-9921" };

    public static NewOrder Numbered(int number) => new() { CustomerId = "SB-9921", Status = OrderStatus.Paid, OrderId = $"{number}" };
}
