using Microsoft.Extensions.Logging;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>Removes what has been kept for long enough: delivered messages after 7 days, dead letters after 30, in small batches.</summary>
internal sealed class Retainer(IWebhookStore store, EngineContext context, ILogger<Retainer> logger) : IDisposable
{
    private static readonly Retention Kept = new(TimeSpan.FromDays(7), TimeSpan.FromDays(30), Limit: 1000);
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    private ITimer? _timer;

    public void Start() =>
        _timer = context.Time.CreateTimer(static self => ((Retainer)self!).StartPurging(), this, Between, Between);

    public void Stop() => _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer?.Dispose();

    private void StartPurging() => context.Start(PurgeAsync);

    private async Task PurgeAsync()
    {
        try
        {
            while (await store.PurgeAsync(Kept, CancellationToken.None) == Kept.Limit)
            {
                // More is old; each call is a transaction of its own, between which others get their turn.
            }
        }
        catch (Exception exception)
        {
            Log.PurgeFailed(logger, exception);
        }
    }
}
