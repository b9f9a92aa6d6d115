using ShopWebhooks.Events;

namespace ShopWebhooks.CrashingShop;

/// <summary>Callers of the application that dispatch one order after the other, all at the same time, and keep their receipts.</summary>
internal sealed class Callers(IWebhookDispatcher dispatcher, AnnouncingStore store)
{
    private const int Count = 6;

    // Callers share keys, and some orders have none.
    private static readonly string?[] Keys = ["a", null, "b", null, "c"];

    public void Start(string life)
    {
        for (var caller = 1; caller <= Count; caller++)
        {
            var prefix = $"order-{life}-{caller}";
            var first = caller;
            _ = Task.Run(() => DispatchAsync(prefix, first));
        }
    }

    private async Task DispatchAsync(string prefix, int first)
    {
        try
        {
            for (var number = 1; ; number++)
            {
                await store.Room.WaitAsync();
                var order = new NewOrder { CustomerId = $"{prefix}-{number}", Status = OrderStatus.Paid };
                var options = new DispatchOptions { OrderingKey = Keys[(first + number) % Keys.Length] };
                var receipt = await dispatcher.DispatchAsync(order, options);
                Console.WriteLine($"accepted {order.CustomerId} {receipt.MessageId}");
            }
        }
        catch (Exception exception)
        {
            // The test takes a death that it did not bring about for a failure, and shows what was written last.
            Environment.FailFast("A caller could not dispatch.", exception);
        }
    }
}
