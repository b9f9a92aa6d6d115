using Shop;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed class RecordingErp : IErp
{
    public List<string> Booked { get; } = [];

    public Task BookAsync(string orderId, string idempotencyKey, CancellationToken cancellationToken)
    {
        Booked.Add(orderId);
        return Task.CompletedTask;
    }
}
