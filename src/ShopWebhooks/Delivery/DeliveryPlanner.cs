using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>Decides what a message owes to whom, and takes a lane slot for each delivery that could start at once.</summary>
/// <remarks>
/// The slot is taken before the store is asked, so that the store can insert the delivery already leased to this process and the
/// attempt starts without a poll. Whoever plans must complete the plan (<see cref="Courier.Begin"/>) or give it up.
/// </remarks>
internal sealed class DeliveryPlanner(LaneSet lanes, EngineContext context)
{
    /// <summary>Set when the host begins to stop: from then on nothing is handed off, only stored.</summary>
    public bool HandsOff { get; set; }

    public PlannedMessage Plan(WebhookMessage message, IReadOnlyList<WebhookEndpoint> endpoints, TimeSpan dueIn, bool rearmDead)
    {
        var slots = new Lane?[endpoints.Count];
        var deliveries = new NewDelivery[endpoints.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            var lane = lanes.Get(endpoints[i]);
            if (HandsOff && dueIn == TimeSpan.Zero && lane.TryTake())
            {
                slots[i] = lane;
            }

            deliveries[i] = new NewDelivery(endpoints[i].Id)
            {
                DueIn = dueIn,
                Lease = slots[i] is null ? null : new LeaseGrant(context.TakeTokens(1), lane.LeaseDuration),
            };
        }

        return new PlannedMessage
        {
            New = new NewMessage(message, deliveries) { RearmDead = rearmDead },
            Slots = slots,
            Endpoints = endpoints,
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
                Free(lane);
                planned.Slots[i] = null;
            }
        }
    }

    /// <summary>Gives a slot back, and has the store asked for the next delivery where one may be waiting for it.</summary>
    public void Free(Lane lane)
    {
        lane.Give(1);
        if (lane.HasBacklog)
        {
            lanes.Ring();
        }
    }
}
