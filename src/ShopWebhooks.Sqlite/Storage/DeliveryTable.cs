using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>The deliveries, as the writing thread knows them: how each is owed, ends, and is owed again.</summary>
/// <remarks>
/// An open delivery is one row of <c>open</c>, which is gone when it ends; how it ended is one row of <c>done</c>. A message that owes
/// nothing stands in <c>finished</c>; when that was, and whether there is a dead letter among its deliveries, follows from their rows in
/// <c>done</c>, so that its row there is found again.
/// </remarks>
internal sealed class DeliveryTable
{
    // Of message ?3. One that never owed anything was finished when it was accepted.
    private const string HasDead = "(SELECT coalesce(max(state = 3), 0) FROM done WHERE delivery BETWEEN ?1 AND ?2)";
    private const string FinishedAt =
        "(SELECT coalesce(max(finished_at), (SELECT accepted_at FROM messages WHERE position = ?3)) FROM done WHERE delivery BETWEEN ?1 AND ?2)";

    private readonly Statement _owe;
    private readonly Statement _keepOverride;
    private readonly Statement _findLine;
    private readonly Statement _findOpenTo;
    private readonly Statement _findDoneTo;
    private readonly Statement _takeOpen;
    private readonly Statement _takeHeld;
    private readonly Statement _end;
    private readonly Statement _promote;
    private readonly Statement _reopen;
    private readonly Statement _keepAttempt;
    private readonly Statement _removeDone;
    private readonly Statement _findDead;
    private readonly Statement _finish;
    private readonly Statement _unfinish;
    private readonly Statement _lastNumber;
    private readonly Statement _findHeld;
    private readonly Statement _findSettled;
    private readonly Statement _renew;
    private readonly Statement _return;
    private readonly Statement _recordAttempt;

    public DeliveryTable(DatabaseFile file)
    {
        _owe = file.Prepare(
            "INSERT INTO open (delivery, endpoint, is_behind, visible_at, token, leased_at, settled_token, attempt, schedule_start, lost_in_a_row, "
            + "ordering_key) VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0, 0, ?)");
        _keepOverride = file.Prepare("INSERT INTO overrides (delivery, address, body, content_type) VALUES (?, ?, ?, ?)");
        _findLine = file.Prepare("SELECT 1 FROM open WHERE endpoint = ? AND ordering_key = ?");
        _findOpenTo = file.Prepare("SELECT delivery, is_behind FROM open WHERE delivery BETWEEN ? AND ? AND +endpoint = ?");
        _findDoneTo = file.Prepare("SELECT delivery FROM done WHERE delivery BETWEEN ? AND ? AND +endpoint = ?");
        _takeOpen = file.Prepare("DELETE FROM open WHERE delivery = ? RETURNING endpoint, attempt, settled_token, ordering_key");
        _takeHeld = file.Prepare("DELETE FROM open WHERE delivery = ? AND token = ? RETURNING endpoint, attempt, ordering_key");
        _end = file.Prepare(
            "INSERT INTO done (delivery, endpoint, state, reason, finished_at, settled_token, attempt, number, started_at, duration, outcome, "
            + "status_code, error, response, decision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _promote = file.Prepare(
            "UPDATE open SET is_behind = 0 WHERE delivery = (SELECT min(delivery) FROM open WHERE endpoint = ? AND ordering_key = ?)");
        _reopen = file.Prepare(
            "INSERT INTO open (delivery, endpoint, is_behind, visible_at, token, leased_at, settled_token, attempt, schedule_start, lost_in_a_row) "
            + "SELECT delivery, endpoint, 0, ?2, 0, 0, settled_token, attempt, attempt, 0 FROM done WHERE delivery = ?1");
        _keepAttempt = file.Prepare(
            "INSERT INTO attempts SELECT delivery, 1 + (SELECT count(*) FROM attempts WHERE delivery = ?1), number, started_at, duration, outcome, "
            + "status_code, error, response, decision FROM done WHERE delivery = ?1 AND number IS NOT NULL");
        _removeDone = file.Prepare("DELETE FROM done WHERE delivery = ?");
        _findDead = file.Prepare("SELECT delivery FROM done WHERE delivery BETWEEN ? AND ? AND state = 3");
        _finish = file.Prepare(
            $"INSERT INTO finished SELECT {HasDead}, {FinishedAt}, ?3 WHERE NOT EXISTS (SELECT 1 FROM open WHERE delivery BETWEEN ?1 AND ?2)");
        _unfinish = file.Prepare(
            $"DELETE FROM finished WHERE has_dead = {HasDead} AND at = {FinishedAt} AND message = ?3");
        _lastNumber = file.Prepare(
            "SELECT max(delivery) FROM (SELECT max(delivery) AS delivery FROM open WHERE delivery BETWEEN ?1 AND ?2 "
            + "UNION ALL SELECT max(delivery) FROM done WHERE delivery BETWEEN ?1 AND ?2)");
        _findHeld = file.Prepare("SELECT 1 FROM open WHERE delivery = ? AND token = ?");
        _findSettled = file.Prepare(
            "SELECT 1 FROM open WHERE delivery = ?1 AND settled_token = ?2 UNION ALL SELECT 1 FROM done WHERE delivery = ?1 AND settled_token = ?2");
        _renew = file.Prepare("UPDATE open SET visible_at = ? WHERE delivery = ? AND token = ?");
        _return = file.Prepare(
            "UPDATE open SET token = 0, visible_at = ?3, attempt = attempt - ?4, settled_token = iif(?4, settled_token, ?2), "
            + "lost_in_a_row = iif(?4, lost_in_a_row, 0) WHERE delivery = ?1 AND token = ?2");
        _recordAttempt = file.Prepare(
            "INSERT INTO attempts SELECT ?1, 1 + count(*), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM attempts WHERE delivery = ?1");
    }

