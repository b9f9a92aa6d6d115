namespace ShopWebhooks.Storage.InMemory;

/// <summary>Takes messages in: known, full or added, with the hand-off of what may start at once; and takes them up again.</summary>
internal sealed class Admission(MessageTable messages, EndpointTable endpoints)
{
    public AddResult Add(NewMessage item, long now) =>
        FindKnown(item, now, out var digest) ?? FindFull(item, now) ?? Store(item, digest, now);

    /// <summary>Adds what <see cref="HasRoomFor"/> has just found room for, in one transaction with what asked for it.</summary>
    public AddResult AddInRoom(NewMessage item, long now) => FindKnown(item, now, out var digest) ?? Store(item, digest, now);

    /// <summary>
    /// True when all can be added together, after <paramref name="ended"/> (null for none) has stopped being owed. A list that has
    /// duplicates within itself is counted as if it had none: rather once too often full than half stored.
    /// </summary>
    public bool HasRoomFor(IReadOnlyList<NewMessage> items, DeliveryEntry? ended, long now, out string? fullEndpointId)
    {
        var (added, keys) = (0, 0);
        var owed = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (FindKnownId(item.Message, now, out _) is not null)
            {
                continue;
            }

            added++;
            keys += item.Message.DedupeKey is null ? 0 : 1;
            foreach (var delivery in item.Deliveries)
            {
                if (delivery.DeadReason is null)
                {
                    owed[delivery.EndpointId] = owed.GetValueOrDefault(delivery.EndpointId) + 1;
                }
            }
        }

        var freed = ended is { Message.OpenDeliveries: 1 } ? ended.Message : null;
        fullEndpointId = null;
        if (added > messages.RoomWithout(freed) || (keys > 0 && !messages.Keys.HasRoomFor(keys, now)))
        {
            return false;
        }

        foreach (var (endpointId, more) in owed)
        {
            if (OwedTo(endpointId) - (ended?.Endpoint.Id == endpointId ? 1 : 0) + more > messages.EndpointShare)
            {
                fullEndpointId = endpointId;
                return false;
            }
        }

