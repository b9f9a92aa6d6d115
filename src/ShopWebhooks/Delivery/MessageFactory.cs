using System.Diagnostics;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Delivery;

/// <summary>Seals events into messages.</summary>
internal sealed class MessageFactory(EventCatalog catalog, EngineContext context)
{
    /// <summary>The most characters of a tenant, an ordering key or an idempotency key.</summary>
    public const int LongestText = 200;

    public WebhookMessage Create(object webhookEvent, DispatchOptions? options, string? endpointId = null)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        Check(options?.Tenant, nameof(DispatchOptions.Tenant));
        Check(options?.OrderingKey, nameof(DispatchOptions.OrderingKey));
        Check(options?.IdempotencyKey, nameof(DispatchOptions.IdempotencyKey));
        var (eventType, payload) = catalog.Seal(webhookEvent);
        return new WebhookMessage
        {
            Id = context.NewMessageId(),
            EventType = eventType,
            Origin = WebhookMessage.LocalOrigin,
            CreatedAt = context.Time.GetUtcNow(),
            Payload = payload,
            Tenant = options?.Tenant,
            OrderingKey = options?.OrderingKey,
            DedupeKey = options?.IdempotencyKey is { } key ? Scope(key, eventType, endpointId, options.Tenant) : null,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null,
        };
    }

    public TimeSpan DueIn(DispatchOptions? options)
    {
        var wait = options?.NotBefore - context.Time.GetUtcNow() ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    // Whoever takes an order's id as the key means one message of this kind, not one message about the order. No two scopes are spelled
    // alike: event types and endpoint ids have no blank, and the tenant's length is given.
    private static string Scope(string key, string eventType, string? endpointId, string? tenant) =>
        $"{eventType} {endpointId} {tenant?.Length} {tenant}{key}";

    private static void Check(string? text, string property)
    {
        if (StoredText.Problem(text, LongestText) is { } problem)
        {
            throw new ArgumentException($"DispatchOptions.{property} {problem}.", property);
        }
    }
}
