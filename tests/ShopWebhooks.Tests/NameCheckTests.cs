using Microsoft.Extensions.Configuration;
using ShopWebhooks.Events;
using ShopWebhooks.Tests.Delivery;

namespace ShopWebhooks.Tests;

internal sealed class NameCheckTests
{
    [Test]
    public void Names_that_lead_nowhere_are_warned_of_at_start()
    {
        Warnings(shop => shop
            .AddSource("shopbotly", source => source.AddSecret(TestHost.Secret))
            .AddTestEndpoint("crm", endpoint => endpoint.For("neworder", "new_order"))
            .On<NewOrder>((_, _, _) => Task.CompletedTask, handler => handler.From("shopbotli", "shopbotly"))
            .Services.AddShopWebhooks(new ConfigurationBuilder().Build().GetSection("ShopWebhook"))).Should().Equal(
            "Warning 1003 Endpoint crm is for the event type 'neworder', and none of that name is registered; is it misspelt, or AddEvent missing?",
            "Warning 1004 Handler handler:on-NewOrder takes what comes from the source 'shopbotli', and none of that name is declared; is it misspelt?",
            "Warning 1005 The settings are bound to the configuration section 'ShopWebhook', and there is none of that name; is it misspelt?");
    }

    [Test]
    public void Names_that_lead_somewhere_are_not_warned_of()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Hooks:Sources:Shop:Secrets:0", TestHost.Secret)]).Build();

        Warnings(shop => shop
            .AddTestEndpoint("crm", endpoint => endpoint.For("new_*", "ping", "endpoint_disabled"))
            .On<NewOrder>((_, _, _) => Task.CompletedTask, handler => handler.From("sHop").FromLocal())
            .Services.AddShopWebhooks(settings.GetSection("Hooks"))).Should().BeEmpty();
    }

    private static IEnumerable<string> Warnings(Action<IShopWebhooksBuilder> configure)
    {
        using var host = TestHost.Started(configure);
        return host.Logs.Lines.Where(line => line.StartsWith("Warning 100"));
    }
}
