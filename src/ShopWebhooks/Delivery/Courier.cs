using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>Makes the attempts. One method tells the story of each: lease → sign → carry → classify → decide → record.</summary>
/// <remarks>
/// <para>A courier holds a lane slot and a lease from before its first step until after its last, and gives both back whatever
/// happens. It records nothing once its lease is lost: the store would refuse it, and somebody else is on the way.</para>
/// <para>An attempt does not start unless its lease outlasts the longest it can take; what comes too late for that is given back
/// unspent. Recording is repeated until it succeeds or the lease is gone, since an outcome that is not recorded is an attempt that is
/// made again.</para>
/// <para>A delivery whose attempts were lost five times in a row is one of the <see cref="Suspects"/>, and is buried when that happens once
/// more.</para>
/// </remarks>
internal sealed class Courier
{
    private static readonly TimeSpan RepeatRecording = TimeSpan.FromSeconds(1);

    private readonly IWebhookStore _store;
    private readonly EndpointRegistry _registry;
    private readonly LaneSet _lanes;
    private readonly LeaseKeeper _leases;
    private readonly Suspects _suspects;
    private readonly DeliveryPlanner _planner;
    private readonly MessageFactory _messages;
    private readonly AttemptCarrier _carrier;
    private readonly Instruments _instruments;
    private readonly EngineContext _context;
    private readonly ILogger<Courier> _logger;
    private readonly GroupCommit<PendingSettlement, SettleResult> _settlements;
    private readonly Func<object?, Task> _deliver;
    private readonly Func<object?, Task> _giveBack;

    public Courier(
        IWebhookStore store, EndpointRegistry registry, LaneSet lanes, LeaseKeeper leases, Suspects suspects,
        DeliveryPlanner planner, MessageFactory messages, AttemptCarrier carrier, Instruments instruments, EngineContext context, ILogger<Courier> logger)
    {
        _store = store;
        _registry = registry;
        _lanes = lanes;
        _leases = leases;
        _suspects = suspects;
        _planner = planner;
        _messages = messages;
        _carrier = carrier;
        _instruments = instruments;
        _context = context;
        _logger = logger;
        _settlements = new(
            batch => store.SettleAsync(Prepare(batch), CancellationToken.None),
            static (pending, result) => pending.SetResult(result),
            static (pending, exception) => pending.SetException(exception),
            context);
        _deliver = flight => DeliverAsync((InFlight)flight!);
        _giveBack = flight => GiveBackAsync((InFlight)flight!, TimeSpan.Zero);
    }

    /// <summary>Called after settlements, which may have made room in the store.</summary>
    public Action? Settled { get; set; }

    /// <summary>Starts what a stored plan was handed off, and has the rest leased when it is due.</summary>
    public void Begin(PlannedMessage planned, AddResult result)
    {
        if (result.Outcome != AddOutcome.Added)
        {
            _planner.GiveUp(planned);
            if (result.Rearmed > 0)
            {
                _lanes.NoteDue(TimeSpan.Zero);
            }

            return;
        }

        for (var i = 0; i < result.Deliveries.Count; i++)
        {
            var (deliveryId, handedOff, isBehind) = result.Deliveries[i];
            var delivery = planned.New.Deliveries[i];
            if (handedOff && planned.Slots[i] is { } lane && delivery.Lease is { } lease)
            {
                // From here on the slot is the attempt's: whoever gives the plan up later must not give it back.
                planned.Slots[i] = null;
                Start(lane, FirstAttempt(planned.New.Message, delivery, new DeliveryLease(deliveryId, lease.Token)), planned.LeasedAt, lease.Duration);
                continue;
            }

            if (planned.Slots[i] is { } unused)
            {
                planned.Slots[i] = null;
                _planner.Free(unused);
            }

            if (delivery.DueIn > TimeSpan.Zero)
            {
                _lanes.NoteDue(delivery.DueIn);
            }
            else if (!isBehind && delivery.DeadReason is null && _lanes.Find(delivery.EndpointId) is { } waiting)
            {
                _lanes.Wake(waiting);
            }
        }
    }

    /// <summary>Starts an attempt whose lane slot and lease are held.</summary>
    public void Start(Lane lane, LeasedDelivery delivery, long leasedAt, TimeSpan leaseDuration)
    {
        var flight = new InFlight(lane, delivery, leasedAt, leaseDuration);
        if (_leases.TryAdd(flight))
        {
            _context.Start(_deliver, flight);
            return;
        }

        // The host has stopped since the lease was asked for.
        _planner.Free(lane);
        _context.Start(_giveBack, flight);
    }

