using ShopWebhooks;
using ShopWebhooks.Events;

namespace Shop;

// snippet: handler
public sealed class BookOrder(IErp erp) : IWebhookHandler<NewOrder>
{
    public async Task HandleAsync(NewOrder order, WebhookContext context, CancellationToken cancellationToken)
    {
        if (order.OrderId is not { } orderId)
        {
            context.DeadLetter("An order without an id cannot be booked.");
            return;
        }

        await erp.BookAsync(orderId, context.MessageId, cancellationToken);
        context.Dispatch(new OrderStatusChanged { OrderId = orderId, Status = OrderStatus.Processing });
    }
}
// end

public static class Handlers
{
    public static void Add(IShopWebhooksBuilder webhooks)
    {
        // snippet: handlers
        webhooks
            .AddHandler<NewOrder, BookOrder>("book-order", handler => handler.Concurrency = 4)
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
