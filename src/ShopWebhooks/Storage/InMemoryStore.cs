using ShopWebhooks.Storage.InMemory;

namespace ShopWebhooks.Storage;

/// <summary>Keeps everything in the memory of this process, bounded, and forgets it with the process.</summary>
/// <remarks>
/// <para>One lock guards all: every method does its work at once and in memory, so a call is a transaction and nobody ever waits long. The
/// path of the ordinary delivery (handed off as it is added, settled as delivered) is dictionary and list operations only.</para>
/// <para>It holds so many messages and bytes (of payloads and kept bodies) in all. Those without an open delivery are history, and make room for
/// new ones: first the delivered ones, oldest first, then the dead ones. When all are open, it is full.</para>
/// </remarks>
internal sealed class InMemoryStore : IWebhookStore
{
    private static readonly SettleResult Settled = new(SettleOutcome.Settled, []);
    private static readonly SettleResult Stale = new(SettleOutcome.Stale, []);
    private static readonly SettleResult Conflict = new(SettleOutcome.Conflict, []);
    private static readonly SettleResult Full = new(SettleOutcome.Full, []);

    private readonly Lock _gate = new();
    private readonly StoreClock _clock;
    private readonly Action<int>? _onForgotten;
    private readonly MessageTable _messages;
    private readonly EndpointTable _endpoints = new();
    private readonly DocumentTable _documents = new();
    private readonly Admission _admission;
    private readonly Leasing _leasing;
    private Action? _wake;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="capacity">The most messages; half of it is the most deliveries that one endpoint may be owed.</param>
    /// <param name="keyCapacity">The most dedupe keys that are remembered.</param>
    /// <param name="onForgotten">Told how many messages with a dead letter had to make room; called outside the lock.</param>
    /// <param name="byteCapacity">The most bytes of payloads and of bodies that are kept with deliveries.</param>
    public InMemoryStore(
        TimeProvider time,
        int capacity = 100_000,
        int keyCapacity = 4_000_000,
        Action<int>? onForgotten = null,
        long byteCapacity = 512 * 1024 * 1024)
    {
        _clock = new StoreClock(time);
        _onForgotten = onForgotten;
        _messages = new MessageTable(capacity, byteCapacity, keyCapacity);
        _admission = new Admission(_messages, _endpoints);
        _leasing = new Leasing(_endpoints, _clock);
    }

