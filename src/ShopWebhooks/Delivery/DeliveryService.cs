using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
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
    LiveOptions options, StoredEndpoints stored, Consents consents, IWebhookStore store, HttpTransport http, DeliveryPlanner planner, Intake intake,
    LaneSet lanes, LeasePump pump, LeaseKeeper leases, DeliveryCloser closer, Retainer retainer, EngineContext context, ILogger<DeliveryService> logger)
    : IHostedLifecycleService
{
    // Beyond the host's time, which is up by then: a store that does not answer must not hold up the host, and one that does answers soon.
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(1);

    /// <summary>Opens the store before any hosted service starts, since each of them may dispatch.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await store.OpenAsync(LookForWork, cancellationToken);
        await stored.LoadAsync(cancellationToken);
        await consents.LoadAsync(cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        http.CheckHandler();
        if (store is InMemoryStore)
        {
            Log.InMemory(logger);
        }

        lanes.Learn(await store.GetEndpointStatesAsync(cancellationToken));
        options.Changed += LearnAgain;
        stored.Changed += LookForWork;
    }

    /// <summary>Starts delivering once everything else has started: an application that sends to itself accepts by now.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ProcessDeliveries)
        {
            // Where the process died in the middle of that.
            lanes.Disabled().ForEach(closer.Close);
            planner.HandsOff = true;
            pump.Start();
            retainer.Start();

            // An endpoint may have come back that is owed what fell due while nobody knew it.
            options.Changed += LookForWork;
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        options.Changed -= LookForWork;
        options.Changed -= LearnAgain;
        stored.Changed -= LookForWork;
        planner.HandsOff = false;
        var maintenance = Task.WhenAll(retainer.StopAsync(), closer.StopAsync());
        intake.Close();
        try
        {
            await pump.StopAsync().WaitAsync(cancellationToken);
            await leases.WhenEmptyAsync().WaitAsync(cancellationToken);
            await maintenance.WaitAsync(cancellationToken);
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

    private void LookForWork()
    {
        lanes.NoteDue(TimeSpan.Zero);
        intake.LookForRoom();
    }

    // An endpoint that has come back may have been disabled before.
    private void LearnAgain() => context.Start(async () =>
    {
        try
        {
            lanes.Learn(await store.GetEndpointStatesAsync(CancellationToken.None));
        }
        catch (Exception exception)
        {
            Log.StatesNotRead(logger, exception);
        }
    });

    private async Task GiveBackAsync(DeliveryLease[] unfinished)
    {
        try
        {
            var givenBack = await store.ReleaseAsync(unfinished, TimeSpan.Zero, CancellationToken.None).AsTask().WaitAsync(GiveBackWithin, context.Time);
            Log.GivenBack(logger, givenBack.Count(isReleased => isReleased));
        }
        catch (Exception exception)
        {
            Log.NotGivenBack(logger, exception, unfinished.Length);
        }
    }
}
