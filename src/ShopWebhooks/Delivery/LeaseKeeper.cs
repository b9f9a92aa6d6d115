using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>
/// Knows the attempts under way, and renews their leases at half-life, so that a long handler keeps its own. An attempt whose lease
/// cannot be kept is abandoned: another process may have the delivery.
/// </summary>
internal sealed class LeaseKeeper(IWebhookStore store, EngineContext context, ILogger<LeaseKeeper> logger) : IDisposable
{
    // Shorter than the half-life of the shortest lease (1 s timeout + 30 s), which is 15.5 s. Touches the store only when there is
    // something to renew.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HashSet<InFlight> _flights = [];
    private ITimer? _timer;
    private TaskCompletionSource? _empty;

    public void Add(InFlight flight)
    {
        lock (_gate)
        {
            _flights.Add(flight);
            _timer ??= context.CreateTimer(() => context.Start(RenewAsync), Beat, Beat);
        }
    }

    public void Remove(InFlight flight)
    {
        lock (_gate)
        {
            _flights.Remove(flight);
            if (_flights.Count == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    /// <summary>The attempts under way.</summary>
    public InFlight[] All()
    {
        lock (_gate)
        {
            return [.. _flights];
        }
    }

    /// <summary>Completes when no attempt is under way.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_flights.Count == 0)
            {
                _empty.SetResult();
            }

            return _empty.Task;
        }
    }

    public void Dispose() => _timer?.Dispose();

    private async Task RenewAsync()
    {
        var old = All().Where(flight => !flight.IsAbandoned && context.Time.GetElapsedTime(flight.LeasedAt) >= flight.LeaseDuration / 2);
        foreach (var group in old.GroupBy(flight => flight.LeaseDuration))
        {
            InFlight[] flights = [.. group];
            var askedAt = context.Time.GetTimestamp();
            try
            {
                var kept = await store.RenewAsync(
                    Array.ConvertAll(flights, flight => flight.Delivery.Lease), group.Key, CancellationToken.None);
                for (var i = 0; i < flights.Length; i++)
                {
                    if (kept[i])
                    {
                        flights[i].LeasedAt = askedAt;
                    }
                    else
                    {
                        Lose(flights[i]);
                    }
                }
            }
            catch (Exception exception)
            {
                Log.RenewFailed(logger, exception);
                foreach (var flight in flights.Where(flight => context.Time.GetElapsedTime(flight.LeasedAt) >= flight.LeaseDuration))
                {
                    Lose(flight);
                }
            }
        }
    }

    // An attempt that has just been settled is no longer in flight; its lease ended as it should.
    private void Lose(InFlight flight)
    {
        lock (_gate)
        {
            if (!_flights.Contains(flight))
            {
                return;
            }
        }

        Log.LeaseLost(logger, flight.Delivery.Message.Id, flight.Delivery.EndpointId, flight.Delivery.Attempt);
        flight.Abandon();
    }
}
