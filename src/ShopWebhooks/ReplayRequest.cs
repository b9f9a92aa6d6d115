using ShopWebhooks.Storage;

namespace ShopWebhooks;

/// <summary>Which deliveries to replay, and how fast. What is null does not narrow the choice.</summary>
public sealed record ReplayRequest
{
    /// <summary>Those in this state, which is a final one.</summary>
    /// <value><see cref="DeliveryState.Dead"/>: dead letters.</value>
    public DeliveryState State { get; init; } = DeliveryState.Dead;

    /// <summary>Owed to this endpoint (in any case) or handler (<c>handler:</c> and its name).</summary>
    public string? EndpointId { get; init; }

    /// <summary>Of this event type.</summary>
    public string? EventType { get; init; }

    /// <summary>Of this message.</summary>
    public string? MessageId { get; init; }

    /// <summary>Of this tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Whose message was created at this time or later: since the outage began.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Whose message was created before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// Also messages that <see cref="EndpointId"/>, which is then required, was never owed and would be owed today: dispatched while it was
    /// disabled, or before it was added.
    /// </summary>
    /// <value>False.</value>
    public bool IncludeMissed { get; init; }

    /// <summary>How many of them become due within a second; above zero. Null: all of them at once.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>Only counts, and changes nothing.</summary>
    /// <value>False.</value>
    public bool DryRun { get; init; }
}
