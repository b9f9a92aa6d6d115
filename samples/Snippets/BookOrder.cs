// snippet: handler
using ShopWebhooks;
using ShopWebhooks.Events;
// end

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
