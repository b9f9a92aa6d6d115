// snippet: minimal-api
using ShopWebhooks;
using ShopWebhooks.AspNetCore;
// end

namespace Shop;

public static class MinimalApi
{
    public static void Map(WebApplication app)
    {
        // snippet: minimal-api
        app.MapPost("/hooks/orders", async (HttpRequest request, IWebhookReceiver receiver, CancellationToken cancellationToken) =>
        {
            var verification = await request.VerifyWebhookAsync("shopbotly", cancellationToken);
            return verification.Webhook is { } webhook
                ? (await receiver.AcceptAsync(webhook, cancellationToken)).ToResult()
                : verification.ToResult();
        });
        // end
    }
}
