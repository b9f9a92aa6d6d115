using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>
/// Removes what has been kept for long enough (delivered messages after 7 days, dead letters after 30), and turns what nobody has
/// claimed for 7 days into dead letters: a handler or endpoint that it is owed to has gone for good. In small batches, once an hour.
/// </summary>
internal sealed class Retainer(
    IWebhookStore store, EndpointRegistry registry, StoredEndpoints stored, LaneSet lanes, DeliveryCloser closer, EngineContext context,
    ILogger<Retainer> logger) : IDisposable
{
    private const int Batch = 1000;

    // Soon after the start, for the sake of a process that never lives for an hour.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);
    private static readonly TimeSpan ClaimWithin = TimeSpan.FromDays(7);
    private static readonly Retention Kept = new(TimeSpan.FromDays(7), TimeSpan.FromDays(30), Batch);

    private ITimer? _timer;
    private Task _running = Task.CompletedTask;
    private volatile bool _isStopping;

    public void Start() => _timer = context.CreateTimer(() => context.Start(RunAsync), First, Between);

    /// <summary>Begins nothing more; completes when the batch under way is done.</summary>
    public Task StopAsync()
    {
        _isStopping = true;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return _running;
    }

    public void Dispose() => _timer?.Dispose();

    private async Task RunAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = ended.Task;
        try
        {
            lanes.Disabled().ForEach(closer.Close);
            foreach (var deleted in await stored.SweepDeletedAsync(CancellationToken.None))
            {
                await closer.CancelAsync(deleted);
            }

            await BuryUnclaimedAsync();
            while (!_isStopping && await store.PurgeAsync(Kept, CancellationToken.None) == Batch)
            {
                // More is old; each call is a transaction of its own, between which others get their turn.
            }
        }
        catch (Exception exception)
        {
            Log.RetentionFailed(logger, exception);
        }

        ended.SetResult();
    }

    private async Task BuryUnclaimedAsync()
    {
        foreach (var backlog in await store.GetBacklogAsync(CancellationToken.None))
        {
            if (_isStopping || backlog.OldestAge < ClaimWithin || registry.Find(backlog.EndpointId) is not null)
            {
                continue;
            }

            // Another process may know the endpoint; then none of its deliveries is due for so long.
            var buried = await closer.CloseAsync(
                new DeliveryQuery { EndpointId = backlog.EndpointId, DueFor = ClaimWithin },
                () => $"NoSuchHandler: nothing has claimed it for {ClaimWithin.TotalDays} days.");
            if (buried > 0)
            {
                Log.Unclaimed(logger, buried, backlog.EndpointId);
            }
        }
    }
}
