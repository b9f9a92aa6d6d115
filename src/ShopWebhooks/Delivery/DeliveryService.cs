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
    LiveOptions options, IWebhookStore store, HttpTransport http, DeliveryPlanner planner, LeasePump pump, LeaseKeeper leases,
    Retainer retainer, ILogger<DeliveryService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        http.CheckHandler();
        await store.OpenAsync(cancellationToken);
        if (store is InMemoryStore)
        {
            Log.InMemory(logger);
        }

        if (options.Value.ProcessDeliveries)
        {
            planner.HandsOff = true;
            pump.Start();
            retainer.Start();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        planner.HandsOff = false;
        retainer.Stop();
        try
        {
            await pump.StopAsync().WaitAsync(cancellationToken);
            await leases.WhenEmptyAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Not awaited further: a handler that ignores its token must not hold up the host, and its late result is refused by the
            // lease that it no longer has.
            var unfinished = leases.All();
            if (unfinished.Length == 0)
            {
                return;
            }

            Array.ForEach(unfinished, flight => flight.Abandon());
            await store.ReleaseAsync(Array.ConvertAll(unfinished, flight => flight.Delivery.Lease), CancellationToken.None);
            Log.GivenBack(logger, unfinished.Length);
        }
    }
}
