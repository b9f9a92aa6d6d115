using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>Logs that the store takes nothing: at once, then at most once a minute with the number of what it did not take.</summary>
/// <remarks>
/// A line for each would fill the disk just when it is full, senders repeat everything, and every attempt tries again each second; how many
/// webhooks there are is in the metrics, too.
/// </remarks>
internal sealed class StoreNotice(EngineContext context, ILogger<StoreNotice> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Tally _full = new(context.Time);
    private readonly Tally _unavailable = new(context.Time);

    /// <summary>There was no room for one more webhook.</summary>
    public void AddFull()
    {
        if (_full.Add(out _) is { } count)
        {
            Log.StoreFull(logger, count);
        }
    }

    /// <summary>One more webhook, or outcome of an attempt, was not stored. With its stack when there was none for a minute.</summary>
    public void AddUnavailable(StoreUnavailableException exception)
    {
        if (_unavailable.Add(out var isFirst) is { } count)
        {
            Log.StoreUnavailable(logger, isFirst ? exception : null, count, exception.Message);
        }
    }

    private sealed class Tally(TimeProvider time)
    {
        private readonly Lock _gate = new();
        private long? _lastAdded;
        private long? _lastLine;
        private int _count;

        /// <summary>Counts one more; returns how many there are to tell of when it is time for a line, else null.</summary>
        public int? Add(out bool isFirst)
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                isFirst = IsPast(_lastAdded, now);
                _lastAdded = now;
                _count++;
                if (!IsPast(_lastLine, now))
                {
                    return null;
                }

                _lastLine = now;
                var count = _count;
                _count = 0;
                return count;
            }
        }

        private bool IsPast(long? moment, long now) => moment is not { } last || time.GetElapsedTime(last, now) >= Pause;
    }
}
