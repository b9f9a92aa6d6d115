using ShopWebhooks;
using ShopWebhooks.Events;

namespace Shop;

public static class Handlers
{
    public static void Add(WebApplicationBuilder builder)
    {
        // snippet: handlers
        var shop = builder.Services.AddShopWebhooks();
        shop.AddHandler<NewOrder, BookOrder>("book-order", handler => handler.Concurrency = 4)
            .On<NewLead>((lead, context, cancellationToken) =>
            {
                Console.WriteLine($"{lead.Email} came by {lead.Channel}, attempt {context.Attempt}.");
                return Task.CompletedTask;
            })
            .On<WebhookEvent>("audit", (any, context, cancellationToken) =>
            {
                Console.WriteLine($"We dispatched {any.Event}.");
                return Task.CompletedTask;
            }, handler => handler.FromLocal());
        // end
    }
}
