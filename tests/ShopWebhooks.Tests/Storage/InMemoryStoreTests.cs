using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;
using ShopWebhooks.Tests.StoreConformance;

namespace ShopWebhooks.Tests.Storage;

internal sealed class InMemoryStoreTests : WebhookStoreTests
{
    private ManualTimeProvider _clock = new();

    protected override ValueTask<IWebhookStore> CreateStoreAsync()
    {
        _clock = new ManualTimeProvider();
        return new(new InMemoryStore(_clock));
    }

    protected override ValueTask AdvanceAsync(TimeSpan by)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }
}
