using ShopWebhooks.Storage;

namespace ShopWebhooks.Tests.Simulation;

/// <summary>
/// An account of what the store took in and gave out, kept beside it: what was accepted in which order, who holds which lease, what was
/// recorded. It is told of every effect as it happens, also where the answer is lost on its way to the engine, and finds at once when
/// store and engine do what the contract between them forbids.
/// </summary>
internal sealed class Ledger(TimeProvider time, History history, StoredLedger stored, bool storeForgets)
{
    private static readonly TimeSpan AskedAgain = TimeSpan.FromSeconds(1);

    private readonly List<LedgerEntry> _entries = [];
    private readonly Dictionary<string, LedgerEntry[]> _byMessage = new(StringComparer.Ordinal);
    private readonly Dictionary<long, LedgerEntry> _byNumber = [];
    private readonly Dictionary<string, string> _messageIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Due> _pausedUntil = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Due> _recovered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _heldBack = new(StringComparer.Ordinal);
    private readonly HashSet<string> _promised = new(StringComparer.Ordinal);

    public IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>The ids of the accepted messages, by tag.</summary>
    public IReadOnlyDictionary<string, string> MessageIds => _messageIds;

    public bool HasOpen => _entries.Exists(entry => entry.State == DeliveryState.Open);

    public LedgerEntry[] Of(string messageId) => _byMessage.GetValueOrDefault(messageId, []);

    public bool IsPromised(string tag) => _promised.Contains(tag);

    /// <summary>The application asks for a message not to be delivered sooner.</summary>
    public void HoldBack(string tag, DateTimeOffset notBefore) => _heldBack[tag] = notBefore;

    /// <summary>The application or the sender was told that the engine has it.</summary>
    public void Promise(string tag, string messageId)
    {
        _promised.Add(tag);
        if (_messageIds.GetValueOrDefault(tag) != messageId)
        {
            history.Violate(
                Invariant.What_was_accepted_is_delivered_or_a_visible_dead_letter,
                $"{tag} was promised as {messageId}, and stored as {_messageIds.GetValueOrDefault(tag) ?? "nothing"}");
        }
    }

    public void Add(NewMessage item, AddResult result)
    {
        var tag = Tag.Of(item.Message);
        switch (result.Outcome)
        {
            case AddOutcome.Full:
                history.Note($"store has no room for {tag}");
                break;
            case AddOutcome.Known:
                history.Note($"store knows {tag} already");
                Rearm(item, result);
                break;
            default:
                if (!_byMessage.ContainsKey(item.Message.Id))
                {
                    Accept(item, tag);
                }

                HandOff(item, result);
                break;
        }
    }

    public void Lease(LeaseRequest request, LeaseBatch batch)
    {
        foreach (var delivery in batch.Deliveries)
        {
            var entry = Find(delivery.Message.Id, delivery.EndpointId);
            var duration = request.Lanes.First(lane => lane.EndpointId == delivery.EndpointId).LeaseDuration;
            _byNumber[delivery.Lease.DeliveryId] = entry;
            LoseLease(entry);
            Grant(entry, delivery.Lease.Token, delivery.Attempt, duration);
        }
    }

    public void Renew(DeliveryLease lease, TimeSpan duration, bool isKept)
    {
        var entry = _byNumber[lease.DeliveryId];
        RequireAnswer(entry, lease.Token, isKept, "a renewal");
        if (isKept)
        {
            history.Note($"lease of {entry} is renewed");
            entry.IsRenewed = true;
            entry.Due = In(duration);
        }
    }

    public void Release(DeliveryLease lease, TimeSpan dueIn, bool isReleased)
    {
        var entry = _byNumber[lease.DeliveryId];
        RequireAnswer(entry, lease.Token, isReleased, "a release");
        if (isReleased)
        {
            history.Note($"lease of {entry} is given back");
            entry.Token = 0;
            entry.Due = In(dueIn);
            entry.Attempt--;
        }
    }

