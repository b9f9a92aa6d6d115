// snippet: dispatch
using ShopWebhooks;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;
// end

namespace Shop;

public static class Dispatching
{
    public static async Task<DeliveryAttempt> SendAsync(IWebhookDispatcher webhooks, NewOrder order, CancellationToken cancellationToken)
    {
        // snippet: dispatch
        await webhooks.DispatchAsync(order, new DispatchOptions
        {
            OrderingKey = order.CustomerId,
            IdempotencyKey = order.OrderId,
        }, cancellationToken);

        await webhooks.DispatchAsync(order, "crm", cancellationToken: cancellationToken);

        DeliveryAttempt attempt = await webhooks.SendNowAsync(order, "crm", cancellationToken);
        // end
        return attempt;
    }
}
