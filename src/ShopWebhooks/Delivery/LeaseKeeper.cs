using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>
/// Knows the attempts under way, and renews their leases at half-life, so that a long handler keeps its own. An attempt whose lease
/// cannot be kept is abandoned: another process may have the delivery.
/// </summary>
/// <remarks>
/// An attempt that does not end although its time is long up (a handler that ignores its token) is abandoned as well: its lease runs out,
/// is recorded as lost, and the delivery is attempted again. Its slot stays taken, since its code still runs.
/// </remarks>
internal sealed class LeaseKeeper(IWebhookStore store, LaneSet lanes, Suspects suspects, EngineContext context, ILogger<LeaseKeeper> logger)
    : IDisposable
{
    // Shorter than the half-life of the shortest lease (1 s timeout + 30 s), which is 15.5 s. Touches the store only when there is
    // something to renew, and rests while nothing is under way.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HashSet<InFlight> _flights = [];
    private ITimer? _timer;
    private TaskCompletionSource? _empty;
    private bool _isBeating;
    private bool _isRenewing;
    private bool _isClosed;

    /// <summary>Takes note of an attempt; false when the host has stopped and none may start.</summary>
    public bool TryAdd(InFlight flight)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _flights.Add(flight);
            if (!_isBeating)
            {
                _isBeating = true;
                _timer ??= context.CreateTimer(() => context.Start(RenewAsync), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(Beat, Beat);
            }

            return true;
        }
    }

    public void Remove(InFlight flight)
    {
        lock (_gate)
        {
            TryRemove(flight);
        }
    }

    /// <summary>Completes when no attempt is under way whose end could still be recorded.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            return _flights.Count == 0
                ? Task.CompletedTask
                : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Takes no more attempts, and abandons those under way; returns their leases.</summary>
    public DeliveryLease[] Close()
    {
        InFlight[] unfinished;
        lock (_gate)
        {
            _isClosed = true;
            unfinished = [.. _flights];
        }

        Array.ForEach(unfinished, Abandon);
        return Array.ConvertAll(unfinished, flight => flight.Delivery.Lease);
    }

    public void Dispose() => _timer?.Dispose();

    private async Task RenewAsync()
    {
        // The leases that have run out first: a store that keeps us waiting must not keep them.
        InFlight[] flights;
        lock (_gate)
        {
            if (_flights.Count == 0)
            {
                _isBeating = false;
                _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            flights = [.. _flights.Where(flight => !flight.IsAbandoned)];
        }

        foreach (var expired in flights.Where(flight => Age(flight.LeasedAt) >= flight.LeaseDuration))
        {
            Lose(expired);
            lanes.NoteDue(TimeSpan.Zero);
        }

        lock (_gate)
        {
            if (_isRenewing)
            {
                return;
            }

            _isRenewing = true;
        }

        var old = flights.Where(flight =>
            !flight.IsAbandoned
            && Age(flight.LeasedAt) >= flight.LeaseDuration / 2
            && Age(flight.TakenAt) < flight.Lane.LeaseDuration);
        foreach (var group in old.GroupBy(flight => flight.LeaseDuration))
        {
            await RenewAsync([.. group], group.Key);
        }

        lock (_gate)
        {
            _isRenewing = false;
        }
    }

    private async Task RenewAsync(InFlight[] flights, TimeSpan duration)
    {
        var askedAt = context.Time.GetTimestamp();
        try
        {
            var kept = await store.RenewAsync(Array.ConvertAll(flights, flight => flight.Delivery.Lease), duration, CancellationToken.None);
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
        }
    }

    private bool TryRemove(InFlight flight)
    {
        if (!_flights.Remove(flight))
        {
            return false;
        }

        if (_flights.Count == 0)
        {
            _empty?.SetResult();
            _empty = null;
        }

        return true;
    }

    private TimeSpan Age(long timestamp) => context.Time.GetElapsedTime(timestamp);

    // An attempt that has just been settled is no longer in flight; its lease ended as it should.
    private void Lose(InFlight flight)
    {
        lock (_gate)
        {
            if (!TryRemove(flight))
            {
                return;
            }
        }

        Log.LeaseLost(logger, flight.Delivery.Message.Id, flight.Delivery.EndpointId, flight.Delivery.Attempt);
        Abandon(flight);
    }

    // The attempt's code may have registered with its token what takes long or throws.
    private void Abandon(InFlight flight)
    {
        flight.Abandon();

        // Its code may never end; it must not keep other suspects waiting for ever.
        suspects.End(flight.Delivery);
        context.Start(() =>
        {
            try
            {
                flight.CancelAttempt();
            }
            catch (AggregateException exception)
            {
                Log.StepFailed(logger, exception, flight.Delivery.Message.Id, flight.Delivery.EndpointId);
            }

            return Task.CompletedTask;
        });
    }
}