    public void Settle(Settlement settlement, SettleResult result)
    {
        var entry = _byNumber[settlement.Lease.DeliveryId];
        var token = settlement.Lease.Token;
        if (result.Outcome == SettleOutcome.Full)
        {
            // Its slot stays taken while it waits to be asked again.
            history.Note($"store has no room for the follow-ups of {entry}");
            history.Trouble(time.GetUtcNow(), time.GetUtcNow() + AskedAgain);
            return;
        }

        var isRepeated = token == entry.SettledToken && token != entry.Token;
        RequireAnswer(entry, token, result.Outcome == SettleOutcome.Settled && !isRepeated, "a settlement");
        if (result.Outcome == SettleOutcome.Stale)
        {
            return;
        }

        for (var i = 0; i < settlement.FollowUps.Count; i++)
        {
            Add(settlement.FollowUps[i], result.FollowUps[i]);
        }

        if (!isRepeated)
        {
            Record(entry, settlement);
        }
    }

    /// <summary>A delivery is ended without an attempt.</summary>
    public void Close(Closing closing, bool isClosed)
    {
        if (isClosed && _byNumber.TryGetValue(closing.DeliveryId, out var entry))
        {
            history.Note($"{entry} is ended: {closing.Reason}");
            entry.State = closing.State;
            entry.Reason = closing.Reason;
            entry.AwaitsAnotherLease = false;
        }
    }

    /// <summary>An endpoint is disabled, or enabled again with a clean slate.</summary>
    public void Change(EndpointChange change)
    {
        if (change.Disable is "")
        {
            _pausedUntil.Remove(change.EndpointId);
            _failures.Remove(change.EndpointId);
        }
    }

    /// <summary>Whether an endpoint gets one attempt at a time, because its last ones failed.</summary>
    public bool IsFailing(string endpointId) => _failures.GetValueOrDefault(endpointId) >= 5;

    /// <summary>Dead letters are made due again.</summary>
    public void Reopen(LedgerEntry entry)
    {
        history.Note($"{entry} is made due again");
        entry.State = DeliveryState.Open;
        entry.Due = In(TimeSpan.Zero);
        entry.IsReopened = true;
        entry.ScheduleStart = entry.Attempt;
        entry.LostInARow = 0;
        entry.AwaitsAnotherLease = true;
    }

    /// <summary>An attempt arrives at its endpoint.</summary>
    public LedgerEntry Start(string endpointId, string messageId, int attempt, TimeSpan timeout, ReadOnlyMemory<byte> body)
    {
        var entry = Find(messageId, endpointId);
        if (entry.Token == 0 || entry.Attempt != attempt || entry.HasStarted)
        {
            history.Violate(
                Invariant.One_attempt_at_a_time_under_one_lease_and_one_message_id,
                $"attempt {attempt} of {entry} has no lease of its own (leased: {entry.Token != 0}, for attempt {entry.Attempt}, begun: {entry.HasStarted})");
        }
        else if (entry.Due.At < time.GetUtcNow() + timeout)
        {
            history.Violate(
                Invariant.One_attempt_at_a_time_under_one_lease_and_one_message_id,
                $"attempt {attempt} of {entry} may outlast its lease, which ends in {entry.Due.At - time.GetUtcNow()}");
        }

        if (entry.FirstStart is not null && !entry.Body.Span.SequenceEqual(body.Span))
        {
            history.Violate(Invariant.Every_attempt_sends_the_same_signed_bytes, $"attempt {attempt} of {entry} has another body than the first");
        }

        if (_heldBack.GetValueOrDefault(entry.Tag) > time.GetUtcNow())
        {
            history.Violate(Invariant.Nothing_is_attempted_before_it_is_due, $"{entry} was to be held back until {_heldBack[entry.Tag]:T}");
        }

        if (Overtaken(entry) is { } overtaken)
        {
            history.Violate(Invariant.An_ordering_key_keeps_the_order_of_acceptance, $"{entry} overtakes {overtaken}, which is still open");
        }

        entry.HasStarted = true;
        entry.FirstStart ??= time.GetUtcNow();
        entry.Body = body;
        return entry;
    }

