namespace ShopWebhooks.Storage.InMemory;

/// <summary>Leases what is due, one delivery from each lane in turn; every batch begins one lane further.</summary>
internal sealed class Leasing(EndpointTable endpoints, StoreClock clock)
{
    private const string LostDecision = "lost: the lease ended without a result";

    private uint _turn;

    public LeaseBatch Lease(LeaseRequest request, long now)
    {
        var lanes = new Queue<(EndpointEntry Endpoint, int Room, TimeSpan Duration)>();
        var start = request.Lanes.Count == 0 ? 0 : (int)(_turn++ % (uint)request.Lanes.Count);
        for (var i = 0; i < request.Lanes.Count; i++)
        {
            var lane = request.Lanes[(start + i) % request.Lanes.Count];
            if (lane.Room > 0 && endpoints.TryFind(lane.EndpointId, out var endpoint))
            {
                endpoint.ReclaimExpired(now);
                lanes.Enqueue((endpoint, lane.Room, lane.LeaseDuration));
            }
        }

        var leased = new List<LeasedDelivery>();
        long? next = null;
        while (leased.Count < request.Limit && lanes.TryDequeue(out var lane))
        {
            if (lane.Endpoint.TakeDue(now) is not { } delivery)
            {
                next = Earlier(next, lane.Endpoint.NextDue());
                continue;
            }

            RecordIfLost(delivery);
            lane.Endpoint.Lease(delivery, request.FirstToken + leased.Count, StoreClock.After(now, lane.Duration), now);
            leased.Add(delivery.ToLeased());
            if (lane.Room > 1)
            {
                lanes.Enqueue(lane with { Room = lane.Room - 1 });
            }
        }

        // What the limit cut off.
        foreach (var lane in lanes)
        {
            next = Earlier(next, lane.Endpoint.NextDue());
        }

        return new LeaseBatch(leased, next is { } at ? TimeSpan.FromTicks(Math.Max(at - now, 0)) : null);
    }

    private static long? Earlier(long? one, long? other) => one < other || other is null ? one : other;

    private void RecordIfLost(DeliveryEntry delivery)
    {
        if (delivery.Token == 0)
        {
            return;
        }

        delivery.LostInARow++;
        delivery.Record(new DeliveryAttempt
        {
            Number = delivery.Attempt,
            StartedAt = clock.UtcAt(delivery.LeasedAt),
            Duration = TimeSpan.FromTicks(delivery.VisibleAt - delivery.LeasedAt),
            Outcome = AttemptOutcome.Lost,
            Decision = LostDecision,
        });
    }
}
