using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>An attempt under way: the lane slot and the lease it holds.</summary>
/// <param name="lane">The lane whose slot it has.</param>
/// <param name="delivery">The leased delivery.</param>
/// <param name="leasedAt">When the lease began at the latest: a timestamp from before the store was called.</param>
/// <param name="leaseDuration">How long the lease lasts from then.</param>
internal sealed class InFlight(Lane lane, LeasedDelivery delivery, long leasedAt, TimeSpan leaseDuration)
{
    private CancellationTokenSource? _attempt;
    private bool _isAbandoned;

    public Lane Lane => lane;

    public LeasedDelivery Delivery => delivery;

    public TimeSpan LeaseDuration => leaseDuration;

    /// <summary>When it was taken up; unlike <see cref="LeasedAt"/> it does not move when the lease is renewed.</summary>
    public long TakenAt { get; } = leasedAt;

    /// <summary>When the lease was last known to begin.</summary>
    public long LeasedAt { get; set; } = leasedAt;

    /// <summary>The lease is lost or was given back: nothing this attempt still does may be recorded.</summary>
    public bool IsAbandoned => Volatile.Read(ref _isAbandoned);

    /// <summary>How much of its lease is left; negative when it ran out.</summary>
    public TimeSpan LeaseLeft(TimeProvider time) => LeaseDuration - time.GetElapsedTime(LeasedAt);

    /// <summary>Makes the token source of the attempt, which fires at the timeout, or when the attempt is abandoned.</summary>
    public CancellationTokenSource BeginAttempt(TimeSpan timeout, TimeProvider time)
    {
        var attempt = new CancellationTokenSource(timeout, time);
        Volatile.Write(ref _attempt, attempt);
        if (IsAbandoned)
        {
            attempt.Cancel();
        }

        return attempt;
    }

    /// <summary>From now on nothing of it may be recorded. <see cref="CancelAttempt"/> is to follow.</summary>
    public void Abandon() => Volatile.Write(ref _isAbandoned, true);

    /// <summary>Tells the code of an abandoned attempt that it is over. Runs what that code registered with its token, which may throw.</summary>
    public void CancelAttempt()
    {
        try
        {
            Volatile.Read(ref _attempt)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt has ended by itself in the same moment; it finds itself abandoned before it records anything.
        }
    }
}
