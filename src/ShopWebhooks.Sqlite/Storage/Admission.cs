using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Takes messages in: known or added, with the hand-off of what may start at once; and takes them up again.</summary>
internal sealed class Admission(MessageTable messages, DeliveryTable deliveries, EndpointTable endpoints)
{
    public AddResult Add(NewMessage item, long now)
    {
        var message = item.Message;
        if (messages.FindRemoved(message, now) is { } removedId)
        {
            return new AddResult(AddOutcome.Known, removedId);
        }

        if (messages.TryAdd(message, now) is { } position)
        {
            return AddDeliveries(position, item, now);
        }

        return messages.FindPosition(message.Id) is { } same ? Repeat(same, item, now) : Known(item, now);
    }

    public bool Replay(Replay replay, long now)
    {
        if (messages.FindPosition(replay.MessageId) is not { } position)
        {
            return false;
        }

        var endpoint = endpoints.Get(replay.Delivery.EndpointId);
        switch (deliveries.Find(position, endpoint))
        {
            case { IsOpen: true }:
                return false;
            case { Number: var ended }:
                deliveries.Reopen(ended, StoreClock.After(now, replay.Delivery.DueIn));
                return true;
            default:
                // Without the message's ordering key: a replay stands outside the order.
                deliveries.Unfinish(position);
                deliveries.Add(deliveries.NextNumber(position), endpoint, replay.Delivery with { Lease = null }, orderingKey: null, now);
                deliveries.Finish(position);
                return true;
        }
    }

    private AddResult Known(NewMessage item, long now)
    {
        var (position, id) = messages.FindKeyed(item.Message);
        var dead = item.RearmDead ? deliveries.FindDead(position) : [];
        foreach (var number in dead)
        {
            deliveries.Reopen(number, now);
        }

        return new AddResult(AddOutcome.Known, id) { Rearmed = dead.Count };
    }

    private AddResult AddDeliveries(long position, NewMessage item, long now)
    {
        var added = new AddedDelivery[item.Deliveries.Count];
        var isOwed = false;
        for (var i = 0; i < added.Length; i++)
        {
            var delivery = item.Deliveries[i];
            added[i] = deliveries.Add(
                DeliveryNumber.Of(position, i), endpoints.Get(delivery.EndpointId), delivery, item.Message.OrderingKey, now);
            isOwed |= delivery.DeadReason is null;
        }

        if (!isOwed)
        {
            deliveries.Finish(position);
        }

        return new AddResult(AddOutcome.Added, item.Message.Id) { Deliveries = added };
    }

    // The first answer was lost on its way. What it handed off is still the caller's while its token is the current one; the lease counts
    // from now on, because the caller may have begun to count anew.
    private AddResult Repeat(long position, NewMessage item, long now)
    {
        var added = new AddedDelivery[item.Deliveries.Count];
        for (var i = 0; i < added.Length; i++)
        {
            var found = deliveries.Find(position, endpoints.Get(item.Deliveries[i].EndpointId)).GetValueOrDefault();
            var isHeld = item.Deliveries[i].Lease is { } grant
                && deliveries.Renew(new DeliveryLease(found.Number, grant.Token), StoreClock.After(now, grant.Duration));
            added[i] = new AddedDelivery(found.Number, isHeld, found.IsBehind);
        }

        return new AddResult(AddOutcome.Added, item.Message.Id) { Deliveries = added };
    }
}
