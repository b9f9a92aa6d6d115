using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Delivery;

/// <summary>How an endpoint is: its failures in a row, its pause, whether it is disabled. Thread-safe.</summary>
/// <remarks>
/// <para>After five failures in a row an endpoint is paused for 30 seconds, and from then on gets one attempt after each pause, a probe,
/// whose failure doubles the pause up to an hour. One success opens it again. After five days of nothing but failure it is disabled.</para>
/// <para>The verdict is given here at once when an attempt ends, before it is stored. So attempts that fail together see one another: of
/// sixteen the fifth begins the pause, and the other eleven, which began before it, tell nothing new. Were the store's answer awaited, all
/// sixteen would count, and the first pause would be one of many minutes. The store keeps the verdicts for the next start and for other
/// processes.</para>
/// <para>What is rejected for its own sake (a refused address, a message the endpoint does not want) is neither failure nor success.</para>
/// </remarks>
/// <param name="time">The clock.</param>
internal sealed class EndpointHealth(TimeProvider time)
{
    private const int PauseAfterFailures = 5;
    private const int LongestReason = 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan DisableAfter = TimeSpan.FromDays(5);

    // For an endpoint that answers 429 or 503 and does not say for how long.
    private static readonly TimeSpan Throttle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestAsked = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private int _failures;
    private long _failingSince;
    private long _pauseStart;
    private long _pauseTicks;
    private string? _disabledReason;
    private bool _isKnown;

    /// <summary>Why it is disabled; null when it is not.</summary>
    public string? DisabledReason => Volatile.Read(ref _disabledReason);

    /// <summary>Whether it gets no more than one attempt at a time, because the last ones failed.</summary>
    public bool IsFailing => Volatile.Read(ref _failures) >= PauseAfterFailures;

    /// <summary>Whether nothing may be sent now.</summary>
    public bool IsClosed => DisabledReason is not null || PausedFor > TimeSpan.Zero;

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

    /// <summary>Takes over what the store has, unless something is known already, which may be newer than what was read.</summary>
    public void LearnFirst(EndpointState? state)
    {
        lock (_gate)
        {
            if (!_isKnown)
            {
                Learn(state);
            }
        }
    }

    /// <summary>Notes that the store has it disabled, or that it could not be told so (null).</summary>
    public void SetDisabled(string? reason) => Volatile.Write(ref _disabledReason, reason);

    /// <summary>Takes over what the store has; null for an endpoint about which it has nothing to tell.</summary>
    public void Learn(EndpointState? state)
    {
        lock (_gate)
        {
            _isKnown = true;
            var now = time.GetTimestamp();
            Volatile.Write(ref _failures, state?.ConsecutiveFailures ?? 0);
            _failingSince = now - ToTimestamp(state?.FailingFor ?? TimeSpan.Zero);
            Interlocked.Exchange(ref _pauseStart, now);
            Interlocked.Exchange(ref _pauseTicks, state?.PausedFor?.Ticks ?? 0);
            Volatile.Write(ref _disabledReason, state?.DisabledReason);
        }
    }

    /// <summary>Judges by the end of an attempt, and acts upon the verdict; returns it to be stored, or null where there is none.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="result">How the attempt ended.</param>
    /// <param name="startedAt">The timestamp of its start.</param>
    public EndpointChange? Judge(WebhookEndpoint endpoint, TransportResult result, long startedAt)
    {
        var isDelivered = result.Outcome == AttemptOutcome.Delivered;
        if (endpoint.IsInProcess || (isDelivered && !result.DisableEndpoint && Volatile.Read(ref _failures) == 0))
        {
            return null;
        }

        lock (_gate)
        {
            _isKnown = true;
            var change = new EndpointChange(endpoint.Id);
            if (isDelivered && _failures > 0)
            {
                Volatile.Write(ref _failures, 0);
                change = change with { Failed = false };
            }

            if (result.DisableEndpoint && _disabledReason is null)
            {
                return Disable(change, result.Error ?? "The endpoint asked to be disabled.");
            }

            return result.Outcome == AttemptOutcome.Failed && _disabledReason is null ? Fail(change, result, startedAt)
                : change.Failed is null ? null
                : change;
        }
    }

    private EndpointChange? Fail(EndpointChange change, TransportResult result, long startedAt)
    {
        var pause = result.PauseEndpoint ? Clamp(result.RetryAfter ?? Throttle) : TimeSpan.Zero;
        if (_pauseTicks == 0 || startedAt > _pauseStart)
        {
            if (_failures == 0)
            {
                _failingSince = time.GetTimestamp();
            }

            Volatile.Write(ref _failures, _failures + 1);
            change = change with { Failed = true };
            if (IsFailing && time.GetElapsedTime(_failingSince) >= DisableAfter)
            {
                return Disable(change, $"Every attempt has failed for {DisableAfter.TotalDays} days; the last: {result.Error}");
            }

            pause = IsFailing && PauseAfter(_failures) is var streak && streak > pause ? streak : pause;
        }
        else if (pause == TimeSpan.Zero)
        {
            return null;
        }

        if (pause == TimeSpan.Zero)
        {
            return change;
        }

        // A pause that ends later stays.
        if (pause > PausedFor)
        {
            // Between the two writes the pause is the old one counted anew: never shorter than either.
            Interlocked.Exchange(ref _pauseStart, time.GetTimestamp());
            Interlocked.Exchange(ref _pauseTicks, pause.Ticks);
        }

        return change with { PauseFor = pause };
    }

    private EndpointChange Disable(EndpointChange change, string reason)
    {
        // It may quote a transport.
        reason = StoredText.Clean(reason, LongestReason)!;
        Volatile.Write(ref _disabledReason, reason);
        return change with { Disable = reason };
    }

    private long ToTimestamp(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);

    private static TimeSpan PauseAfter(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures - PauseAfterFailures, 16));
        return pause < LongestPause ? pause : LongestPause;
    }

    // "Retry-After: 0" must not become a loop that burns all attempts within a moment.
    private static TimeSpan Clamp(TimeSpan asked) =>
        asked < ShortestAsked ? ShortestAsked : asked > LongestAsked ? LongestAsked : asked;
}
