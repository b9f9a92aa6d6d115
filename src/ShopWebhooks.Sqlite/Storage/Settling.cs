using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Records the end of attempts, and all that is stored with it.</summary>
internal sealed class Settling(DeliveryTable deliveries, EndpointTable endpoints, DocumentTable documents, Admission admission)
{
    private static readonly SettleResult Settled = new(SettleOutcome.Settled, []);
    private static readonly SettleResult Stale = new(SettleOutcome.Stale, []);
    private static readonly SettleResult Conflict = new(SettleOutcome.Conflict, []);

    public SettleResult Settle(Settlement item, long now)
    {
        if (item.Documents.Count > 0 && !documents.Match(item.Documents))
        {
            // Only the holder of the lease is told of a conflict, and may try again without the documents.
            return deliveries.IsHeld(item.Lease) ? Conflict : Repeat(item, now);
        }

        var isHeld = item.State == DeliveryState.Open ? Retry(item, now) : deliveries.TryEnd(item, now);
        if (!isHeld)
        {
            return Repeat(item, now);
        }

        foreach (var write in item.Documents)
        {
            documents.Write(write);
        }

        return AddFollowUps(item, item.Endpoint is { } change ? endpoints.Change(change, now) : null, now);
    }

    private bool Retry(Settlement item, long now)
    {
        if (!deliveries.Return(item.Lease, StoreClock.After(now, item.RetryIn), isUnused: false))
        {
            return false;
        }

        deliveries.Record(item.Lease.DeliveryId, item.Attempt);
        return true;
    }

    // Settled before, and only the answer was lost; or settled by nobody, and the lease is another's.
    private SettleResult Repeat(Settlement item, long now) => deliveries.WasSettledBy(item.Lease)
        ? AddFollowUps(item, item.Endpoint is { } change ? endpoints.Get(change.EndpointId).ToState(now) : null, now)
        : Stale;

    // Also for a repeated settlement, whose follow-ups are stored already: adding them again finds them by their ids.
    private SettleResult AddFollowUps(Settlement item, EndpointState? endpoint, long now) => item.FollowUps.Count == 0 && endpoint is null
        ? Settled
        : new SettleResult(SettleOutcome.Settled, [.. item.FollowUps.Select(followUp => admission.Add(followUp, now))]) { Endpoint = endpoint };
}
