// snippet: verified-minimal-api
using ShopWebhooks;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Events;
// end

namespace Shop;

public static class VerifiedMinimalApi
{
    public static void Map(WebApplication app)
    {
        // snippet: verified-minimal-api
        app.MapPost("/hooks/new-orders", async (Webhook<NewOrder> hook, IWebhookReceiver receiver, CancellationToken cancellationToken) =>
        {
            Console.WriteLine($"{hook.Payload.CustomerId}: {hook.Payload.Status}, says {hook.Verified.Source}.");
            ReceiveResult received = await receiver.AcceptAsync(hook.Verified, cancellationToken);
            return received.ToResult();
        }).VerifyWebhook("shopbotly");
        // end
    }
}