    /// <summary>Owes one endpoint one message from now on; hands it off where that was asked for and nothing forbids it.</summary>
    public AddedDelivery Add(long number, EndpointRow endpoint, NewDelivery item, string? orderingKey, long now)
    {
        if (item.Address is not null || item.Body is not null)
        {
            _keepOverride.Bind(number).Bind(item.Address?.OriginalString);
            (item.Body is { } body ? _keepOverride.Bind(body.Content.Span).Bind(body.ContentType) : _keepOverride.BindNull().BindNull()).Run();
        }

        if (item.DeadReason is not null)
        {
            End(number, new Ended(endpoint.Number, 0, 0, null), DeliveryState.Dead, item.DeadReason, null, now);
            return new AddedDelivery(number, HandedOff: false);
        }

        var isBehind = orderingKey is not null && _findLine.Bind(endpoint.Number).Bind(orderingKey).HasRow();
        var lease = item.DueIn <= TimeSpan.Zero && !isBehind && !endpoint.IsClosed(now) ? item.Lease : null;
        _owe.Bind(number)
            .Bind(endpoint.Number)
            .Bind(isBehind ? 1 : 0)
            .Bind(StoreClock.After(now, lease?.Duration ?? item.DueIn))
            .Bind(lease?.Token ?? 0)
            .Bind(lease is null ? 0 : now)
            .Bind(lease is null ? 0 : 1)
            .Bind(orderingKey)
            .Run();
        return new AddedDelivery(number, HandedOff: lease is not null, isBehind);
    }

    /// <summary>The delivery of a message to an endpoint; null where there is none.</summary>
    public FoundDelivery? Find(long position, EndpointRow endpoint)
    {
        var (first, last) = (DeliveryNumber.First(position), DeliveryNumber.Last(position));
        if (_findOpenTo.Bind(first).Bind(last).Bind(endpoint.Number).Read())
        {
            var found = new FoundDelivery(_findOpenTo.Number(0), IsOpen: true, IsBehind: _findOpenTo.Number(1) != 0);
            _findOpenTo.End();
            return found;
        }

        return _findDoneTo.Bind(first).Bind(last).Bind(endpoint.Number).ReadNumber() is { } number
            ? new FoundDelivery(number, IsOpen: false, IsBehind: false)
            : null;
    }

    /// <summary>The number for one more delivery of a message.</summary>
    public long NextNumber(long position)
    {
        var last = _lastNumber.Bind(DeliveryNumber.First(position)).Bind(DeliveryNumber.Last(position)).ReadNumber();
        return DeliveryNumber.Of(position, last is { } number ? (int)(number - DeliveryNumber.First(position)) + 1 : 0);
    }

    public IReadOnlyList<long> FindDead(long position)
    {
        var dead = new List<long>();
        _findDead.Bind(DeliveryNumber.First(position)).Bind(DeliveryNumber.Last(position));
        while (_findDead.Read())
        {
            dead.Add(_findDead.Number(0));
        }

        return dead;
    }

    public bool Renew(DeliveryLease lease, long until) => lease.Token != 0 && _renew.Bind(until).Bind(lease.DeliveryId).Bind(lease.Token).Run() > 0;

