using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Delivery;

/// <summary>
/// One endpoint's share of this process: how many attempts may be under way. A slot is taken before the store is asked for work, so that
/// a delivery that comes back leased can start at once.
/// </summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="consents">What endpoints have granted.</param>
/// <param name="time">The clock of its health.</param>
internal sealed class Lane(WebhookEndpoint endpoint, Consents consents, TimeProvider time)
{
    private const int StuckAfterFailures = 5;

    private readonly RateLimit _rate = new(time);
    private int _taken;
    private int _failuresInARow;
    private bool _hasBacklog;

    /// <summary>The endpoint as configured now; replaced when the configuration changes.</summary>
    public WebhookEndpoint Endpoint { get; set; } = endpoint;

    /// <summary>How the endpoint is.</summary>
    public EndpointHealth Health { get; } = new(time);

    /// <summary>Whether the store may hold due deliveries that found no slot.</summary>
    /// <remarks>
    /// Whoever sets it looks for a free slot afterwards, and whoever frees a slot looks at it afterwards; with a full fence in between
    /// on both sides, one of them sees the other, and no delivery is left waiting beside a free slot.
    /// </remarks>
    public bool HasBacklog
    {
        get => Volatile.Read(ref _hasBacklog);
        set => Interlocked.Exchange(ref _hasBacklog, value);
    }

    public bool IsIdle => Volatile.Read(ref _taken) == 0;

    public bool HasFreeSlot => Volatile.Read(ref _taken) < Limit && Health.DisabledReason is null && WaitsFor == TimeSpan.Zero;

    /// <summary>How long a pause or the rate keeps everything waiting; zero when neither does.</summary>
    public TimeSpan WaitsFor
    {
        get
        {
            var pause = Health.PausedFor;
            return MaxPerSecond is { } rate && _rate.GetWait(rate) is var wait && wait > pause ? wait : pause;
        }
    }

    /// <summary>How long its leases last: longer than the longest attempt, so that a healthy attempt needs no renewal.</summary>
    public TimeSpan LeaseDuration => Endpoint.Timeout + TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether what it is owed does not become less: it is closed, or its last attempts all failed. Then nobody waits for its share of the
    /// store to come free.
    /// </summary>
    public bool IsStuck => Volatile.Read(ref _failuresInARow) >= StuckAfterFailures || Health.IsClosed;

    private double? MaxPerSecond => consents.GetMaxPerSecond(Endpoint);

    // After a pause one attempt is the probe, and shall be the only one while the endpoint may still be down.
    private int Limit => Health.IsFailing ? 1 : Endpoint.Concurrency;

    /// <summary>Notes an attempt: whether it ended what was owed, or left it to be tried again.</summary>
    public void Note(bool madeProgress)
    {
        if (!madeProgress)
        {
            Interlocked.Increment(ref _failuresInARow);
        }
        else if (Volatile.Read(ref _failuresInARow) > 0)
        {
            Interlocked.Exchange(ref _failuresInARow, 0);
        }
    }

    /// <summary>
    /// Takes a slot for a hand-off, if one is free. Not while the endpoint is failing: what has been due longest is its probe, not what is
    /// new.
    /// </summary>
    public bool TryTake()
    {
        if (Health.IsFailing || Health.IsClosed)
        {
            return false;
        }

        // Not by increment and, where it was one too many, decrement: meanwhile somebody would take the lane for full who should not.
        while (Volatile.Read(ref _taken) is var taken && taken < Endpoint.Concurrency)
        {
            if (Interlocked.CompareExchange(ref _taken, taken + 1, taken) != taken)
            {
                continue;
            }

            if (MaxPerSecond is not { } rate || _rate.Take(1, rate) == 1)
            {
                return true;
            }

            Give(1);
            break;
        }

        return false;
    }

    /// <summary>Takes every free slot that the rate has room for; none while the endpoint is closed.</summary>
    public int TakeAll()
    {
        var limit = Limit;
        while (!Health.IsClosed)
        {
            var taken = Volatile.Read(ref _taken);
            if (taken >= limit)
            {
                break;
            }

            if (Interlocked.CompareExchange(ref _taken, limit, taken) == taken)
            {
                var room = MaxPerSecond is { } rate ? _rate.Take(limit - taken, rate) : limit - taken;
                Give(limit - taken - room);
                return room;
            }
        }

        return 0;
    }

    /// <summary>Gives slots back whose attempts have ended.</summary>
    public void Give(int slots) => Interlocked.Add(ref _taken, -slots);

    /// <summary>Gives slots back in which nothing was begun.</summary>
    public void GiveUnused(int slots)
    {
        if (MaxPerSecond is { } rate)
        {
            _rate.Return(slots, rate);
        }

        Give(slots);
    }
}
