using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>Decides what a message owes to whom, and takes a lane slot for each delivery that could start at once.</summary>
/// <remarks>
/// The slot is taken before the store is asked, so that the store can insert the delivery already leased to this process and the
/// attempt starts without a poll. Whoever plans must complete the plan (<see cref="Courier.Begin"/>) or give it up.
/// </remarks>
internal sealed class DeliveryPlanner(EndpointRegistry registry, LaneSet lanes, BodyMaker bodies, EngineContext context)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Set when the host begins to stop: from then on nothing is handed off, only stored.</summary>
    public bool HandsOff { get; set; }

    /// <summary>The endpoints a message is owed to: those that match and are not disabled.</summary>
    public IReadOnlyList<WebhookEndpoint> Match(WebhookMessage message)
    {
        var matches = registry.Match(message);
        for (var i = 0; i < matches.Count; i++)
        {
            if (IsDisabled(matches[i]))
            {
                return [.. matches.Where(endpoint => !IsDisabled(endpoint))];
            }
        }

        return matches;
    }

    public PlannedMessage Plan(WebhookMessage message, IReadOnlyList<WebhookEndpoint> endpoints, TimeSpan dueIn, bool rearmDead)
    {
        var slots = new Lane?[endpoints.Count];
        var deliveries = new NewDelivery[endpoints.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            var lane = lanes.Get(endpoints[i]);

            // Named, or disabled a moment ago: a dead letter, to be seen, and replayed when the endpoint is enabled again.
            var reason = lane.Health.DisabledReason is { } disabled ? DeliveryDecision.DisabledReason(disabled) : null;
            var body = bodies.MakeToKeep(endpoints[i], message, out var refusal);
            reason ??= refusal;
            if (HandsOff && reason is null && dueIn == TimeSpan.Zero && lane.TryTake())
            {
                slots[i] = lane;
            }

            deliveries[i] = new NewDelivery(endpoints[i].Id)
            {
                DueIn = dueIn,
                Body = body,
                DeadReason = reason,
                Lease = slots[i] is null ? null : new LeaseGrant(context.TakeTokens(1), lane.LeaseDuration),
            };
        }

        return new PlannedMessage
        {
            New = new NewMessage(message, deliveries) { RearmDead = rearmDead },
            Slots = slots,
            LeasedAt = context.Time.GetTimestamp(),
        };
    }

    /// <summary>Gives the slots of a plan back, because nothing of it was stored.</summary>
    public void GiveUp(PlannedMessage planned)
    {
        for (var i = 0; i < planned.Slots.Length; i++)
        {
            if (planned.Slots[i] is { } lane)
            {
                planned.Slots[i] = null;
                FreeUnused(lane);
            }
        }
    }

    /// <summary>
    /// Gives a plan up whose fate is unknown: where only the store's answer was lost, deliveries are stored that nobody would look for.
    /// </summary>
    public void GiveUpUnknown(PlannedMessage planned)
    {
        GiveUp(planned);
        lanes.NoteDue(LookAgainAfter);
    }

    /// <summary>
    /// Makes a plan one that can wait: without slots, which others need meanwhile, and without leases, which would age. It is stored as
    /// open later, and leased like any other.
    /// </summary>
    public void MakePatient(PlannedMessage planned)
    {
        GiveUp(planned);
        planned.New = planned.New with { Deliveries = [.. planned.New.Deliveries.Select(delivery => delivery with { Lease = null })] };
    }

    /// <summary>
    /// Where the share of an endpoint that is making no progress is used up: plans its delivery as a dead letter, so that its trouble does
    /// not hold up the others. False where waiting is right.
    /// </summary>
    public bool TryBury(PlannedMessage planned, string? fullEndpointId)
    {
        if (fullEndpointId is null || lanes.Find(fullEndpointId) is { IsStuck: false })
        {
            return false;
        }

        for (var i = 0; i < planned.Slots.Length; i++)
        {
            if (planned.New.Deliveries[i].EndpointId == fullEndpointId && planned.Slots[i] is { } lane)
            {
                planned.Slots[i] = null;
                FreeUnused(lane);
            }
        }

        planned.New = planned.New with
        {
            Deliveries =
            [
                .. planned.New.Deliveries.Select(delivery => delivery.EndpointId == fullEndpointId
                    ? delivery with { Lease = null, DeadReason = "The endpoint is failing, and its share of the store is used up." }
                    : delivery),
            ],
        };
        return true;
    }

    private bool IsDisabled(WebhookEndpoint endpoint) => lanes.Get(endpoint).Health.DisabledReason is not null;

    /// <summary>Gives a slot back, and has the store asked for the next delivery where one may be waiting for it.</summary>
    public void Free(Lane lane)
    {
        lane.Give(1);
        AskAgain(lane);
    }

    /// <summary>The same for a slot in which nothing was begun.</summary>
    public void FreeUnused(Lane lane)
    {
        lane.GiveUnused(1);
        AskAgain(lane);
    }

    private void AskAgain(Lane lane)
    {
        if (lane.HasBacklog)
        {
            lanes.Ring();
        }
    }
}
