using ShopWebhooks.Storage;

namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Leases what is due: some from each lane in turn, so that a small batch does not go to one lane; every batch begins one lane further.</summary>
internal sealed class Leasing
{
    private const string LostDecision = "lost: the lease ended without a result";

    private readonly MessageTable _messages;
    private readonly DeliveryTable _deliveries;
    private readonly EndpointTable _endpoints;
    private readonly StoreClock _clock;
    private readonly Statement _due;
    private readonly Statement _nextDue;
    private readonly Statement _lease;
    private readonly Statement _override;
    private uint _turn;

    public Leasing(DatabaseFile file, MessageTable messages, DeliveryTable deliveries, EndpointTable endpoints, StoreClock clock)
    {
        (_messages, _deliveries, _endpoints, _clock) = (messages, deliveries, endpoints, clock);
        _due = file.Prepare(
            "SELECT delivery, token, leased_at, visible_at, attempt, schedule_start, lost_in_a_row FROM open "
            + "WHERE endpoint = ? AND is_behind = 0 AND visible_at <= ? ORDER BY visible_at, delivery LIMIT ?");
        _nextDue = file.Prepare("SELECT min(visible_at) FROM open WHERE endpoint = ? AND is_behind = 0");
        _lease = file.Prepare(
            "UPDATE open SET token = ?2, leased_at = ?3, visible_at = ?4, attempt = ?5, lost_in_a_row = ?6 WHERE delivery = ?1");
        _override = file.Prepare("SELECT address, body, content_type FROM overrides WHERE delivery = ?");
    }

    public LeaseBatch Lease(LeaseRequest request, long now)
    {
        var lanes = new Queue<(EndpointRow Endpoint, int Room, TimeSpan Duration)>();
        var start = request.Lanes.Count == 0 ? 0 : (int)(_turn++ % (uint)request.Lanes.Count);
        for (var i = 0; i < request.Lanes.Count; i++)
        {
            var lane = request.Lanes[(start + i) % request.Lanes.Count];
            if (lane.Room > 0 && _endpoints.TryFind(lane.EndpointId, out var endpoint))
            {
                lanes.Enqueue((endpoint, lane.Room, lane.LeaseDuration));
            }
        }

        var leased = new List<LeasedDelivery>();
        var share = Math.Max(request.Limit / Math.Max(lanes.Count, 1), 1);
        long? next = null;
        while (leased.Count < request.Limit && lanes.TryDequeue(out var lane))
        {
            var wanted = Math.Min(Math.Min(share, lane.Room), request.Limit - leased.Count);
            var due = lane.Endpoint.IsClosed(now) ? [] : FindDue(lane.Endpoint, wanted, now);
            foreach (var delivery in due)
            {
                leased.Add(Lease(delivery, lane.Endpoint, request.FirstToken + leased.Count, lane.Duration, now));
            }

            if (due.Count < wanted)
            {
                next = Earlier(next, NextDue(lane.Endpoint));
            }
            else if (lane.Room > wanted)
            {
                lanes.Enqueue(lane with { Room = lane.Room - wanted });
            }
        }

        // What the limit cut off.
        foreach (var lane in lanes)
        {
            next = Earlier(next, NextDue(lane.Endpoint));
        }

        return new LeaseBatch(leased, next is { } at ? TimeSpan.FromTicks(Math.Max(at - now, 0)) : null);
    }

    private static long? Earlier(long? one, long? other) => one < other || other is null ? one : other;

    private List<DueDelivery> FindDue(EndpointRow endpoint, int limit, long now)
    {
        var due = new List<DueDelivery>();
        _due.Bind(endpoint.Number).Bind(now).Bind(limit);
        while (_due.Read())
        {
            due.Add(new DueDelivery(
                _due.Number(0), _due.Number(1), _due.Number(2), _due.Number(3), (int)_due.Number(4), (int)_due.Number(5), (int)_due.Number(6)));
        }

        return due;
    }

    /// <summary>When a delivery can be leased next, as far as is known now; null for never.</summary>
    private long? NextDue(EndpointRow endpoint) =>
        endpoint.DisabledReason is null && _nextDue.Bind(endpoint.Number).ReadNumber() is { } at && at != long.MaxValue
            ? Math.Max(at, endpoint.PausedUntil)
            : null;

    private LeasedDelivery Lease(DueDelivery due, EndpointRow endpoint, long token, TimeSpan duration, long now)
    {
        var isLost = due.Token != 0;
        if (isLost)
        {
            _deliveries.Record(due.Number, Lost(due));
        }

        var (attempt, lostInARow) = (due.Attempt + 1, due.LostInARow + (isLost ? 1 : 0));
        _lease.Bind(due.Number).Bind(token).Bind(now).Bind(StoreClock.After(now, duration)).Bind(attempt).Bind(lostInARow).Run();
        var (address, body) = FindOverride(due.Number);
        return new LeasedDelivery
        {
            Lease = new DeliveryLease(due.Number, token),
            EndpointId = endpoint.Id,
            Message = _messages.Read(DeliveryNumber.PositionOf(due.Number)),
            Attempt = attempt,
            ScheduledAttempt = attempt - due.ScheduleStart,
            LostInARow = lostInARow,
            Address = address,
            Body = body,
        };
    }

    private DeliveryAttempt Lost(DueDelivery due) => new()
    {
        Number = due.Attempt,
        StartedAt = _clock.UtcAt(due.LeasedAt),
        Duration = TimeSpan.FromTicks(due.VisibleAt - due.LeasedAt),
        Outcome = AttemptOutcome.Lost,
        Decision = LostDecision,
    };

    private (Uri? Address, DeliveryBody? Body) FindOverride(long number)
    {
        if (!_override.Bind(number).Read())
        {
            return default;
        }

        var address = _override.NullableText(0) is { } text ? new Uri(text, UriKind.RelativeOrAbsolute) : null;
        var body = _override.NullableText(2) is { } contentType ? new DeliveryBody(_override.Bytes(1), contentType) : null;
        _override.End();
        return (address, body);
    }

    private readonly record struct DueDelivery(
        long Number, long Token, long LeasedAt, long VisibleAt, int Attempt, int ScheduleStart, int LostInARow);
}