    private void Accept(NewMessage item, string tag)
    {
        history.Note($"store takes {tag} with key {item.Message.OrderingKey ?? "-"} as {item.Message.Id}");
        if (!_messageIds.TryAdd(tag, item.Message.Id))
        {
            history.Violate(
                Tag.IsFollowUp(tag)
                    ? Invariant.Follow_ups_are_dispatched_exactly_as_often_as_success_is_recorded
                    : Invariant.A_duplicate_is_acknowledged_and_not_handled_again,
                $"{tag} is stored twice, as two messages");
        }

        stored.CheckOwed(item.Message, tag, item.Deliveries);
        _byMessage.Add(item.Message.Id, [.. item.Deliveries.Select(delivery => new LedgerEntry
        {
            Message = item.Message,
            Tag = tag,
            EndpointId = delivery.EndpointId,
            Position = _entries.Count,
            Due = In(delivery.DueIn),
            State = delivery.DeadReason is null ? DeliveryState.Open : DeliveryState.Dead,
            Reason = delivery.DeadReason,
        })]);
        _entries.AddRange(_byMessage[item.Message.Id]);
    }

    private void HandOff(NewMessage item, AddResult result)
    {
        for (var i = 0; i < result.Deliveries.Count; i++)
        {
            var entry = Find(item.Message.Id, item.Deliveries[i].EndpointId);
            _byNumber[result.Deliveries[i].DeliveryId] = entry;
            if (result.Deliveries[i].HandedOff)
            {
                var lease = item.Deliveries[i].Lease!.Value;
                if (lease.Token == entry.Token)
                {
                    entry.Due = In(lease.Duration);
                }
                else
                {
                    Grant(entry, lease.Token, attempt: 1, lease.Duration);
                }
            }
        }
    }

    private void Rearm(NewMessage item, AddResult result)
    {
        var dead = item.RearmDead ? Of(result.MessageId).Where(entry => entry.State == DeliveryState.Dead).ToArray() : [];
        if (result.Rearmed == 0 && storeForgets)
        {
            return;
        }

        if (dead.Length != result.Rearmed)
        {
            history.Violate(
                Invariant.A_duplicate_is_acknowledged_and_not_handled_again,
                $"a duplicate of {Tag.Of(item.Message)} made {result.Rearmed} deliveries due again, and {dead.Length} were dead");
        }

        Array.ForEach(dead, Reopen);
    }

    private void Grant(LedgerEntry entry, long token, int attempt, TimeSpan duration)
    {
        history.Note($"{entry} is leased for attempt {attempt}");
        if (entry.State != DeliveryState.Open)
        {
            history.Violate(
                Invariant.A_duplicate_is_acknowledged_and_not_handled_again, $"{entry} is leased again although it is {entry.State}");
        }

        var due = entry.Due
            .And(_pausedUntil.GetValueOrDefault(entry.EndpointId, entry.Due))
            .And(_recovered.GetValueOrDefault(entry.EndpointId, entry.Due));
        if (due.At > time.GetUtcNow())
        {
            history.Violate(
                entry.Token == 0 ? Invariant.Nothing_is_attempted_before_it_is_due : Invariant.One_attempt_at_a_time_under_one_lease_and_one_message_id,
                $"{entry} is leased {due.At - time.GetUtcNow()} before it is due or the lease of another ends");
        }

        if (attempt != entry.Attempt + 1)
        {
            history.Violate(
                Invariant.One_attempt_at_a_time_under_one_lease_and_one_message_id, $"{entry} gets attempt {attempt} after {entry.Attempt}");
        }

        entry.WasDue = due;
        entry.AwaitsAnotherLease = false;
        entry.Attempt = attempt;
        entry.Token = token;
        entry.Due = In(duration);
        entry.HasStarted = false;
        entry.IsRenewed = false;
    }