    public ValueTask OpenAsync(Action wake, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _wake = wake;
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<AddResult>> AddAsync(IReadOnlyList<NewMessage> messages, CancellationToken cancellationToken) =>
        ForEach(messages, _admission.Add, cancellationToken);

    public ValueTask<LeaseBatch> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_leasing.Lease(request, _clock.Now));
        }
    }

    public ValueTask<IReadOnlyList<bool>> RenewAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan duration, CancellationToken cancellationToken) =>
        ForEach(leases, (lease, now) => Renew(lease, StoreClock.After(now, duration)), cancellationToken);

    public ValueTask<IReadOnlyList<bool>> ReleaseAsync(
        IReadOnlyList<DeliveryLease> leases, TimeSpan dueIn, CancellationToken cancellationToken) =>
        ForEach(leases, (lease, now) => Release(lease, StoreClock.After(now, dueIn)), cancellationToken);

    public ValueTask<IReadOnlyList<SettleResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        ForEach(settlements, Settle, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointState>> GetEndpointStatesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _clock.Now;
            return new(_endpoints.All.Where(endpoint => endpoint.HasState(now)).Select(endpoint => endpoint.ToState(now)).ToArray());
        }
    }

    public ValueTask<IReadOnlyList<EndpointState>> ChangeEndpointsAsync(
        IReadOnlyList<EndpointChange> changes, CancellationToken cancellationToken) =>
        ForEach(changes, Change, cancellationToken);

    public ValueTask<IReadOnlyList<EndpointBacklog>> GetBacklogAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _clock.Now;
            return new(_messages.Deliveries
                .Where(delivery => delivery.State == DeliveryState.Open)
                .GroupBy(delivery => delivery.Endpoint)
                .Select(group => new EndpointBacklog(
                    group.Key.Id,
                    group.Key.Owed,
                    TimeSpan.FromTicks(now - group.Min(delivery => delivery.Message.AcceptedAt))))
                .ToArray());
        }
    }

    public ValueTask<Document?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_documents.Find(kind, key));
        }
    }

    public ValueTask<IReadOnlyList<Document>> FindDocumentsAsync(
        string kind, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_documents.Find(kind, after, PageSize.Check(limit)));
        }
    }

    public ValueTask<IReadOnlyList<long?>> PutDocumentsAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) =>
        ForEach(writes, (write, _) => _documents.Write(write), cancellationToken);

    public ValueTask<WebhookMessage?> GetMessageAsync(string messageId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_messages.Find(messageId)?.Message);
        }
    }

    public ValueTask<IReadOnlyList<DeliveryRecord>> FindDeliveriesAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _clock.Now;
            var all = query.MessageId is { } messageId ? _messages.Find(messageId)?.Deliveries ?? [] : _messages.Deliveries;
            return new(all
                .Where(delivery => Matches(delivery, query, now))
                .OrderBy(delivery => query.NewestFirst ? -delivery.Number : delivery.Number)
                .Take(PageSize.Check(query.Limit))
                .Select(delivery => delivery.ToRecord(now, query.IncludeContent))
                .ToArray());
        }
    }

    public ValueTask<IReadOnlyList<bool>> ReplayAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken) =>
        Waking(ForEach(replays, _admission.Replay, cancellationToken));

    public ValueTask<IReadOnlyList<bool>> CloseAsync(IReadOnlyList<Closing> closings, CancellationToken cancellationToken) =>
        Waking(ForEach(closings, Close, cancellationToken));

    public ValueTask<int> PurgeAsync(Retention retention, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = _clock.Now;
            _endpoints.ForgetIdle(now);
            return new(_messages.Purge(retention, now));
        }
    }

    public ValueTask<IReadOnlyList<FeedEntry>> ReadFeedAsync(long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return new(_messages.Feed.Read(after, PageSize.Check(limit)));
        }
    }

    private static bool Matches(DeliveryEntry delivery, DeliveryQuery query, long now)
    {
        var message = delivery.Message.Message;
        return (query.After is not { } after || (query.NewestFirst ? delivery.Number < after : delivery.Number > after))
            && (query.DueFor is not { } dueFor || delivery.IsDueSince(now - dueFor.Ticks))
            && (query.State is null || query.State == delivery.State || query.State == delivery.StateAt(now))
            && (query.EndpointId is null || query.EndpointId == delivery.Endpoint.Id)
            && (query.EventType is null || query.EventType == message.EventType)
            && (query.Tenant is null || query.Tenant == message.Tenant)
            && (query.From is null || query.From <= message.CreatedAt)
            && (query.To is null || query.To > message.CreatedAt);
    }

    // The work of a list is done at once, so that its results are there.
    private ValueTask<IReadOnlyList<bool>> Waking(ValueTask<IReadOnlyList<bool>> changed)
    {
        if (changed.Result.Contains(true))
        {
            _wake?.Invoke();
        }

        return changed;
    }

    // One lock and one reading of the clock for the whole list.
    private ValueTask<IReadOnlyList<TResult>> ForEach<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, long, TResult> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var results = new TResult[items.Count];
        int forgotten;
        lock (_gate)
        {
            var now = _clock.Now;
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = change(items[i], now);
            }

            forgotten = _messages.TakeForgotten();
        }

        if (forgotten > 0)
        {
            _onForgotten?.Invoke(forgotten);
        }

        return new(results);
    }

    private bool Renew(DeliveryLease lease, long until)
    {
        if (_messages.Find(lease.DeliveryId) is not { } delivery || !delivery.IsHeldBy(lease.Token))
        {
            return false;
        }

        delivery.Endpoint.Renew(delivery, until);
        return true;
    }

    private bool Release(DeliveryLease lease, long dueAt)
    {
        if (_messages.Find(lease.DeliveryId) is not { } delivery || !delivery.IsHeldBy(lease.Token))
        {
            return false;
        }

        delivery.Attempt--;
        delivery.Endpoint.Return(delivery, dueAt);
        return true;
    }

    private SettleResult Settle(Settlement item, long now)
    {
        if (_messages.Find(item.Lease.DeliveryId) is not { } delivery)
        {
            return Stale;
        }

        if (!delivery.IsHeldBy(item.Lease.Token))
        {
            return delivery.WasSettledBy(item.Lease.Token) ? Repeat(item, now) : Stale;
        }

        var isFinal = item.State != DeliveryState.Open;
        if (item.FollowUps.Count > 0 && !_admission.HasRoomFor(item.FollowUps, isFinal ? delivery : null, now, out var fullEndpointId))
        {
            return Full with { FullEndpointId = fullEndpointId };
        }

        if (item.Documents.Count > 0 && !_documents.TryWriteAll(item.Documents))
        {
            return Conflict;
        }

        delivery.SettledToken = item.Lease.Token;
        delivery.LostInARow = 0;
        delivery.Record(item.Attempt);
        var endpoint = item.Endpoint is { } change ? Change(change, now) : null;
        if (isFinal)
        {
            Finish(delivery, item.State, item.Reason, now);
        }
        else
        {
            delivery.Endpoint.Return(delivery, StoreClock.After(now, item.RetryIn));
        }

        return AddFollowUps(item, endpoint, now);
    }

    // Also for a repeated settlement, whose follow-ups are stored already: adding them again finds them by their ids.
    private SettleResult AddFollowUps(Settlement item, EndpointState? endpoint, long now)
    {
        if (item.FollowUps.Count == 0 && endpoint is null)
        {
            return Settled;
        }

        var added = new AddResult[item.FollowUps.Count];
        for (var i = 0; i < added.Length; i++)
        {
            added[i] = _admission.AddInRoom(item.FollowUps[i], now);
        }

        return new SettleResult(SettleOutcome.Settled, added) { Endpoint = endpoint };
    }

    private SettleResult Repeat(Settlement item, long now) =>
        AddFollowUps(item, item.Endpoint is { } change ? _endpoints.Get(change.EndpointId).ToState(now) : null, now);

    private EndpointState Change(EndpointChange change, long now)
    {
        var endpoint = _endpoints.Get(change.EndpointId);
        endpoint.Change(change, now);
        return endpoint.ToState(now);
    }

    private bool Close(Closing closing, long now)
    {
        if (_messages.Find(closing.DeliveryId) is not { State: DeliveryState.Open } delivery)
        {
            return false;
        }

        Finish(delivery, closing.State, closing.Reason, now);
        return true;
    }

    private void Finish(DeliveryEntry delivery, DeliveryState state, string? reason, long now)
    {
        delivery.Endpoint.Finish(delivery);
        delivery.State = state;
        delivery.Reason = reason;
        delivery.Message.OpenDeliveries--;
        _messages.Place(delivery.Message, now);
    }
}
