using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>Makes dead letters of what is owed and will not be attempted: to disabled endpoints, and to those that are gone.</summary>
/// <remarks>
/// In batches, between which others get their turn. What is leased at the moment is left to its attempt, which may succeed; where it fails,
/// its end finds the endpoint disabled. What escapes both (a process dies, the store fails) is found an hour later.
/// </remarks>
internal sealed class DeliveryCloser(IWebhookStore store, EngineContext context, ILogger<DeliveryCloser> logger)
{
    private const int Batch = 500;

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _closing = new(StringComparer.Ordinal);
    private volatile bool _isStopping;

    /// <summary>Called after deliveries have ended, which may have made room in the store.</summary>
    public Action? Closed { get; set; }

    /// <summary>Begins to end what a disabled endpoint is owed.</summary>
    public void Close(Lane lane)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_closing.TryAdd(lane.Endpoint.Id, ended))
        {
            context.Start(async () =>
            {
                await CloseAsync(lane);
                ended.SetResult();
            });
        }
    }

    /// <summary>Begins no further batch; completes when those under way are done.</summary>
    public Task StopAsync()
    {
        _isStopping = true;
        return Task.WhenAll(_closing.Values.Select(closing => closing.Task));
    }

    /// <summary>Ends what a query finds open; returns how much.</summary>
    /// <param name="query">Which; its limit, place and content are not looked at.</param>
    /// <param name="findReason">Asked for the reason before each batch; null stops.</param>
    /// <param name="state">What they become: dead or cancelled.</param>
    public async Task<int> CloseAsync(DeliveryQuery query, Func<string?> findReason, DeliveryState state = DeliveryState.Dead)
    {
        var count = 0;
        query = query with { Limit = Batch, IncludeContent = false };
        while (!_isStopping && findReason() is { } reason && await store.FindDeliveriesAsync(query, CancellationToken.None) is { Count: > 0 } found)
        {
            query = query with { After = found[^1].DeliveryId };
            var closings = found
                .Where(delivery => delivery.State == DeliveryState.Open)
                .Select(delivery => new Closing(delivery.DeliveryId, state, reason));
            var closed = await store.CloseAsync([.. closings], CancellationToken.None);
            count += closed.Count(isClosed => isClosed);
        }

        if (count > 0)
        {
            Closed?.Invoke();
        }

        return count;
    }

    /// <summary>Ends what a deleted endpoint is owed; returns how much.</summary>
    public Task<int> CancelAsync(string endpointId) => CloseAsync(
        new DeliveryQuery { EndpointId = endpointId, State = DeliveryState.Open },
        () => "EndpointDeleted: the endpoint was deleted.",
        DeliveryState.Cancelled);

    private async Task CloseAsync(Lane lane)
    {
        var endpoint = lane.Endpoint.Id;
        try
        {
            var count = await CloseAsync(
                new DeliveryQuery { EndpointId = endpoint, State = DeliveryState.Open },
                () => lane.Health.DisabledReason is { } reason ? DeliveryDecision.DisabledReason(reason) : null);
            if (count > 0)
            {
                Log.ClosedDisabled(logger, count, endpoint);
            }
        }
        catch (Exception exception)
        {
            Log.CloseFailed(logger, exception, endpoint);
        }
        finally
        {
            _closing.TryRemove(endpoint, out _);
        }
    }
}
