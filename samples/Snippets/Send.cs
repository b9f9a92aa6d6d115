// snippet: send
using ShopWebhooks;
using ShopWebhooks.Events;
// end

namespace Shop;

public static class Send
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        // snippet: send
        builder.Services.AddShopWebhooks()
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint
                .For("new_*")
                .AddSecret(builder.Configuration["Crm:Secret"]));

        var app = builder.Build();
        app.MapPost("/orders/{customerId}", async (string customerId, IWebhookDispatcher webhooks, CancellationToken cancellationToken) =>
        {
            var order = new NewOrder { CustomerId = customerId, Status = OrderStatus.Paid };
            DispatchReceipt receipt = await webhooks.DispatchAsync(order, cancellationToken);
            return Results.Accepted(value: receipt.MessageId);
        });
        // end
        return app;
    }
}
