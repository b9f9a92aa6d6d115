// snippet: json-schema
using ShopWebhooks;
using ShopWebhooks.JsonSchema;
// end

namespace Shop;

public static class Requiring
{
    public static void Add(WebApplicationBuilder builder)
    {
        // snippet: json-schema
        builder.Services.AddShopWebhooks()
            .AddJsonSchemaValidation()
            .AddEndpoint("erp", "https://erp.example/orders", endpoint => endpoint
                .For("new_order")
                .Requires("""
                    {
                      "type": "object",
                      "required": ["order_id", "total"],
                      "properties": { "total": { "type": "number", "minimum": 0 } }
                    }
                    """)
                .AddSecret(builder.Configuration["Erp:Secret"]));
        // end
    }

    public static void AddEvent(IShopWebhooksBuilder shop)
    {
        // snippet: example
        shop.AddEvent("loyalty_joined", ShopJson.Default.LoyaltyJoined, example: new LoyaltyJoined("SB-9921", 5));
        // end
    }
}
