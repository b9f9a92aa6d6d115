using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>Takes messages into the store: plan, add in a group commit, begin what was handed off.</summary>
/// <remarks>
/// When there is no room, a caller that can wait is parked and tried again after settlements. One endpoint's share being used up
/// makes the caller wait as well while that endpoint makes progress; while it is paused its delivery becomes a dead letter at once, so
/// that one endpoint's trouble does not hold up the others a message is owed to.
/// </remarks>
internal sealed class Intake
{
    private readonly DeliveryPlanner _planner;
    private readonly Courier _courier;
    private readonly LaneSet _lanes;
    private readonly GroupCommit<PendingAdd, AddResult> _adds;
    private readonly Lock _gate = new();

    // By what they wait for: the share of one endpoint, or (the empty text) any room at all. Who waits for one does not stand in the
    // way of who waits for another.
    private readonly Dictionary<string, Queue<PendingAdd>> _parked = new(StringComparer.Ordinal);
    private long _settled;

    public Intake(IWebhookStore store, DeliveryPlanner planner, Courier courier, LaneSet lanes, EngineContext context)
    {
        _planner = planner;
        _courier = courier;
        _lanes = lanes;
        _adds = new(batch => store.AddAsync(Prepare(batch), CancellationToken.None), Complete, Fail, context);
        courier.Settled = Unpark;
    }

    /// <summary>Adds a message with what it owes to these endpoints.</summary>
    /// <param name="message">The message.</param>
    /// <param name="endpoints">Whom it is owed to.</param>
    /// <param name="dueIn">When it is due.</param>
    /// <param name="rearmDead">For a known message: make its dead deliveries due again.</param>
    /// <param name="waitForRoom">Wait while there is no room, instead of returning <see cref="AddOutcome.Full"/>.</param>
    /// <param name="cancellationToken">Stops waiting; withdraws nothing that has joined a commit.</param>
    public Task<AddResult> AddAsync(
        WebhookMessage message, IReadOnlyList<WebhookEndpoint> endpoints, TimeSpan dueIn, bool rearmDead, bool waitForRoom,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<AddResult>(cancellationToken);
        }

        var pending = new PendingAdd(_planner.Plan(message, endpoints, dueIn, rearmDead), waitForRoom);
        pending.WatchFor(cancellationToken);
        Submit(pending);
        return pending.Task;
    }

    private static NewMessage[] Prepare(IReadOnlyList<PendingAdd> batch)
    {
        var messages = new NewMessage[batch.Count];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = batch[i].Planned.New;
        }

        return messages;
    }

    private void Complete(PendingAdd pending, AddResult result)
    {
        if (result.Outcome == AddOutcome.Full && pending.WaitsForRoom && !pending.Task.IsCompleted)
        {
            Park(pending, result.FullEndpointId);
            return;
        }

        _courier.Begin(pending.Planned, result);
        pending.StopWatching();
        pending.TrySetResult(result);
    }

    private void Fail(PendingAdd pending, Exception exception)
    {
        _planner.GiveUp(pending.Planned);
        pending.StopWatching();
        pending.TrySetException(exception);
    }

    private void Park(PendingAdd pending, string? fullEndpointId)
    {
        if (fullEndpointId is not null && _lanes.Find(fullEndpointId) is { PausedFor: var pause } && pause > TimeSpan.Zero)
        {
            Bury(pending.Planned, fullEndpointId);
            Submit(pending);
            return;
        }

        // Slots and leases would age while it waits; it is stored as open later, and leased like any other.
        _planner.GiveUp(pending.Planned);
        pending.Planned.New = pending.Planned.New with
        {
            Deliveries = [.. pending.Planned.New.Deliveries.Select(delivery => delivery with { Lease = null })],
        };
        lock (_gate)
        {
            // A settlement that came after the store had answered found nobody parked; waiting for another could be for ever.
            if (pending.SettledBefore == _settled)
            {
                if (!_parked.TryGetValue(fullEndpointId ?? "", out var line))
                {
                    _parked.Add(fullEndpointId ?? "", line = new Queue<PendingAdd>());
                }

                line.Enqueue(pending);
                return;
            }
        }

        Submit(pending);
    }

    private void Submit(PendingAdd pending)
    {
        pending.SettledBefore = Interlocked.Read(ref _settled);
        _adds.Add(pending);
    }

    private static void Bury(PlannedMessage planned, string endpointId) => planned.New = planned.New with
    {
        Deliveries =
        [
            .. planned.New.Deliveries.Select(delivery => delivery.EndpointId == endpointId
                ? delivery with { Lease = null, DeadReason = "The endpoint is paused, and its share of the store is used up." }
                : delivery),
        ],
    };

    private void Unpark()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _settled);

            // One place came free for each settlement, at most: the first of each line tries, the rest stays parked in order.
            foreach (var (waitsFor, line) in _parked)
            {
                while (line.TryDequeue(out var pending))
                {
                    if (!pending.Task.IsCompleted)
                    {
                        Submit(pending);
                        break;
                    }
                }

                if (line.Count == 0)
                {
                    _parked.Remove(waitsFor);
                }
            }
        }
    }

    private sealed class PendingAdd(PlannedMessage planned, bool waitsForRoom)
        : TaskCompletionSource<AddResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private CancellationTokenRegistration _registration;

        public PlannedMessage Planned => planned;

        public bool WaitsForRoom => waitsForRoom;

        /// <summary>The number of settlements so far when it was last given to the store.</summary>
        public long SettledBefore { get; set; }

        public void WatchFor(CancellationToken cancellationToken) => _registration = cancellationToken.UnsafeRegister(
            static (pending, token) => ((PendingAdd)pending!).TrySetCanceled(token), this);

        public void StopWatching() => _registration.Dispose();
    }
}
