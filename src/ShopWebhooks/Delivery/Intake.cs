using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>Takes messages into the store: plan, add in a group commit, begin what was handed off.</summary>
/// <remarks>
/// A caller that can wait for room does (<see cref="WaitingLines"/>), but nobody waits for the share of an endpoint that makes no progress:
/// what it would have been owed becomes a dead letter at once, and the others that the message is owed to get it.
/// </remarks>
internal sealed class Intake
{
    private readonly DeliveryPlanner _planner;
    private readonly Courier _courier;
    private readonly GroupCommit<PendingAdd, AddResult> _adds;
    private readonly WaitingLines _waiting;

    public Intake(IWebhookStore store, DeliveryPlanner planner, Courier courier, Recorder recorder, DeliveryCloser closer, EngineContext context)
    {
        _planner = planner;
        _courier = courier;
        _adds = new(batch => store.AddAsync(Prepare(batch), CancellationToken.None), Complete, Fail, context);
        _waiting = new(Submit);
        recorder.Settled = _waiting.TryAgain;
        closer.Closed = _waiting.TryAgain;
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

        return AddAsync(_planner.Plan(message, endpoints, dueIn, rearmDead), waitForRoom, cancellationToken);
    }

    /// <summary>Adds a message that is planned already.</summary>
    public Task<AddResult> AddAsync(PlannedMessage planned, bool waitForRoom, CancellationToken cancellationToken)
    {
        var pending = new PendingAdd(planned, waitForRoom);
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

    /// <summary>Tries those who wait for room again, because there may be some.</summary>
    public void LookForRoom() => _waiting.TryAgain();

    /// <summary>Lets nobody wait for room any more, because the host stops.</summary>
    public void Close() => _waiting.Close();

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
                _planner.MakePatient(pending.Planned);
                _waiting.Enter(pending, result.FullEndpointId ?? "");
                return;
            }
        }

        _courier.Begin(pending.Planned, result);
        pending.StopWatching();
        pending.TrySetResult(result);
        _waiting.Leave(pending);
    }

    private void Fail(PendingAdd pending, Exception exception)
    {
        _planner.GiveUpUnknown(pending.Planned);
        pending.StopWatching();
        pending.TrySetException(exception);
        _waiting.Leave(pending);
    }

    private void Submit(PendingAdd pending)
    {
        pending.FreedBefore = _waiting.Freed;
        _adds.Add(pending);
    }
}
