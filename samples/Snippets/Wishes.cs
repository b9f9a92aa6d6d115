// snippet: wishes
using ShopWebhooks;
using ShopWebhooks.Providers;
// end

namespace Shop;

public static class Wishes
{
    public static void Add(IShopWebhooksBuilder shop, string secret, string oldSecret)
    {
        // snippet: wishes
        shop.AddEndpoint("warehouse", "https://warehouse.example/events", endpoint => endpoint
            .AddSecret(secret)
            .AlsoSignAs(WebhookProviders.GitHub, oldSecret)
            .RequestConsent("shop.example", perMinute: 600));
        // end
    }
}
