using ShopWebhooks;
using ShopWebhooks.Events;

namespace Shop;

public static class Formats
{
    public static void Add(IShopWebhooksBuilder webhooks, string secret)
    {
        // snippet: format
        webhooks.AddEndpoint("warehouse", "https://warehouse.example/events", endpoint => endpoint
            .As(WebhookFormat.CloudEvents)
            .AddSecret(secret));
        // end
    }
}