    /// <summary>Ends a lease, so that the delivery is due at a time: unused, which gives the attempt number back, or settled.</summary>
    public bool Return(DeliveryLease lease, long dueAt, bool isUnused) =>
        lease.Token != 0 && _return.Bind(lease.DeliveryId).Bind(lease.Token).Bind(dueAt).Bind(isUnused ? 1 : 0).Run() > 0;

    public bool IsHeld(DeliveryLease lease) => lease.Token != 0 && _findHeld.Bind(lease.DeliveryId).Bind(lease.Token).HasRow();

    public bool WasSettledBy(DeliveryLease lease) => lease.Token != 0 && _findSettled.Bind(lease.DeliveryId).Bind(lease.Token).HasRow();

    /// <summary>Ends an open delivery under its lease, with its last attempt; false when the lease is not held.</summary>
    public bool TryEnd(Settlement item, long now)
    {
        if (item.Lease.Token == 0 || !_takeHeld.Bind(item.Lease.DeliveryId).Bind(item.Lease.Token).Read())
        {
            return false;
        }

        var ended = new Ended(_takeHeld.Number(0), _takeHeld.Number(1), item.Lease.Token, _takeHeld.NullableText(2));
        _takeHeld.End();
        End(item.Lease.DeliveryId, ended, item.State, item.Reason, item.Attempt, now);
        Finish(DeliveryNumber.PositionOf(item.Lease.DeliveryId));
        return true;
    }

    /// <summary>Ends an open delivery whoever holds it; false when it is not open.</summary>
    public bool TryClose(Closing item, long now)
    {
        if (!_takeOpen.Bind(item.DeliveryId).Read())
        {
            return false;
        }

        var ended = new Ended(_takeOpen.Number(0), _takeOpen.Number(1), _takeOpen.Number(2), _takeOpen.NullableText(3));
        _takeOpen.End();
        End(item.DeliveryId, ended, item.State, item.Reason, null, now);
        Finish(DeliveryNumber.PositionOf(item.DeliveryId));
        return true;
    }

    /// <summary>Makes an ended delivery due again, outside the order, with its schedule from the start.</summary>
    public void Reopen(long number, long dueAt)
    {
        Unfinish(DeliveryNumber.PositionOf(number));
        _keepAttempt.Bind(number).Run();
        _reopen.Bind(number).Bind(dueAt).Run();
        _removeDone.Bind(number).Run();
    }

    /// <summary>Notes that a message owes nothing, if that is so.</summary>
    public void Finish(long position) =>
        _finish.Bind(DeliveryNumber.First(position)).Bind(DeliveryNumber.Last(position)).Bind(position).Run();

    /// <summary>Takes back that a message owes nothing, before its deliveries change.</summary>
    public void Unfinish(long position) =>
        _unfinish.Bind(DeliveryNumber.First(position)).Bind(DeliveryNumber.Last(position)).Bind(position).Run();

    /// <summary>Records an attempt of a delivery that stays open.</summary>
    public void Record(long number, DeliveryAttempt attempt) => BindAttempt(_recordAttempt.Bind(number), attempt).Run();

    private void End(long number, Ended ended, DeliveryState state, string? reason, DeliveryAttempt? attempt, long now)
    {
        _end.Bind(number).Bind(ended.Endpoint).Bind((long)state).Bind(reason).Bind(now).Bind(ended.SettledToken).Bind(ended.Attempt);
        if (attempt is null)
        {
            // The other columns are NULL as long as nobody binds them; what was bound before would stay.
            for (var column = 0; column < 8; column++)
            {
                _end.BindNull();
            }
        }
        else
        {
            BindAttempt(_end, attempt);
        }

        _end.Run();
        if (ended.OrderingKey is not null)
        {
            _promote.Bind(ended.Endpoint).Bind(ended.OrderingKey).Run();
        }
    }

    private static Statement BindAttempt(Statement statement, DeliveryAttempt attempt) => statement
        .Bind(attempt.Number)
        .Bind(StoreClock.ToTicks(attempt.StartedAt))
        .Bind(attempt.Duration.Ticks)
        .Bind((long)attempt.Outcome)
        .Bind((long?)attempt.StatusCode)
        .Bind(attempt.Error)
        .Bind(attempt.Response)
        .Bind(attempt.Decision);

    private readonly record struct Ended(long Endpoint, long Attempt, long SettledToken, string? OrderingKey);
}
