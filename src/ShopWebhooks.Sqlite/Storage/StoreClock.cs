namespace ShopWebhooks.Sqlite.Storage;

/// <summary>Counts time in units of 100 ns since 1970, monotonically: begins at the wall clock, and does not follow it when it is set.</summary>
/// <remarks>
/// Times are kept in the file, so that the count must go on where the last process left it. It never begins before what the file has seen:
/// a machine that starts in 1970, before it has asked for the time, would otherwise find every retry due in half a century.
/// </remarks>
internal sealed class StoreClock(TimeProvider time, long notBefore)
{
    private readonly long _origin = Math.Max(ToTicks(time.GetUtcNow()), notBefore);
    private readonly long _start = time.GetTimestamp();

    public long Now => _origin + time.GetElapsedTime(_start).Ticks;

    public static long ToTicks(DateTimeOffset moment) => moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    public static DateTimeOffset ToMoment(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    /// <summary>When, counted from <paramref name="now"/>: at once for a negative duration, never for one beyond all counting.</summary>
    public static long After(long now, TimeSpan duration)
    {
        var ticks = Math.Max(duration.Ticks, 0);
        return ticks > long.MaxValue - now ? long.MaxValue : now + ticks;
    }

    /// <summary>What the wall clock showed at <paramref name="moment"/>, if nobody set it since.</summary>
    public DateTimeOffset UtcAt(long moment) => time.GetUtcNow() - TimeSpan.FromTicks(Now - moment);
}
