using ShopWebhooks.Events;

namespace ShopWebhooks.Benchmarks.Children;

/// <summary>An order of six things whose JSON has 1,024 bytes.</summary>
internal static class KibibyteOrder
{
    private const int Length = 1024;

    public static NewOrder Event { get; } = Create();

    public static byte[] Json { get; } = new EventCatalog().Seal(Event).Content.ToArray();

    private static NewOrder Create()
    {
        var order = new NewOrder
        {
            CustomerId = "SB-9921",
            Status = OrderStatus.Paid,
            OrderId = "A-1001",
            Total = 149.5m,
            Currency = "EUR",
            Items = [.. Enumerable.Range(1, 6).Select(number => new OrderItem
            {
                Sku = $"SKU-{number:0000}",
                Name = $"A thing for sale, with a name as long as those in shops are, number {number}",
                Quantity = number,
                Price = 14.95m,
            })],
        };
        var missing = Length - new EventCatalog().Seal(order).Content.Length;
        return order with { OrderId = order.OrderId + new string('0', missing) };
    }
}
