using System.Globalization;
using System.Runtime.CompilerServices;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>The front door of what people do about deliveries. Every change is a batch of its own, so that a large one holds nobody up.</summary>
/// <remarks>A rate is kept by due times in the store, not by waiting here: it outlives the caller, and the process.</remarks>
internal sealed class WebhookDeliveries(IWebhookStore store, EndpointRegistry registry, LaneSet lanes, DeliveryPlanner planner) : IWebhookDeliveries
{
    private const int Batch = 500;
    private const int LongestReason = 1024;

    public Task<IReadOnlyList<DeliveryRecord>> FindAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return store.FindDeliveriesAsync(query, cancellationToken).AsTask();
    }

    public async Task<ReplayResult> ReplayAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        var endpoint = request.EndpointId is null ? null : GetEnabled(request.EndpointId);
        var (found, replayed) = (0, 0);
        await foreach (var page in FindAsync(request, endpoint, cancellationToken))
        {
            found += page.Count;
            if (request.DryRun)
            {
                continue;
            }

            List<Replay> replays = [];
            foreach (var (messageId, endpointId) in page.Where(one => endpoint is not null || IsEnabled(one.EndpointId)))
            {
                var dueIn = request.MaxPerSecond is { } rate ? TimeSpan.FromSeconds((replayed + replays.Count) / rate) : TimeSpan.Zero;
                replays.Add(new Replay(messageId, new NewDelivery(endpointId) { DueIn = dueIn }));
            }

            var results = await store.ReplayAsync(replays, cancellationToken);
            replayed += results.Count(isReplayed => isReplayed);
        }

        return new ReplayResult(found, replayed);
    }

    public async Task<bool> SendAgainAsync(string messageId, string endpointId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        ArgumentNullException.ThrowIfNull(endpointId);
        var endpoint = GetEnabled(endpointId);
        return (await store.ReplayAsync([new Replay(messageId, new NewDelivery(endpoint.Id))], cancellationToken))[0];
    }

    public async Task<bool> CancelAsync(long deliveryId, string reason, CancellationToken cancellationToken)
    {
        StoredText.Require(reason, LongestReason, nameof(reason));
        return (await store.CloseAsync([new Closing(deliveryId, DeliveryState.Cancelled, reason)], cancellationToken))[0];
    }

    private static void Check(ReplayRequest request)
    {
        if (request.State is DeliveryState.Open or DeliveryState.Leased)
        {
            throw new ArgumentException(
                $"ReplayRequest.State is {request.State}; a delivery that is not final is attempted anyway, so choose Dead, Cancelled or Delivered.",
                nameof(request));
        }

        if (request is { IncludeMissed: true, EndpointId: null })
        {
            throw new ArgumentException(
                "ReplayRequest.IncludeMissed is true without an endpoint; name the one that missed messages in EndpointId.", nameof(request));
        }

        if (request.MaxPerSecond is { } rate && !(rate > 0))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"ReplayRequest.MaxPerSecond is {rate}; it must be more than zero."), nameof(request));
        }
    }

    private WebhookEndpoint GetEnabled(string endpointId)
    {
        var endpoint = registry.Find(endpointId) ?? registry.Get(endpointId);
        return lanes.Get(endpoint).Health.DisabledReason is not { } reason
            ? endpoint
            : throw new InvalidOperationException($"The endpoint '{endpoint.Id}' is disabled ({reason}); enable it with EnableAsync first.");
    }

    private bool IsEnabled(string endpointId) => lanes.Find(endpointId) is { Health.DisabledReason: null };

    private async IAsyncEnumerable<IReadOnlyList<(string MessageId, string EndpointId)>> FindAsync(
        ReplayRequest request, WebhookEndpoint? endpoint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new DeliveryQuery
        {
            State = request.State,
            EndpointId = endpoint?.Id,
            EventType = request.EventType,
            MessageId = request.MessageId,
            Tenant = request.Tenant,
            From = request.From,
            To = request.To,
            IncludeContent = false,
            Limit = Batch,
        };
        while (await store.FindDeliveriesAsync(query, cancellationToken) is { Count: > 0 } found)
        {
            // One that is dead again by the time the last page is read is not replayed twice.
            query = query with { After = found[^1].DeliveryId };
            yield return [.. found.Select(delivery => (delivery.Message.Id, delivery.EndpointId))];
        }

        if (!request.IncludeMissed)
        {
            yield break;
        }

        var after = 0L;
        while (await store.ReadFeedAsync(after, Batch, cancellationToken) is { Count: > 0 } feed)
        {
            after = feed[^1].Position;
            List<(string MessageId, string EndpointId)> missed = [];
            foreach (var message in feed.Select(entry => entry.Message).Where(message => IsMeant(message, request, endpoint!)))
            {
                if ((await store.FindDeliveriesAsync(Of(message, endpoint!), cancellationToken)).Count == 0)
                {
                    missed.Add((message.Id, endpoint!.Id));
                }
            }

            yield return missed;
        }
    }

    private static DeliveryQuery Of(WebhookMessage message, WebhookEndpoint endpoint) =>
        new() { MessageId = message.Id, EndpointId = endpoint.Id, IncludeContent = false, Limit = 1 };

    private bool IsMeant(WebhookMessage message, ReplayRequest request, WebhookEndpoint endpoint) =>
        (request.EventType is null || request.EventType == message.EventType)
        && (request.MessageId is null || request.MessageId == message.Id)
        && (request.Tenant is null || request.Tenant == message.Tenant)
        && !(message.CreatedAt < request.From)
        && !(message.CreatedAt >= request.To)
        && planner.Match(message).Any(one => one.Id == endpoint.Id);
}