    private void LoseLease(LedgerEntry entry)
    {
        if (entry.Token == 0)
        {
            return;
        }

        entry.LostInARow++;
        if (!entry.IsRenewed && history.WasCalm(entry.Due.SetAt, time.GetUtcNow()))
        {
            history.Violate(
                Invariant.One_attempt_at_a_time_under_one_lease_and_one_message_id,
                $"the lease of {entry} ran out without a renewal, with the store and the process in order");
        }
    }

    private void Record(LedgerEntry entry, Settlement settlement)
    {
        history.Note($"{entry} is {settlement.State} after attempt {settlement.Attempt.Number}: {settlement.Attempt.Error ?? "success"}");
        entry.State = settlement.State;
        entry.Reason = settlement.Reason;
        entry.WasRejected = settlement.Attempt.Outcome == AttemptOutcome.Rejected && entry.HasStarted;
        entry.LostInARow = settlement.State == DeliveryState.Open ? 0 : entry.LostInARow;
        entry.Token = 0;
        entry.Due = In(settlement.RetryIn);
        entry.SettledToken = settlement.Lease.Token;
        if (settlement.Endpoint?.Failed is { } hasFailed)
        {
            _failures[entry.EndpointId] = hasFailed ? _failures.GetValueOrDefault(entry.EndpointId) + 1 : 0;
        }

        if (settlement.Endpoint is { Failed: false })
        {
            // A failing endpoint gets one attempt at a time; what else is due waits for it to recover.
            _recovered[entry.EndpointId] = In(TimeSpan.Zero);
        }

        if (settlement.Endpoint?.PauseFor is { } pause)
        {
            _pausedUntil[entry.EndpointId] = In(pause).And(_pausedUntil.GetValueOrDefault(entry.EndpointId, In(pause)));
        }

        if (entry.State != DeliveryState.Open && NextOfKey(entry) is { } next)
        {
            next.Due = next.Due.And(In(TimeSpan.Zero));
        }

        if (settlement.Attempt.Outcome == AttemptOutcome.Delivered)
        {
            entry.Successes.Add(settlement.Attempt.Number);
        }
    }

    // Until another lease is given, or the delivery is ended, whoever got the last one may still renew, release and settle; nobody else ever.
    private void RequireAnswer(LedgerEntry entry, long token, bool isTaken, string what)
    {
        if (isTaken != (token == entry.Token && entry.State == DeliveryState.Open))
        {
            history.Violate(
                Invariant.One_attempt_at_a_time_under_one_lease_and_one_message_id,
                isTaken ? $"{what} of {entry} was taken under a lease that was lost" : $"{what} of {entry} was refused under a lease that is held");
        }
    }

    private Due In(TimeSpan wait) => new(time.GetUtcNow(), time.GetUtcNow() + wait);

    private LedgerEntry? Overtaken(LedgerEntry entry) =>
        OpenOfKey(entry).FirstOrDefault() is { } head && head.Position < entry.Position ? head : null;

    private LedgerEntry? NextOfKey(LedgerEntry entry) => OpenOfKey(entry).FirstOrDefault(other => other.Position > entry.Position);

    /// <summary>The open deliveries that stand in one line with a delivery; what was made due again stands outside.</summary>
    private IEnumerable<LedgerEntry> OpenOfKey(LedgerEntry entry) => entry.IsReopened || entry.Message.OrderingKey is not { } key
        ? []
        : _entries.Where(other => other.State == DeliveryState.Open && !other.IsReopened
            && other.EndpointId == entry.EndpointId && other.Message.OrderingKey == key);

    private LedgerEntry Find(string messageId, string endpointId) => Of(messageId).First(entry => entry.EndpointId == endpointId);
}
