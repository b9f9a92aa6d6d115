// snippet: sqlite
using ShopWebhooks;
using ShopWebhooks.Sqlite;
// end
using ShopWebhooks.Storage;

namespace Shop;

public static class Durable
{
    public static void Keep(WebApplicationBuilder builder)
    {
        // snippet: sqlite
        builder.Services.AddShopWebhooks()
            .UseSqlite("Data Source=shop-webhooks.db");
        // end
    }

    public static async Task ReplayAsync(IServiceProvider services, DateTimeOffset sinceTheOutage, CancellationToken cancellationToken)
    {
        // snippet: dead-letters
        var deliveries = services.GetRequiredService<IWebhookDeliveries>();
        var query = new DeliveryQuery { State = DeliveryState.Dead, EndpointId = "crm", NewestFirst = true };
        foreach (DeliveryRecord dead in await deliveries.FindAsync(query, cancellationToken))
        {
            Console.WriteLine($"{dead.Message.EventType} {dead.Message.Id}, {dead.Attempts.Count} attempts: {dead.Reason}");
        }

        var request = new ReplayRequest { EndpointId = "crm", From = sinceTheOutage, MaxPerSecond = 50 };
        ReplayResult result = await deliveries.ReplayAsync(request, cancellationToken);
        Console.WriteLine($"{result.Replayed} of {result.Found} are sent again.");
        // end
    }
}
