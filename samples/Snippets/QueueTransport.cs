// snippet: transport
using ShopWebhooks;
using ShopWebhooks.Transports;
// end

namespace Shop;

// snippet: transport
public sealed class QueueTransport(IBroker broker) : IWebhookTransport
{
    public async ValueTask<TransportResult> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        bool stored = await broker.PutAsync(request.Address.AbsolutePath, request.SignatureHeaders, request.Body, cancellationToken);
        return stored ? TransportResult.Delivered : TransportResult.Failed("The broker is full.");
    }
}
// end

public static class QueueTransports
{
    public static void Add(IShopWebhooksBuilder shop, string secret)
    {
        // snippet: transport
        shop.AddTransport<QueueTransport>("queue")
            .AddEndpoint("erp", "queue:orders", endpoint => endpoint.For("new_order").AddSecret(secret));
        // end
    }
}
