using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Tests.Delivery;

/// <summary>Endpoints at the scripted transport.</summary>
internal static class TestEndpoints
{
    public static IShopWebhooksBuilder AddTestEndpoint(
        this IShopWebhooksBuilder builder, string id, Action<WebhookEndpointBuilder>? configure = null) =>
        builder.AddEndpoint(id, $"test:{id}", endpoint =>
        {
            configure?.Invoke(endpoint);
            if (endpoint.Options.Secrets.Count == 0)
            {
                endpoint.AddSecret(TestHost.Secret);
            }
        });
}
