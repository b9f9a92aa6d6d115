using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>Takes messages into the store: plan, add in a group commit, begin what was handed off.</summary>
/// <remarks>
/// <para>When there is no room, a caller that can wait is parked, behind those that wait for the same: the share of one endpoint, or any
/// room at all. After a settlement the first of each line is given to the store again, and when it goes, whichever way, the next one; so
/// all of the room that came free is used, and the order of a line is kept.</para>
/// <para>Nobody waits for the share of an endpoint that makes no progress. What it would have been owed becomes a dead letter at once, and
/// the others that the message is owed to get it.</para>
/// </remarks>
internal sealed class Intake
{
    private readonly DeliveryPlanner _planner;
    private readonly Courier _courier;
    private readonly GroupCommit<PendingAdd, AddResult> _adds;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ParkingLine> _parked = new(StringComparer.Ordinal);
    private int _parkedCount;
    private long _settled;
    private bool _isClosed;

    public Intake(IWebhookStore store, DeliveryPlanner planner, Courier courier, EngineContext context)
    {
        _planner = planner;
        _courier = courier;
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

    /// <summary>Lets nobody wait any more, because the host stops and nothing will make room.</summary>
    public void Close()
    {
        PendingAdd[] parked;
        lock (_gate)
        {
            _isClosed = true;
            parked = [.. _parked.Values.SelectMany(line => line.Waiting)];
            foreach (var line in _parked.Values)
            {
                line.Waiting.Clear();
            }

            _parked.Clear();
            Volatile.Write(ref _parkedCount, 0);
        }

        Array.ForEach(parked, Refuse);
    }

    private void Complete(PendingAdd pending, AddResult result)
    {
        if (result.Outcome == AddOutcome.Full)
        {
            if (_planner.TryBury(pending.Planned, result.FullEndpointId))
            {
                Submit(pending);
                return;
            }

            if (pending.WaitsForRoom && !pending.Task.IsCompleted)
            {
                Park(pending, result.FullEndpointId ?? "");
                return;
            }
        }

        _courier.Begin(pending.Planned, result);
        pending.StopWatching();
        pending.TrySetResult(result);
        Leave(pending);
    }

    private void Fail(PendingAdd pending, Exception exception)
    {
        _planner.GiveUp(pending.Planned);
        pending.StopWatching();
        pending.TrySetException(exception);
        Leave(pending);
    }

    private void Park(PendingAdd pending, string waitsFor)
    {
        _planner.MakePatient(pending.Planned);
        if (pending.Line is { } before && before.WaitsFor != waitsFor)
        {
            Leave(pending);
        }

        ParkingLine? line;
        bool isClosed;
        lock (_gate)
        {
            isClosed = _isClosed;
            if (!_parked.TryGetValue(waitsFor, out line))
            {
                _parked.Add(waitsFor, line = new ParkingLine(waitsFor));
            }

            if (isClosed)
            {
                _parked.Remove(waitsFor);
            }
            else if (pending.Line is null)
            {
                pending.Line = line;
                line.Waiting.Enqueue(pending);
                Interlocked.Increment(ref _parkedCount);
            }
            else
            {
                line.IsFirstTried = false;
            }
        }

        if (isClosed)
        {
            Refuse(pending);
        }
        else if (pending.SettledBefore != Interlocked.Read(ref _settled))
        {
            // A settlement between the store's answer and this moment found nobody to try; waiting for another could be for ever.
            TryFirst(line);
        }
    }

    /// <summary>Takes one that has been tried out of its line, whatever became of it, and tries the next.</summary>
    private void Leave(PendingAdd pending)
    {
        if (pending.Line is not { } line)
        {
            return;
        }

        lock (_gate)
        {
            pending.Line = null;
            if (line.Waiting.TryPeek(out var first) && first == pending)
            {
                line.Waiting.Dequeue();
                line.IsFirstTried = false;
                Interlocked.Decrement(ref _parkedCount);
            }
        }

        TryFirst(line);
    }

    private void TryFirst(ParkingLine line)
    {
        PendingAdd? first;
        lock (_gate)
        {
            while (!line.IsFirstTried && line.Waiting.TryPeek(out var gone) && gone.Task.IsCompleted)
            {
                line.Waiting.Dequeue();
                Interlocked.Decrement(ref _parkedCount);
            }

            if (line.IsFirstTried || !line.Waiting.TryPeek(out first))
            {
                return;
            }

            line.IsFirstTried = true;
        }

        Submit(first);
    }

    private void Submit(PendingAdd pending)
    {
        pending.SettledBefore = Interlocked.Read(ref _settled);
        _adds.Add(pending);
    }

    private void Unpark()
    {
        // Counted before anybody is looked for: who is parked a moment later sees that the count is another.
        Interlocked.Increment(ref _settled);
        if (Volatile.Read(ref _parkedCount) == 0)
        {
            return;
        }

        ParkingLine[] lines;
        lock (_gate)
        {
            foreach (var (waitsFor, line) in _parked)
            {
                if (line.Waiting.Count == 0)
                {
                    _parked.Remove(waitsFor);
                }
            }

            lines = [.. _parked.Values];
        }

        Array.ForEach(lines, TryFirst);
    }

    private static void Refuse(PendingAdd pending)
    {
        pending.StopWatching();
        pending.TrySetException(new InvalidOperationException(
            "The event was not accepted: the store has no room, and the host stops; dispatch it again after the restart."));
    }

    /// <summary>Those that wait for the same, in order.</summary>
    /// <param name="waitsFor">The endpoint whose share is used up; the empty text where any room will do.</param>
    private sealed class ParkingLine(string waitsFor)
    {
        public string WaitsFor => waitsFor;

        public Queue<PendingAdd> Waiting { get; } = new();

        /// <summary>The first is with the store at this moment.</summary>
        public bool IsFirstTried { get; set; }
    }

    private sealed class PendingAdd(PlannedMessage planned, bool waitsForRoom)
        : TaskCompletionSource<AddResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        private CancellationTokenRegistration _registration;

        public PlannedMessage Planned => planned;

        public bool WaitsForRoom => waitsForRoom;

        /// <summary>Where it is parked; null where it is not.</summary>
        public ParkingLine? Line { get; set; }

        /// <summary>The number of settlements so far when it was last given to the store.</summary>
        public long SettledBefore { get; set; }

        public void WatchFor(CancellationToken cancellationToken) => _registration = cancellationToken.UnsafeRegister(
            static (pending, token) => ((PendingAdd)pending!).TrySetCanceled(token), this);

        public void StopWatching() => _registration.Dispose();
    }
}
