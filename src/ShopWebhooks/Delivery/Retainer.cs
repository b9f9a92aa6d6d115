using Microsoft.Extensions.Logging;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Telemetry;

namespace ShopWebhooks.Delivery;

/// <summary>
/// Removes what has been kept for long enough (delivered messages after 7 days, dead letters after 30), and turns what nobody has
/// claimed for 7 days into dead letters: a handler or endpoint that it is owed to has gone for good. In small batches, once an hour.
/// </summary>
internal sealed class Retainer(IWebhookStore store, EndpointRegistry registry, EngineContext context, ILogger<Retainer> logger) : IDisposable
{
    private const int Batch = 1000;

    private static readonly TimeSpan Between = TimeSpan.FromHours(1);
    private static readonly TimeSpan ClaimWithin = TimeSpan.FromDays(7);
    private static readonly Retention Kept = new(TimeSpan.FromDays(7), TimeSpan.FromDays(30), Batch);

    private ITimer? _timer;

    public void Start() => _timer = context.CreateTimer(() => context.Start(RunAsync), Between, Between);

    public void Stop() => _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer?.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await BuryUnclaimedAsync();
            while (await store.PurgeAsync(Kept, CancellationToken.None) == Batch)
            {
                // More is old; each call is a transaction of its own, between which others get their turn.
            }
        }
        catch (Exception exception)
        {
            Log.RetentionFailed(logger, exception);
        }
    }

    private async Task BuryUnclaimedAsync()
    {
        foreach (var backlog in await store.GetBacklogAsync(CancellationToken.None))
        {
            if (backlog.OldestAge < ClaimWithin || registry.Find(backlog.EndpointId) is not null)
            {
                continue;
            }

            var query = new DeliveryQuery
            {
                State = DeliveryState.Open,
                EndpointId = backlog.EndpointId,
                To = context.Time.GetUtcNow() - ClaimWithin,
                Limit = Batch,
            };
            var open = await store.FindDeliveriesAsync(query, CancellationToken.None);

            // One with an attempt behind it has been claimed: another process knows the endpoint, and follows a long schedule.
            var unclaimed = open.Where(delivery => delivery.Attempts.Count == 0).ToArray();
            await store.CloseAsync(
                Array.ConvertAll(unclaimed, delivery => new Closing(
                    delivery.DeliveryId, DeliveryState.Dead, $"NoSuchHandler: nothing has claimed it for {ClaimWithin.TotalDays} days.")),
                CancellationToken.None);
            Log.Unclaimed(logger, unclaimed.Length, backlog.EndpointId);
        }
    }
}
