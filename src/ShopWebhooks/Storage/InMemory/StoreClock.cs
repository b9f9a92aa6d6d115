namespace ShopWebhooks.Storage.InMemory;

/// <summary>Counts time in 100 ns ticks since the store was made, monotonically: a change of the wall clock moves no due time.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public long Now => time.GetElapsedTime(_start).Ticks;

    /// <summary>When, counted from <paramref name="now"/>: at once for a negative duration, never for one beyond all counting.</summary>
    public static long After(long now, TimeSpan duration)
    {
        var ticks = Math.Max(duration.Ticks, 0);
        return ticks > long.MaxValue - now ? long.MaxValue : now + ticks;
    }

    /// <summary>What the wall clock showed at <paramref name="moment"/>, if nobody set it since.</summary>
    public DateTimeOffset UtcAt(long moment) => time.GetUtcNow() - TimeSpan.FromTicks(Now - moment);
}
