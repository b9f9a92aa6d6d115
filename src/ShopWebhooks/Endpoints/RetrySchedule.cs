namespace ShopWebhooks.Endpoints;

/// <summary>How long to wait between the attempts of a delivery. Immutable and thread-safe.</summary>
public sealed class RetrySchedule
{
    private readonly TimeSpan[] _waits;

    /// <summary>A schedule of one attempt at once, and one more after each wait.</summary>
    /// <param name="waits">The waits, in order; none may be negative or longer than 30 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">A wait is out of range.</exception>
    public RetrySchedule(params ReadOnlySpan<TimeSpan> waits)
    {
        foreach (var wait in waits)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero, nameof(waits));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(wait, TimeSpan.FromDays(30), nameof(waits));
        }

        _waits = waits.ToArray();
    }

    /// <summary>
    /// The default of endpoints, after the example of Standard Webhooks: 10 attempts over 75 h 35 min: at once, then after
    /// 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.
    /// </summary>
    public static RetrySchedule Default { get; } = new(
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24));

    /// <summary>The default of handlers: 8 attempts: at once, then after 1 s, 5 s, 30 s, 2 min, 10 min, 1 h and 6 h.</summary>
    public static RetrySchedule Handlers { get; } = new(
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(6));

    /// <summary>The most attempts a delivery gets.</summary>
    public int MaxAttempts => _waits.Length + 1;

    /// <summary>The waits, without jitter.</summary>
    public IReadOnlyList<TimeSpan> Waits => _waits;

    /// <summary>How long to wait after an attempt failed, with ±20 % of jitter, so that what failed together does not return together.</summary>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    /// <param name="random">The source of the jitter.</param>
    /// <returns>The wait; null when that was the last attempt.</returns>
    internal TimeSpan? WaitAfter(int attempt, Random random) =>
        attempt > _waits.Length ? null : _waits[attempt - 1] * (0.8 + (0.4 * random.NextDouble()));
}
