namespace ShopWebhooks;

/// <summary>How one event is dispatched.</summary>
public sealed record DispatchOptions
{
    /// <summary>
    /// The tenant the message belongs to, up to 200 characters. It is owed to endpoints of this tenant, and to those without one. Default:
    /// none; it is owed to endpoints without a tenant alone.
    /// </summary>
    public string? Tenant { get; init; }

    /// <summary>
    /// Messages with the same key reach the same endpoint in the order of their acceptance, and a failing one holds back those behind
    /// it; up to 200 characters. Default: none, each goes on its own.
    /// </summary>
    public string? OrderingKey { get; init; }

    /// <summary>
    /// A second dispatch of the same event type with the same key adds nothing and returns a receipt of the first message; up to 200
    /// characters. Dispatches for different tenants, or to one endpoint alone, have keys of their own. Remembered as long as the message is
    /// kept, at least 7 days; in memory, when there is no room for that, at least 2 hours. Default: none.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Deliver no sooner than this. Default: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}
