// snippet: sqlite
using ShopWebhooks;
using ShopWebhooks.Sqlite;
// end

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
}