        return true;
    }

    public bool Replay(Replay replay, long now)
    {
        if (messages.Find(replay.MessageId) is not { } message)
        {
            return false;
        }

        switch (message.DeliveryTo(replay.Delivery.EndpointId))
        {
            case { State: DeliveryState.Open }:
                return false;
            case { } final:
                Reopen(final, StoreClock.After(now, replay.Delivery.DueIn), now);
                return true;
            default:
                AddDelivery(message, replay.Delivery with { Lease = null }, orderingKey: null, now);
                messages.Place(message, now);
                return true;
        }
    }

    private AddResult? FindKnown(NewMessage item, long now, out DedupeDigest digest)
    {
        if (FindKnownId(item.Message, now, out digest) is not { } knownId)
        {
            return null;
        }

        if (knownId == item.Message.Id && messages.Find(knownId) is { } same)
        {
            return Repeat(same, item, now);
        }

        var known = item.RearmDead ? messages.Find(knownId) : null;
        return new AddResult(AddOutcome.Known, knownId) { Rearmed = known is null ? 0 : Rearm(known, now) };
    }

    private string? FindKnownId(WebhookMessage message, long now, out DedupeDigest digest)
    {
        digest = message.DedupeKey is { } key ? DedupeDigest.Of(message.Origin, key) : default;
        return messages.Find(message.Id) is not null ? message.Id
            : message.DedupeKey is not null ? messages.Keys.FindMessageId(digest, now)
            : null;
    }

    private AddResult? FindFull(NewMessage item, long now)
    {
        if (messages.Room == 0 || (item.Message.DedupeKey is not null && !messages.Keys.HasRoomFor(1, now)))
        {
            return new AddResult(AddOutcome.Full, item.Message.Id);
        }

        for (var i = 0; i < item.Deliveries.Count; i++)
        {
            var delivery = item.Deliveries[i];
            if (delivery.DeadReason is null && OwedTo(delivery.EndpointId) >= messages.EndpointShare)
            {
                return new AddResult(AddOutcome.Full, item.Message.Id) { FullEndpointId = delivery.EndpointId };
            }
        }

        return null;
    }

    private AddResult Store(NewMessage item, DedupeDigest digest, long now)
    {
        var message = item.Message;
        var entry = messages.Add(message, digest, now);
        if (message.DedupeKey is not null)
        {
            messages.Keys.Add(entry);
        }

        var added = new AddedDelivery[item.Deliveries.Count];
        for (var i = 0; i < added.Length; i++)
        {
            added[i] = AddDelivery(entry, item.Deliveries[i], message.OrderingKey, now);
        }

        messages.Place(entry, now);
        return new AddResult(AddOutcome.Added, message.Id) { Deliveries = added };
    }

    private AddedDelivery AddDelivery(MessageEntry message, NewDelivery item, string? orderingKey, long now)
    {
        var endpoint = endpoints.Get(item.EndpointId);
        var delivery = messages.AddDelivery(message, endpoint, item.Address, item.Body);
        if (item.DeadReason is not null)
        {
            delivery.State = DeliveryState.Dead;
            delivery.Reason = item.DeadReason;
            return new AddedDelivery(delivery.Number, HandedOff: false);
        }

        message.OpenDeliveries++;
        delivery.VisibleAt = StoreClock.After(now, item.DueIn);
        endpoint.Owe(delivery, orderingKey);
        if (item.Lease is { } grant && endpoint.TryHandOff(delivery, grant, now))
        {
            return new AddedDelivery(delivery.Number, HandedOff: true);
        }

        endpoint.Await(delivery);
        return new AddedDelivery(delivery.Number, HandedOff: false, delivery.IsBehind);
    }

    // The first answer was lost on its way. What it handed off is still the caller's while its token is the current one; the lease counts
    // from now on, because the caller may have begun to count anew.
    private static AddResult Repeat(MessageEntry message, NewMessage item, long now)
    {
        var added = new AddedDelivery[item.Deliveries.Count];
        for (var i = 0; i < added.Length; i++)
        {
            var delivery = message.DeliveryTo(item.Deliveries[i].EndpointId);
            var grant = item.Deliveries[i].Lease.GetValueOrDefault();
            var held = delivery is not null && delivery.IsHeldBy(grant.Token);
            if (held)
            {
                delivery!.Endpoint.Renew(delivery, StoreClock.After(now, grant.Duration));
            }

            added[i] = new AddedDelivery(delivery?.Number ?? 0, held, delivery?.IsBehind ?? false);
        }

        return new AddResult(AddOutcome.Added, message.Message.Id) { Deliveries = added };
    }

    private int Rearm(MessageEntry message, long now)
    {
        var rearmed = 0;
        for (var delivery = message.FirstDelivery; delivery is not null; delivery = delivery.NextOfMessage)
        {
            if (delivery.State == DeliveryState.Dead)
            {
                Reopen(delivery, now, now);
                rearmed++;
            }
        }

        return rearmed;
    }

    private void Reopen(DeliveryEntry delivery, long dueAt, long now)
    {
        delivery.State = DeliveryState.Open;
        delivery.Reason = null;
        delivery.ScheduleStart = delivery.Attempt;
        delivery.LostInARow = 0;
        delivery.VisibleAt = dueAt;
        delivery.Message.OpenDeliveries++;
        messages.Place(delivery.Message, now);

        // The endpoint may have been forgotten since. Without an ordering key: what is taken up again stands outside the order.
        var endpoint = endpoints.Get(delivery.Endpoint.Id);
        endpoint.Owe(delivery, orderingKey: null);
        endpoint.Await(delivery);
    }

    private int OwedTo(string endpointId) => endpoints.TryFind(endpointId, out var endpoint) ? endpoint.Owed : 0;
}
