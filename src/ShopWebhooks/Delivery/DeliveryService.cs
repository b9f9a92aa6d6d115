using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>Starts and stops the engine with the host.</summary>
/// <remarks>
/// Stopping loses nothing: nothing new is claimed or handed off, what is under way may finish, and what has not finished when the
/// host's time is up is cancelled and given back, unspent. What is accepted meanwhile is stored for the next start.
/// </remarks>
internal sealed class DeliveryService(
    LiveOptions options, IWebhookStore store, HttpTransport http, DeliveryPlanner planner, Intake intake, LaneSet lanes, LeasePump pump,
    LeaseKeeper leases, Retainer retainer, TimeProvider time, ILogger<DeliveryService> logger) : IHostedLifecycleService
{
    // Beyond the host's time, which is up by then: a store that does not answer must not hold up the host, and one that does answers soon.
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(1);

    /// <summary>Opens the store before any hosted service starts, since each of them may dispatch.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken) =>
        await store.OpenAsync(LookForWork, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        http.CheckHandler();
        if (store is InMemoryStore)
        {
            Log.InMemory(logger);
        }

        if (options.Value.ProcessDeliveries)
        {
            planner.HandsOff = true;
            pump.Start();
            retainer.Start();

            // An endpoint may have come back that is owed what fell due while nobody knew it.
            options.Changed += LookForWork;
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        options.Changed -= LookForWork;
        planner.HandsOff = false;
        retainer.Stop();
        intake.Close();
        try
        {
            await pump.StopAsync().WaitAsync(cancellationToken);
            await leases.WhenEmptyAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Not awaited further: a handler that ignores its token must not hold up the host, and its late result is refused by the
            // lease that it no longer has.
        }

        var unfinished = leases.Close();
        if (unfinished.Length > 0)
        {
            await GiveBackAsync(unfinished);
        }

        if (store is InMemoryStore)
        {
            foreach (var backlog in await store.GetBacklogAsync(CancellationToken.None))
            {
                Log.EndsWithTheProcess(logger, backlog.Open, backlog.EndpointId);
            }
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void LookForWork() => lanes.NoteDue(TimeSpan.Zero);

    private async Task GiveBackAsync(DeliveryLease[] unfinished)
    {
        try
        {
            await store.ReleaseAsync(unfinished, TimeSpan.Zero, CancellationToken.None).AsTask().WaitAsync(GiveBackWithin, time);
            Log.GivenBack(logger, unfinished.Length);
        }
        catch (Exception exception)
        {
            Log.NotGivenBack(logger, exception, unfinished.Length);
        }
    }
}
