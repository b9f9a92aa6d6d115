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
/// unspent.</para>
/// <para>A delivery whose attempts were lost five times in a row is one of the <see cref="Suspects"/>, and is buried when that happens once
/// more.</para>
/// </remarks>
internal sealed class Courier
{
    private readonly IWebhookStore _store;
    private readonly LaneSet _lanes;
    private readonly LeaseKeeper _leases;
    private readonly Suspects _suspects;
    private readonly DeliveryPlanner _planner;
    private readonly Recorder _recorder;
    private readonly Reporter _reporter;
    private readonly MessageFactory _messages;
    private readonly AttemptCarrier _carrier;
    private readonly Instruments _instruments;
    private readonly EngineContext _context;
    private readonly ILogger<Courier> _logger;
    private readonly Func<object?, Task> _deliver;
    private readonly Func<object?, Task> _giveBack;

    public Courier(
        IWebhookStore store, LaneSet lanes, LeaseKeeper leases, Suspects suspects, DeliveryPlanner planner, Recorder recorder, Reporter reporter,
        MessageFactory messages, AttemptCarrier carrier, Instruments instruments, EngineContext context, ILogger<Courier> logger)
    {
        _store = store;
        _lanes = lanes;
        _leases = leases;
        _suspects = suspects;
        _planner = planner;
        _recorder = recorder;
        _reporter = reporter;
        _messages = messages;
        _carrier = carrier;
        _instruments = instruments;
        _context = context;
        _logger = logger;
        recorder.Begin = Begin;
        _deliver = flight => DeliverAsync((InFlight)flight!);
        _giveBack = flight => GiveBackAsync((InFlight)flight!, TimeSpan.Zero);
    }

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
                _planner.FreeUnused(unused);
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
        _planner.FreeUnused(lane);
        _context.Start(_giveBack, flight);
    }

    private async Task DeliverAsync(InFlight flight)
    {
        var isEnded = false;
        try
        {
            var delivery = flight.Delivery;
            if (delivery.LostInARow > DeliveryDecision.LostLimit)
            {
                var burial = DeliveryDecision.Bury(delivery, _context.Time.GetUtcNow());
                isEnded = await _recorder.RecordAsync(flight, burial, followUps: null, _reporter.Report(delivery, burial, wasFailing: false));
                return;
            }

            // As the endpoint is now: since the lease was asked for, a secret may have been revoked, or the endpoint deleted.
            var mustWait = _suspects.MustWait(delivery);
            if (mustWait || _lanes.Find(delivery.EndpointId) is not { Endpoint: var endpoint } || flight.LeaseLeft(_context.Time) < endpoint.Timeout)
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
            var health = flight.Lane.Health;
            var wasFailing = health.IsFailing;
            var verdict = health.Judge(endpoint, result, clock);
            var settlement = DeliveryDecision.Decide(
                delivery, endpoint, result, verdict, health.DisabledReason, startedAt, _context.Time.GetElapsedTime(clock), _context.Random);
            isEnded = await _recorder.RecordAsync(flight, settlement, followUps, _reporter.Report(delivery, settlement, wasFailing));
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
                var left = flight.LeaseLeft(_context.Time);
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
            return flight.IsAbandoned ? null : measured.End(TransportResult.NoAnswerWithin(endpoint.Timeout));
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
                made.Message, _planner.Match(made.Message), _messages.DueIn(made.Options), rearmDead: false));
        }
        catch (ArgumentException exception)
        {
            // The handler's own mistake, and the same at the next attempt; still retried, since a deployment may mend it.
            result = TransportResult.Failed($"A follow-up could not be dispatched: {exception.Message}");
            return null;
        }
    }

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
}
