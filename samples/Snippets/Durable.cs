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

    public static async Task ReplayAsync(IWebhookStore store, CancellationToken cancellationToken)
    {
        // snippet: dead-letters
        var query = new DeliveryQuery { State = DeliveryState.Dead, EndpointId = "crm", NewestFirst = true };
        foreach (DeliveryRecord dead in await store.FindDeliveriesAsync(query, cancellationToken))
        {
            Console.WriteLine($"{dead.Message.EventType} {dead.Message.Id}, {dead.Attempts.Count} attempts: {dead.Reason}");
            await store.ReplayAsync([new Replay(dead.Message.Id, new NewDelivery(dead.EndpointId))], cancellationToken);
        }
        // end
    }
}