    private async Task DeliverAsync(InFlight flight)
    {
        var isEnded = false;
        try
        {
            var (delivery, endpoint) = (flight.Delivery, flight.Lane.Endpoint);
            if (delivery.LostInARow > DeliveryDecision.LostLimit)
            {
                isEnded = await RecordAsync(flight, DeliveryDecision.Bury(delivery, _context.Time.GetUtcNow()), null);
                return;
            }

            var mustWait = _suspects.MustWait(delivery);
            if (mustWait || LeaseLeft(flight) < endpoint.Timeout)
            {
                isEnded = await GiveBackAsync(flight, mustWait ? Suspects.Wait : TimeSpan.Zero);
                return;
            }

            var startedAt = _context.Time.GetUtcNow();
            var clock = _context.Time.GetTimestamp();
            if (await CarryAsync(flight, endpoint, delivery) is not { } result)
            {
                return;
            }

            var followUps = Plan(ref result);
            var settlement = DeliveryDecision.Decide(
                delivery, endpoint, result, startedAt, _context.Time.GetElapsedTime(clock), _context.Random);
            isEnded = await RecordAsync(flight, settlement, followUps);
        }
        catch (Exception exception)
        {
            Log.StepFailed(_logger, exception, flight.Delivery.Message.Id, flight.Delivery.EndpointId);
        }
        finally
        {
            _leases.Remove(flight);
            _planner.Free(flight.Lane);
            _suspects.End(flight.Delivery);
            if (!isEnded)
            {
                // Nobody else may be there to notice when the lease ends; then it is leased anew.
                var left = LeaseLeft(flight);
                _lanes.NoteDue(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
        }
    }

    /// <summary>Gives a lease back unused; false when the store did not take it, so that it runs out by itself.</summary>
    private async Task<bool> GiveBackAsync(InFlight flight, TimeSpan dueIn)
    {
        try
        {
            await _store.ReleaseAsync([flight.Delivery.Lease], dueIn, CancellationToken.None);
            _lanes.NoteDue(dueIn);
            return true;
        }
        catch (Exception exception)
        {
            Log.StepFailed(_logger, exception, flight.Delivery.Message.Id, flight.Delivery.EndpointId);
            return false;
        }
    }

    /// <summary>Signs and carries; null when the attempt was abandoned and has nothing to record.</summary>
    private async ValueTask<TransportResult?> CarryAsync(InFlight flight, WebhookEndpoint endpoint, LeasedDelivery delivery)
    {
        using var measured = _instruments.BeginAttempt(endpoint, delivery.Message, delivery.Attempt);
        using var attempt = flight.BeginAttempt(endpoint.Timeout, _context.Time);
        if (flight.IsAbandoned)
        {
            // Between its start and this moment the host has stopped and given its lease back, or lost it.
            return null;
        }

        try
        {
            var result = await _carrier.CarryAsync(
                endpoint, delivery.Message, delivery.Attempt, delivery.Address, delivery.Body, attempt.Token);
            return flight.IsAbandoned ? null : measured.End(result);
        }
        catch (OperationCanceledException) when (attempt.IsCancellationRequested)
        {
            return flight.IsAbandoned ? null : measured.End(TransportResult.Failed($"No answer within {endpoint.Timeout.TotalSeconds:0.#} s."));
        }
    }

    private PlannedMessage[]? Plan(ref TransportResult result)
    {
        if (result.FollowUps.Count == 0 || result.Outcome != AttemptOutcome.Delivered)
        {
            return null;
        }

        try
        {
            var messages = result.FollowUps.Select(followUp => (Message: _messages.Create(followUp.Event, followUp.Options), followUp.Options)).ToArray();
            return Array.ConvertAll(messages, made => _planner.Plan(
                made.Message, _registry.Match(made.Message), _messages.DueIn(made.Options), rearmDead: false));
        }
        catch (ArgumentException exception)
        {
            // The handler's own mistake, and the same at the next attempt; still retried, since a deployment may mend it.
            result = TransportResult.Failed($"A follow-up could not be dispatched: {exception.Message}");
            return null;
        }
    }

    /// <summary>Stores the settlement, again and again while the lease lasts; false when it was not stored.</summary>
    private async ValueTask<bool> RecordAsync(InFlight flight, Settlement settlement, PlannedMessage[]? followUps)
    {
        var isWaiting = false;
        while (true)
        {
            SettleResult? result = null;
            try
            {
                result = await SettleAsync(settlement, followUps);
            }
            catch (Exception exception)
            {
                Log.StepFailed(_logger, exception, flight.Delivery.Message.Id, flight.Delivery.EndpointId);
            }

            if (result?.Outcome == SettleOutcome.Settled)
            {
                Follow(flight, settlement);
                BeginAll(flight, followUps, result.FollowUps);
                return true;
            }

            if (result?.Outcome == SettleOutcome.Stale || flight.IsAbandoned || LeaseLeft(flight) <= TimeSpan.Zero)
            {
                Log.LeaseLost(_logger, flight.Delivery.Message.Id, flight.Delivery.EndpointId, flight.Delivery.Attempt);
                Array.ForEach(followUps ?? [], _planner.GiveUp);
                return false;
            }

            if (result?.Outcome == SettleOutcome.Full)
            {
                // The slots that the follow-ups hold are needed by those whose end makes room for them.
                Array.ForEach(followUps!, _planner.MakePatient);
                if (TryBury(followUps!, result.FullEndpointId))
                {
                    continue;
                }

                if (!isWaiting)
                {
                    isWaiting = true;
                    Log.NoRoomForFollowUps(_logger, flight.Delivery.Message.Id, flight.Delivery.EndpointId);
                }
            }

            var problem = result?.Outcome switch
            {
                SettleOutcome.Conflict => "A document was changed by another in the meantime.",
                SettleOutcome.Full when _context.Time.GetElapsedTime(flight.TakenAt) >= flight.Lane.LeaseDuration =>
                    "The store has no room for what the handler dispatched.",
                _ => null,
            };
            if (problem is not null)
            {
                Array.ForEach(followUps ?? [], _planner.GiveUp);
                followUps = null;
                var failed = TransportResult.Failed(problem);
                settlement = DeliveryDecision.Decide(
                    flight.Delivery, flight.Lane.Endpoint, failed, settlement.Attempt.StartedAt, settlement.Attempt.Duration, _context.Random);
                continue;
            }

            await Task.Delay(RepeatRecording, _context.Time);
        }
    }

    /// <summary>One try to store the settlement.</summary>
    private Task<SettleResult> SettleAsync(Settlement settlement, PlannedMessage[]? followUps)
    {
        var pending = new PendingSettlement(
            followUps is null ? settlement : settlement with { FollowUps = Array.ConvertAll(followUps, planned => planned.New) });
        _settlements.Add(pending);
        return pending.Task;
    }

    private bool TryBury(PlannedMessage[] followUps, string? fullEndpointId) =>
        Array.FindAll(followUps, followUp => _planner.TryBury(followUp, fullEndpointId)).Length > 0;

    private void BeginAll(InFlight flight, PlannedMessage[]? followUps, IReadOnlyList<AddResult> results)
    {
        for (var i = 0; i < (followUps?.Length ?? 0); i++)
        {
            try
            {
                Begin(followUps![i], results[i]);
                _instruments.Dispatched(followUps[i].New.Message.EventType, results[i].Outcome);
            }
            catch (Exception exception)
            {
                // They are stored, and leased when their leases have run out; the settlement must not be repeated for them.
                _planner.GiveUp(followUps![i]);
                Log.StepFailed(_logger, exception, flight.Delivery.Message.Id, flight.Delivery.EndpointId);
            }
        }
    }

    private void Follow(InFlight flight, Settlement settlement)
    {
        var delivery = flight.Delivery;
        flight.Lane.Note(madeProgress: settlement.State != DeliveryState.Open);
        if (settlement.Endpoint?.PauseFor is { } pause)
        {
            flight.Lane.Pause(pause);
            _lanes.NoteDue(pause);
        }

        switch (settlement.State)
        {
            case DeliveryState.Delivered:
                Log.Delivered(_logger, delivery.Message.Id, delivery.EndpointId, delivery.Attempt);
                break;
            case DeliveryState.Open:
                _lanes.NoteDue(settlement.RetryIn);
                Log.AttemptFailed(
                    _logger, delivery.Attempt, delivery.Message.Id, delivery.EndpointId, settlement.Attempt.Error, settlement.Attempt.Decision);
                break;
            default:
                Log.Dead(_logger, delivery.Message.Id, delivery.EndpointId, delivery.Attempt, settlement.Reason);
                break;
        }

        // The next of its ordering key has been waiting for this one's end.
        if (delivery.Message.OrderingKey is not null && settlement.State != DeliveryState.Open)
        {
            _lanes.Wake(flight.Lane);
        }

        Settled?.Invoke();
    }

    private static Settlement[] Prepare(IReadOnlyList<PendingSettlement> batch)
    {
        var settlements = new Settlement[batch.Count];
        for (var i = 0; i < settlements.Length; i++)
        {
            settlements[i] = batch[i].Settlement;
        }

        return settlements;
    }

    private TimeSpan LeaseLeft(InFlight flight) => flight.LeaseDuration - _context.Time.GetElapsedTime(flight.LeasedAt);

    private static LeasedDelivery FirstAttempt(WebhookMessage message, NewDelivery delivery, DeliveryLease lease) => new()
    {
        Lease = lease,
        EndpointId = delivery.EndpointId,
        Message = message,
        Attempt = 1,
        ScheduledAttempt = 1,
        Address = delivery.Address,
        Body = delivery.Body,
    };

    private sealed class PendingSettlement(Settlement settlement)
        : TaskCompletionSource<SettleResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Settlement Settlement => settlement;
    }
}
