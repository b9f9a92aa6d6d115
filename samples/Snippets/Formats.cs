// snippet: format
using ShopWebhooks;
using ShopWebhooks.Events;
// end

namespace Shop;

public static class Formats
{
    public static void Add(IShopWebhooksBuilder shop, string secret)
    {
        // snippet: format
        shop.AddEndpoint("warehouse", "https://warehouse.example/events", endpoint => endpoint
            .As(WebhookFormat.CloudEvents)
            .AddSecret(secret));
        // end
    }
}
