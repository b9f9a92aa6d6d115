using Microsoft.Extensions.Logging;
using ShopWebhooks.Delivery;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Receiving;

/// <summary>Logs that the store has no room: at once, then at most once a minute with the number of webhooks it cost.</summary>
/// <remarks>A line for each would fill the disk just when senders repeat everything; how many there are is in the metrics, too.</remarks>
internal sealed class FullStoreNotice(EngineContext context, ILogger<FullStoreNotice> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _lastLine;
    private int _count;

    /// <summary>One more webhook was not stored.</summary>
    public void Add()
    {
        int count;
        lock (_gate)
        {
            _count++;
            var now = context.Time.GetTimestamp();
            if (_lastLine is { } last && context.Time.GetElapsedTime(last, now) < Pause)
            {
                return;
            }

            _lastLine = now;
            count = _count;
            _count = 0;
        }

        Log.StoreFull(logger, count);
    }
}
