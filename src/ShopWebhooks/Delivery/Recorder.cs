using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>Records how attempts ended, and sets going what follows from it.</summary>
/// <remarks>
/// Recording is repeated until it succeeds or the lease is gone, since an outcome that is not recorded is an attempt that is made again.
/// </remarks>
internal sealed class Recorder
{
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(1);

    private readonly IWebhookStore _store;
    private readonly LaneSet _lanes;
    private readonly DeliveryPlanner _planner;
    private readonly DeliveryCloser _closer;
    private readonly StoreNotice _notice;
    private readonly Instruments _instruments;
    private readonly EngineContext _context;
    private readonly ILogger<Recorder> _logger;
    private readonly GroupCommit<PendingSettlement, SettleResult> _settlements;

    public Recorder(
        IWebhookStore store, LaneSet lanes, DeliveryPlanner planner, DeliveryCloser closer, StoreNotice notice, Instruments instruments,
        EngineContext context, ILogger<Recorder> logger)
    {
        _store = store;
        _lanes = lanes;
        _planner = planner;
        _closer = closer;
        _notice = notice;
        _instruments = instruments;
        _context = context;
        _logger = logger;
        _settlements = new(
            batch => store.SettleAsync(Prepare(batch), CancellationToken.None),
            static (pending, result) => pending.SetResult(result),
            static (pending, exception) => pending.SetException(exception),
            context);
    }

    /// <summary>Starts what follow-ups were handed off.</summary>
    public Action<PlannedMessage, AddResult> Begin { get; set; } = static (_, _) => { };

    /// <summary>Called after settlements, which may have made room in the store.</summary>
    public Action? Settled { get; set; }

    /// <summary>Stores the settlement, again and again while the lease lasts; false when it was not stored.</summary>
    /// <param name="flight">The attempt.</param>
    /// <param name="settlement">How it ended.</param>
    /// <param name="followUps">What the handler dispatched; null for nothing.</param>
    /// <param name="reports">What the library itself has to tell about it; null for nothing. Dropped where there is no room.</param>
    public async ValueTask<bool> RecordAsync(InFlight flight, Settlement settlement, PlannedMessage[]? followUps, PlannedMessage[]? reports)
    {
        var isWaiting = false;
        while (true)
        {
            SettleResult? result = null;
            var attached = reports is null ? followUps : [.. followUps ?? [], .. reports];
            try
            {
                result = await SettleAsync(settlement, attached);
            }
            catch (StoreUnavailableException exception)
            {
                _notice.AddUnavailable(exception);
            }
            catch (Exception exception)
            {
                Log.StepFailed(_logger, exception, flight.Delivery.Message.Id, flight.Delivery.EndpointId);
            }

            if (result?.Outcome == SettleOutcome.Settled)
            {
                Follow(flight, settlement);
                BeginAll(flight, attached, result.FollowUps);
                return true;
            }

            if (result?.Outcome == SettleOutcome.Stale || flight.IsAbandoned || flight.LeaseLeft(_context.Time) <= TimeSpan.Zero)
            {
                Log.LeaseLost(_logger, flight.Delivery.Message.Id, flight.Delivery.EndpointId, flight.Delivery.Attempt);
                Array.ForEach(attached ?? [], _planner.GiveUp);
                if (settlement.Endpoint is { Disable: not null })
                {
                    await DisableAsync(flight.Lane, settlement.Endpoint);
                }

                return false;
            }

            if (result?.Outcome is SettleOutcome.Full or SettleOutcome.Conflict && reports is not null)
            {
                // They must not keep what they are about from being recorded.
                Array.ForEach(reports, _planner.GiveUp);
                reports = null;
                continue;
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
                    flight.Delivery, flight.Lane.Endpoint, failed, settlement.Endpoint, flight.Lane.Health.DisabledReason,
                    settlement.Attempt.StartedAt, settlement.Attempt.Duration, _context.Random);
                continue;
            }

            await Task.Delay(Repeat, _context.Time);
        }
    }

    /// <summary>
    /// Stores by itself what an attempt told whose end was not recorded: that its endpoint wants nothing any more is true whoever has the
    /// lease. Known here alone, it would keep the endpoint from being owed anything, without a word and until the next start.
    /// </summary>
    private async Task DisableAsync(Lane lane, EndpointChange verdict)
    {
        try
        {
            await _store.ChangeEndpointsAsync([new EndpointChange(verdict.EndpointId) { Disable = verdict.Disable }], CancellationToken.None);
            Follow(lane, verdict);
        }
        catch (Exception exception)
        {
            lane.Health.SetDisabled(null);
            Log.NotDisabled(_logger, exception, verdict.EndpointId);
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
        if (settlement.Endpoint is { } verdict)
        {
            Follow(flight.Lane, verdict);
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

    private void Follow(Lane lane, EndpointChange verdict)
    {
        if (verdict.Disable is { } reason)
        {
            lane.Health.SetDisabled(reason);
            Log.Disabled(_logger, lane.Endpoint.Id, reason);
            _closer.Close(lane);
        }
        else if (verdict.PauseFor is { } pause)
        {
            _lanes.NoteDue(pause);
            Log.Paused(_logger, lane.Endpoint.Id, pause);
        }
        else if (verdict.Failed is false)
        {
            _lanes.Wake(lane);
        }
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

    private sealed class PendingSettlement(Settlement settlement)
        : TaskCompletionSource<SettleResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Settlement Settlement => settlement;
    }
}
