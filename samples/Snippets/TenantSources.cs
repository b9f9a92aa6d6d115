// snippet: source-provider
using ShopWebhooks;
using ShopWebhooks.Receiving;
// end

namespace Shop;

// snippet: source-provider
public sealed class TenantSources(ITenants tenants) : IWebhookSourceProvider
{
    public async ValueTask<WebhookSourceOptions?> FindAsync(string name, CancellationToken cancellationToken) =>
        await tenants.FindStripeSecretAsync(name, cancellationToken) is { } secret
            ? new WebhookSourceOptions { Provider = "stripe" }.AddSecret(secret)
            : null;
}
// end

public static class TenantSourcesRegistration
{
    public static void Add(IShopWebhooksBuilder shop)
    {
        // snippet: source-provider
        shop.AddSourceProvider<TenantSources>();
        // end
    }
}
