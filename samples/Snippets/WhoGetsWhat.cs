using ShopWebhooks;
using ShopWebhooks.Events;

namespace Shop;

public static class WhoGetsWhat
{
    public static void Add(IShopWebhooksBuilder webhooks, string secret)
    {
        // snippet: where
        webhooks
            .AddEndpoint("loyalty", "https://loyalty.example/hooks", endpoint => endpoint
                .For("new_order")
                .Where("""{"status":"paid","total":{"$gte":100}}""")
                .AddSecret(secret))
            .AddEndpoint("north", "https://north.example/hooks", endpoint => endpoint
                .ForTenant("north")
                .AddSecret(secret));
        // end
    }

    public static async Task<DispatchReceipt> DispatchAsync(IWebhookDispatcher webhooks, NewOrder order, CancellationToken cancellationToken)
    {
        // snippet: tenant
        DispatchReceipt receipt = await webhooks.DispatchAsync(order, new DispatchOptions { Tenant = "north" }, cancellationToken);
        Console.WriteLine($"Owed to {string.Join(", ", receipt.EndpointIds)}.");
        // end
        return receipt;
    }
}
