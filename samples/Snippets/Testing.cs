// snippet: test
using System.Net;
using RichardSzalay.MockHttp;
using ShopWebhooks;
using ShopWebhooks.Events;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
// end

namespace Shop;

public static class Testing
{
    public static async Task<DeliveryAttempt> TestAsync()
    {
        // snippet: test
        var crm = new MockHttpMessageHandler();
        crm.Expect(HttpMethod.Post, "https://crm.example/hooks")
            .WithPartialContent("\"customer_id\":\"SB-9921\"")
            .Respond(HttpStatusCode.OK);
        var services = new ServiceCollection();
        services.AddShopWebhooks()
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret(WebhookSecret.Generate().Reveal()))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => crm))
            .AllowUnguardedHandler();

        await using var provider = services.BuildServiceProvider();
        var order = new NewOrder { CustomerId = "SB-9921", Status = OrderStatus.Paid };
        DeliveryAttempt attempt = await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(order, "crm");
        crm.VerifyNoOutstandingExpectation();
        // end
        return attempt;
    }
}
