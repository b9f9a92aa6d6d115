using ShopWebhooks.Storage;

namespace QuickStart;

/// <summary>What an earlier run accepted and did not finish, because it was killed: the next start goes on with it by itself.</summary>
internal sealed class Leftovers(IWebhookStore store) : IHostedService
{
    private IReadOnlyList<DeliveryRecord> _found = [];

    /// <summary>Says what there is. The store is open by now, and nothing is delivered yet.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _found = await store.FindDeliveriesAsync(new DeliveryQuery { DueFor = TimeSpan.Zero }, cancellationToken);
        if (_found.Count == 0)
        {
            return;
        }

        Wire.Say("An earlier run ended before its work was done. What it had accepted was kept, and is finished first:");
        foreach (var delivery in _found)
        {
            Wire.Say($"  owed     {delivery.Message.EventType}, accepted at {delivery.Message.CreatedAt:HH:mm:ss} UTC, to {delivery.EndpointId}");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until it is done, with all that follows from it; false when something failed.</summary>
    public async Task<bool> FinishAsync()
    {
        if (_found.Count == 0)
        {
            return true;
        }

        var query = new DeliveryQuery { State = DeliveryState.Open };
        var open = await store.FindDeliveriesAsync(query, CancellationToken.None);
        for (var i = 0; i < 200 && open.Any(delivery => delivery.DueIn is not { Ticks: > 0 }); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            open = await store.FindDeliveriesAsync(query, CancellationToken.None);
        }

        var isFinished = !open.Any(delivery => _found.Any(found => found.DeliveryId == delivery.DeliveryId));
        await Wire.AnswersAsync();
        Wire.Say(isFinished ? "  finished\n" : "  FAILED: it is not finished, and is tried again later.\n");
        return isFinished;
    }
}
