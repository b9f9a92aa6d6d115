using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.StoreConformance;

/// <summary>
/// What a store that outlives its process does, besides what every store does: its test class derives from this one instead.
/// </summary>
/// <remarks>Each test ends the process once in order and once by a crash. The clock goes on while the store is closed.</remarks>
internal abstract partial class DurableStoreTests : WebhookStoreTests
{
    /// <summary>
    /// Several processes work with the data at once, so that none can tell when another died: its leases run out in their time. Where
    /// one process owns the data, whoever opens it knows the owner before to be gone, and its leases have ended.
    /// </summary>
    protected virtual bool IsShared => false;

    /// <summary>Ends the process of <see cref="WebhookStoreTests.Store"/>, as far as its data can tell.</summary>
    protected abstract ValueTask EndStoreAsync(StoreEnd end);

    /// <summary>Makes a store over the data that the last one left; it has not been opened.</summary>
    protected abstract ValueTask<IWebhookStore> CreateStoreAgainAsync();

    private async Task ReopenAsync(StoreEnd end, TimeSpan closedFor = default)
    {
        await EndStoreAsync(end);
        if (closedFor > TimeSpan.Zero)
        {
            await AdvanceAsync(closedFor);
        }

        await OpenAsync(await CreateStoreAgainAsync());
    }

    private async Task LetLeasesEndAsync()
    {
        if (IsShared)
        {
            await AdvanceAsync(LeaseTime);
        }
    }
}
