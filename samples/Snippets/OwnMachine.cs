// snippet: own-machine
using ShopWebhooks;
// end

namespace Shop;

public static class OwnMachine
{
    public static void Add(WebApplicationBuilder builder)
    {
        // snippet: own-machine
        builder.Services.AddShopWebhooks()
            .AddEndpoint("crm", "http://127.0.0.1:5001/hooks", endpoint => endpoint
                .AllowHttp()
                .AllowNetwork("127.0.0.0/8")
                .AddSecret(builder.Configuration["Crm:Secret"]));
        // end
    }
}
