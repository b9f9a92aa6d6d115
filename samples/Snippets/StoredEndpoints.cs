// snippet: stored-endpoints
using ShopWebhooks;
using ShopWebhooks.Signing;
// end

namespace Shop;

public static class StoredEndpoints
{
    public static void Protect(WebApplicationBuilder builder)
    {
        // snippet: protect
        builder.Services.AddShopWebhooks()
            .ProtectSecretsWith(builder.Configuration["ShopWebhooksKey"]);      // openssl rand -base64 32
        // end
    }

    public static async Task<WebhookSecret> RunAsync(IServiceProvider services, string secret, CancellationToken cancellationToken)
    {
        // snippet: stored-endpoints
        var endpoints = services.GetRequiredService<IWebhookEndpoints>();
        await endpoints.AddAsync("shop-7", "https://shop-7.example/hooks", endpoint => endpoint
            .For("new_*")
            .AddSecret(secret), cancellationToken);
        await endpoints.ChangeAsync("shop-7", endpoint => endpoint.MaxPerSecond(10), cancellationToken);

        // Signs at once; the old secret signs along for a day.
        WebhookSecret replacement = await endpoints.RotateSecretAsync("shop-7", TimeSpan.FromDays(1), cancellationToken);
        await endpoints.DeleteAsync("shop-7", cancellationToken);
        // end
        return replacement;
    }
}
