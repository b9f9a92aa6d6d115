namespace ShopWebhooks.Storage.InMemory;

/// <summary>What one endpoint is owed, and what is known about it.</summary>
/// <remarks>
/// <para>Due deliveries wait in a heap; an entry whose stamp is no longer the delivery's is a leftover and is dropped where it is met, or
/// all at once when they outnumber the rest.</para>
/// <para>Leased deliveries stand in a list, not in the heap: the ordinary delivery is handed off as it is added and settled before its
/// lease ends, and so never costs a heap operation. The price is a scan of the leased ones when the earliest lease may have ended, and
/// there are never more of those than attempts under way.</para>
/// </remarks>
internal sealed class EndpointEntry(string id)
{
    private const int LeftoversAllowed = 64;

    private readonly Chain<DeliveryEntry> _leased = new();
    private readonly Dictionary<string, OrderingLine> _lines = new(StringComparer.Ordinal);
    private PriorityQueue<DeliveryEntry, DueKey> _due = new();

    // No lease ends before this; it may be too early, because ended leases do not correct it.
    private long _earliestLeaseEnd = long.MaxValue;
    private long _stamps;
    private int _consecutiveFailures;
    private long _failingSince;
    private long _pausedUntil;
    private string? _disabledReason;

    public string Id { get; } = id;

    /// <summary>How many deliveries are open or leased.</summary>
    public int Owed { get; private set; }

    public bool IsPaused(long now) => _pausedUntil > now;

    public bool HasState(long now) => _consecutiveFailures > 0 || _disabledReason is not null || IsPaused(now);

    /// <summary>Takes on an open delivery; with an ordering key it joins that line.</summary>
    public void Owe(DeliveryEntry delivery, string? orderingKey)
    {
        Owed++;
        delivery.Endpoint = this;
        if (orderingKey is not null)
        {
            if (!_lines.TryGetValue(orderingKey, out var line))
            {
                _lines.Add(orderingKey, line = new OrderingLine(orderingKey));
            }

            line.Join(delivery);
        }
    }

    /// <summary>Leases a delivery that has just been taken on, if nothing forbids it.</summary>
    public bool TryHandOff(DeliveryEntry delivery, LeaseGrant grant, long now)
    {
        if (delivery.VisibleAt > now || IsClosed(now) || delivery.IsBehind)
        {
            return false;
        }

        Lease(delivery, grant.Token, StoreClock.After(now, grant.Duration), now);
        return true;
    }

    /// <summary>Lets a delivery become due at its time, unless it stands behind another in its line.</summary>
    public void Await(DeliveryEntry delivery)
    {
        if (delivery.IsBehind)
        {
            return;
        }

        delivery.DueStamp = ++_stamps;
        _due.Enqueue(delivery, new DueKey(delivery.VisibleAt, delivery.Number, delivery.DueStamp));
        if (_due.Count > (2 * Owed) + LeftoversAllowed)
        {
            _due = new PriorityQueue<DeliveryEntry, DueKey>(
                _due.UnorderedItems.Where(item => item.Element.DueStamp == item.Priority.Stamp));
        }
    }

    /// <summary>Takes the delivery that has been due longest out of the queue; null when none is due or nothing may be leased.</summary>
    public DeliveryEntry? TakeDue(long now)
    {
        if (IsClosed(now) || NextAwaited() is not { } at || at > now)
        {
            return null;
        }

        var delivery = _due.Dequeue();
        delivery.DueStamp = 0;
        return delivery;
    }

    /// <summary>Gives a lease on a delivery that is not in the queue of due ones, and spends an attempt number.</summary>
    public void Lease(DeliveryEntry delivery, long token, long until, long now)
    {
        delivery.Token = token;
        delivery.LeasedAt = now;
        delivery.Attempt++;
        Hold(delivery, until);
    }

    public void Renew(DeliveryEntry delivery, long until)
    {
        LetGo(delivery);
        Hold(delivery, until);
    }

    /// <summary>Ends a lease; the delivery is due at the given time.</summary>
    public void Return(DeliveryEntry delivery, long dueAt)
    {
        LetGo(delivery);
        delivery.Token = 0;
        delivery.VisibleAt = dueAt;
        Await(delivery);
    }

    /// <summary>Ends what is owed, and lets the next of its line go ahead.</summary>
    public void Finish(DeliveryEntry delivery)
    {
        Owed--;
        LetGo(delivery);
        delivery.Token = 0;
        if (delivery.Line is not { } line)
        {
            return;
        }

        var wasNext = line.Head == delivery;
        line.Leave(delivery);
        if (line.Head is not { } next)
        {
            _lines.Remove(line.Key);
        }
        else if (wasNext)
        {
            Await(next);
        }
    }

    /// <summary>Makes the deliveries due whose lease has ended.</summary>
    public void ReclaimExpired(long now)
    {
        if (_earliestLeaseEnd > now)
        {
            return;
        }

        var earliest = long.MaxValue;
        var delivery = _leased.First;
        while (delivery is not null)
        {
            var next = delivery.Next;
            if (delivery.VisibleAt <= now)
            {
                _leased.Remove(delivery);
                Await(delivery);
            }
            else
            {
                earliest = Math.Min(earliest, delivery.VisibleAt);
            }

            delivery = next;
        }

        _earliestLeaseEnd = earliest;
    }

    /// <summary>When a delivery can be leased next, as far as is known now; null for never.</summary>
    public long? NextDue()
    {
        if (_disabledReason is not null)
        {
            return null;
        }

        var next = Math.Min(NextAwaited() ?? long.MaxValue, _earliestLeaseEnd);
        return next == long.MaxValue ? null : Math.Max(next, _pausedUntil);
    }

    public void Change(EndpointChange change, long now)
    {
        if (change.Failed is true)
        {
            _failingSince = _consecutiveFailures++ == 0 ? now : _failingSince;
        }
        else if (change.Failed is false)
        {
            _consecutiveFailures = 0;
        }

        if (change.PauseFor is { } pause)
        {
            _pausedUntil = pause <= TimeSpan.Zero ? 0 : Math.Max(_pausedUntil, StoreClock.After(now, pause));
        }

        if (change.Disable is { } reason)
        {
            _disabledReason = reason.Length == 0 ? null : reason;
        }
    }

    public EndpointState ToState(long now) => new(Id)
    {
        ConsecutiveFailures = _consecutiveFailures,
        FailingFor = _consecutiveFailures > 0 ? TimeSpan.FromTicks(now - _failingSince) : null,
        PausedFor = IsPaused(now) ? TimeSpan.FromTicks(_pausedUntil - now) : null,
        DisabledReason = _disabledReason,
    };

    private bool IsClosed(long now) => _disabledReason is not null || IsPaused(now);

    private void Hold(DeliveryEntry delivery, long until)
    {
        delivery.VisibleAt = until;
        _leased.Append(delivery);
        _earliestLeaseEnd = Math.Min(_earliestLeaseEnd, until);
    }

    private void LetGo(DeliveryEntry delivery)
    {
        delivery.DueStamp = 0;
        if (delivery.Chain is not null)
        {
            _leased.Remove(delivery);
            _earliestLeaseEnd = _leased.Count == 0 ? long.MaxValue : _earliestLeaseEnd;
        }
    }

    private long? NextAwaited()
    {
        while (_due.TryPeek(out var delivery, out var key))
        {
            if (delivery.DueStamp == key.Stamp)
            {
                return key.At;
            }

            _due.Dequeue();
        }

        return null;
    }
}
