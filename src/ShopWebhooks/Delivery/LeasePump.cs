using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>
/// Leases what was not handed off: retries, what found no free slot, what an ended process left behind. Asks the store only when the
/// bell of the lanes rings: for the lanes that wait for a slot, or for all of them when the next delivery falls due.
/// </summary>
internal sealed class LeasePump(
    IWebhookStore store, LaneSet lanes, Suspects suspects, DeliveryPlanner planner, Courier courier, EngineContext context, ILogger<LeasePump> logger)
{
    private const int LargestBatch = 256;
    private static readonly TimeSpan WaitAfterError = TimeSpan.FromSeconds(1);

    private volatile bool _isStopping;
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        lanes.NoteDue(TimeSpan.Zero);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = ended.Task;
        context.Start(async () =>
        {
            await RunAsync();
            ended.SetResult();
        });
    }

    public Task StopAsync()
    {
        _isStopping = true;
        lanes.Ring();
        return _running;
    }

    private async Task RunAsync()
    {
        while (!_isStopping)
        {
            lanes.Reset();
            if (!await TryLeaseAsync() && !_isStopping)
            {
                await lanes.WaitAsync();
            }
        }
    }

    private async ValueTask<bool> TryLeaseAsync()
    {
        try
        {
            return await LeaseAsync();
        }
        catch (Exception exception)
        {
            Log.LeaseFailed(logger, exception, WaitAfterError);
            lanes.NoteDue(WaitAfterError);
            return false;
        }
    }

    /// <summary>Asks the store once; true when it is worth asking again at once.</summary>
    private async ValueTask<bool> LeaseAsync()
    {
        var free = TakeSlots(lanes.TakeSweep() ? lanes.Known() : lanes.WithBacklog());
        if (free.Count == 0)
        {
            return false;
        }

        try
        {
            var rooms = free.Values.Select(slots => new LaneRoom(slots.Lane.Endpoint.Id, slots.Room, slots.Lane.LeaseDuration)).ToArray();
            var durations = rooms.ToDictionary(room => room.EndpointId, room => room.LeaseDuration, StringComparer.Ordinal);
            var leasedAt = context.Time.GetTimestamp();
            var request = new LeaseRequest(rooms, context.TakeTokens(LargestBatch), LargestBatch);
            var batch = await store.LeaseAsync(request, CancellationToken.None);
            var leased = new List<(Lane Lane, LeasedDelivery Delivery, TimeSpan Duration)>(batch.Deliveries.Count);
            foreach (var delivery in batch.Deliveries)
            {
                var (lane, room) = free[delivery.EndpointId];
                free[delivery.EndpointId] = (lane, room - 1);

                // As it was asked for: the timeout may have been changed since.
                leased.Add((lane, delivery, durations[delivery.EndpointId]));
            }

            Start(leased, leasedAt, suspects.FindWaiting(batch.Deliveries));

            if (batch.NextDue is { } nextDue)
            {
                lanes.NoteDue(nextDue);
            }

            return batch.Deliveries.Count == LargestBatch;
        }
        finally
        {
            Return(free);
        }
    }

    private void Start(List<(Lane Lane, LeasedDelivery Delivery, TimeSpan Duration)> leased, long leasedAt, IReadOnlyList<LeasedDelivery> waiting)
    {
        if (waiting.Count > 0)
        {
            // Not awaited: a store that takes its time to take them back must not keep all lanes waiting.
            context.Start(() => StartOthersAsync(leased, leasedAt, waiting));
            return;
        }

        foreach (var (lane, delivery, duration) in leased)
        {
            courier.Start(lane, delivery, leasedAt, duration);
        }
    }

    private async Task StartOthersAsync(
        List<(Lane Lane, LeasedDelivery Delivery, TimeSpan Duration)> leased, long leasedAt, IReadOnlyList<LeasedDelivery> waiting)
    {
        if (await suspects.TryGiveBackAsync(waiting))
        {
            foreach (var (lane, _, _) in leased.Where(one => waiting.Contains(one.Delivery)))
            {
                planner.FreeUnused(lane);
            }

            leased.RemoveAll(one => waiting.Contains(one.Delivery));
        }

        // Those that could not be given back are among them; the courier finds them waiting, and tries again.
        Start(leased, leasedAt, []);
    }

    /// <summary>Takes every free slot of these lanes, so that nothing is leased that could not start.</summary>
    private Dictionary<string, (Lane Lane, int Room)> TakeSlots(List<Lane> asked)
    {
        var free = new Dictionary<string, (Lane Lane, int Room)>(asked.Count, StringComparer.Ordinal);
        foreach (var lane in asked)
        {
            var room = lane.TakeAll();
            if (room > 0)
            {
                // Before the store is asked: what is stored as open while it answers sets the flag again.
                lane.HasBacklog = false;
                free.Add(lane.Endpoint.Id, (lane, room));
                continue;
            }

            MarkBacklog(lane);
        }

        return free;
    }

    private void Return(Dictionary<string, (Lane Lane, int Room)> free)
    {
        foreach (var (lane, unused) in free.Values)
        {
            lane.GiveUnused(unused);
            if (unused == 0)
            {
                // It was filled, and more may be waiting.
                MarkBacklog(lane);
            }
        }
    }

    private void MarkBacklog(Lane lane)
    {
        lane.HasBacklog = true;
        if (lane.WaitsFor is var wait && wait > TimeSpan.Zero)
        {
            lanes.NoteDue(wait);
        }
        else if (lane.HasFreeSlot)
        {
            lanes.Ring();
        }
    }
}
