using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>
/// Leases what was not handed off: retries, what found no free slot, what an ended process left behind. Asks the store only when the
/// bell of the lanes rings: for the lanes that wait for a slot, or for all of them when the next delivery falls due.
/// </summary>
internal sealed class LeasePump(IWebhookStore store, LaneSet lanes, Courier courier, EngineContext context, ILogger<LeasePump> logger)
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
            if (!await LeaseAsync() && !_isStopping)
            {
                await lanes.WaitAsync();
            }
        }
    }

    /// <summary>Asks the store once; true when it is worth asking again at once.</summary>
    private async ValueTask<bool> LeaseAsync()
    {
        var isSweep = lanes.TakeSweep();
        var asked = isSweep ? lanes.Known() : lanes.WithBacklog();
        var rooms = new List<LaneRoom>(asked.Count);
        var free = new Dictionary<string, (Lane Lane, int Room)>(asked.Count, StringComparer.Ordinal);
        foreach (var lane in asked)
        {
            // Before the store is asked: what becomes due while it answers sets the flag again.
            lane.HasBacklog = false;
            var room = lane.TakeAll();
            if (room > 0)
            {
                free.Add(lane.Endpoint.Id, (lane, room));
                rooms.Add(new LaneRoom(lane.Endpoint.Id, room, lane.LeaseDuration));
                continue;
            }

            lane.HasBacklog = true;
            if (lane.PausedFor is var pause && pause > TimeSpan.Zero)
            {
                lanes.NoteDue(pause);
            }
        }

        if (rooms.Count == 0)
        {
            return false;
        }

        LeaseBatch batch;
        var leasedAt = context.Time.GetTimestamp();
        try
        {
            batch = await store.LeaseAsync(
                new LeaseRequest(rooms, context.TakeTokens(LargestBatch), LargestBatch), CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.LeaseFailed(logger, exception, WaitAfterError);
            foreach (var (lane, room) in free.Values)
            {
                lane.Give(room);
            }

            lanes.NoteDue(WaitAfterError);
            return false;
        }

        Start(batch, free, leasedAt);
        var more = batch.Deliveries.Count == LargestBatch;
        if (batch.NextDue is { } nextDue && !more)
        {
            lanes.NoteDue(nextDue);
        }

        return more;
    }

    private void Start(LeaseBatch batch, Dictionary<string, (Lane Lane, int Room)> free, long leasedAt)
    {
        foreach (var delivery in batch.Deliveries)
        {
            var (lane, room) = free[delivery.EndpointId];
            free[delivery.EndpointId] = (lane, room - 1);
            courier.Start(lane, delivery, leasedAt, lane.LeaseDuration);
        }

        // A lane that was filled may have more waiting; so may every lane when the batch was full.
        var full = batch.Deliveries.Count == LargestBatch;
        foreach (var (lane, unused) in free.Values)
        {
            lane.Give(unused);
            if (unused == 0 || full)
            {
                lane.HasBacklog = true;
            }
        }
    }
}
