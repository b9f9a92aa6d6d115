using ShopWebhooks.Endpoints;

namespace ShopWebhooks.Delivery;

/// <summary>
/// One endpoint's share of this process: how many attempts may be under way, and whether the endpoint is paused. A slot is taken
/// before the store is asked for work, so that a delivery that comes back leased can start at once.
/// </summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="time">The clock of its pause.</param>
internal sealed class Lane(WebhookEndpoint endpoint, TimeProvider time)
{
    private const int StuckAfterFailures = 5;

    private readonly Lock _pauseGate = new();
    private int _taken;
    private int _failuresInARow;
    private bool _hasBacklog;
    private long _pauseStart;
    private long _pauseTicks;

    /// <summary>The endpoint as configured now; replaced when the configuration changes.</summary>
    public WebhookEndpoint Endpoint { get; set; } = endpoint;

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

    public bool HasFreeSlot => Volatile.Read(ref _taken) < Endpoint.Concurrency && PausedFor == TimeSpan.Zero;

    /// <summary>How long its leases last: longer than the longest attempt, so that a healthy attempt needs no renewal.</summary>
    public TimeSpan LeaseDuration => Endpoint.Timeout + TimeSpan.FromSeconds(30);

    /// <summary>How much longer it is paused; zero when it is not.</summary>
    public TimeSpan PausedFor
    {
        get
        {
            var pause = Interlocked.Read(ref _pauseTicks);
            if (pause == 0)
            {
                return TimeSpan.Zero;
            }

            var left = TimeSpan.FromTicks(pause) - time.GetElapsedTime(Interlocked.Read(ref _pauseStart));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Whether what it is owed does not become less: it is paused, or its last attempts all failed. Then nobody waits for its share of the
    /// store to come free.
    /// </summary>
    public bool IsStuck => Volatile.Read(ref _failuresInARow) >= StuckAfterFailures || PausedFor > TimeSpan.Zero;

    /// <summary>Pauses it from now; a pause that ends later stays.</summary>
    public void Pause(TimeSpan duration)
    {
        lock (_pauseGate)
        {
            if (duration > PausedFor)
            {
                // Between the two writes the pause is the old one counted anew: never shorter than either.
                Interlocked.Exchange(ref _pauseStart, time.GetTimestamp());
                Interlocked.Exchange(ref _pauseTicks, duration.Ticks);
            }
        }
    }

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

    /// <summary>Takes a slot, if one is free and the lane is not paused.</summary>
    public bool TryTake()
    {
        if (PausedFor > TimeSpan.Zero)
        {
            return false;
        }

        if (Interlocked.Increment(ref _taken) <= Endpoint.Concurrency)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Takes every free slot; none while paused.</summary>
    public int TakeAll()
    {
        var concurrency = Endpoint.Concurrency;
        while (PausedFor == TimeSpan.Zero)
        {
            var taken = Volatile.Read(ref _taken);
            if (taken >= concurrency)
            {
                break;
            }

            if (Interlocked.CompareExchange(ref _taken, concurrency, taken) == taken)
            {
                return concurrency - taken;
            }
        }

        return 0;
    }

    public void Give(int slots) => Interlocked.Add(ref _taken, -slots);
}
