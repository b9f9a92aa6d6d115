// snippet: receive
using ShopWebhooks;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Events;
// end

namespace Shop;

public static class Receive
{
    public static void Main(string[] args)
    {
        // snippet: receive
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddShopWebhooks()
            .AddSource("shopbotly", source => source.AddSecret(builder.Configuration["ShopBotly:Secret"]))
            .On<NewOrder>((order, context, cancellationToken) =>
            {
                Console.WriteLine($"Customer {order.CustomerId} placed an order: {order.Status}.");
                return Task.CompletedTask;
            });

        var app = builder.Build();
        app.MapShopWebhooks("/webhooks/{source}");
        app.Run();
        // end
    }
}
