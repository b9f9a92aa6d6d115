namespace ShopWebhooks.Delivery;

/// <summary>Spreads the beginnings of attempts over time: so many a second on average, and after a lull a tenth of a second's worth at once.</summary>
/// <remarks>
/// The generic cell rate algorithm (ITU-T I.371): all it remembers is when the next would begin if they came evenly. Nothing needs to run
/// for it while nothing comes. Thread-safe.
/// </remarks>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(TimeProvider time)
{
    private const double Burst = 0.1;

    private readonly Lock _gate = new();
    private long _next;

    /// <summary>How many of so many may begin now; they count as begun.</summary>
    public int Take(int wanted, double perSecond)
    {
        lock (_gate)
        {
            var (interval, lead) = Measure(perSecond);
            var now = time.GetTimestamp();
            var next = Math.Max(_next, now);
            var taken = next - now > lead ? 0 : (int)Math.Min(wanted, 1 + ((lead - (next - now)) / interval));
            _next = next + (taken * interval);
            return taken;
        }
    }

    /// <summary>Gives back what did not begin after all.</summary>
    public void Return(int unused, double perSecond)
    {
        lock (_gate)
        {
            _next -= unused * Measure(perSecond).Interval;
        }
    }

    /// <summary>How long until the next may begin; zero for now.</summary>
    public TimeSpan GetWait(double perSecond)
    {
        lock (_gate)
        {
            var early = _next - Measure(perSecond).Lead - time.GetTimestamp();
            return early > 0 ? TimeSpan.FromSeconds((double)early / time.TimestampFrequency) : TimeSpan.Zero;
        }
    }

    /// <summary>The time between two, and how far ahead of even spacing one may be.</summary>
    private (long Interval, long Lead) Measure(double perSecond)
    {
        var interval = Math.Max(1, (long)(time.TimestampFrequency / perSecond));
        return (interval, Math.Max(0, (long)((perSecond * Burst) - 1)) * interval);
    }
}
