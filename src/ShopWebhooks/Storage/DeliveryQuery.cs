namespace ShopWebhooks.Storage;

/// <summary>Which deliveries to find; what is null does not narrow the search.</summary>
public sealed record DeliveryQuery
{
    /// <summary>In this state. <see cref="DeliveryState.Open"/> finds leased ones too.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Owed to this endpoint.</summary>
    public string? EndpointId { get; init; }

    /// <summary>Of this message.</summary>
    public string? MessageId { get; init; }

    /// <summary>Of this event type.</summary>
    public string? EventType { get; init; }

    /// <summary>Of this tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Whose message was created at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Whose message was created before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only deliveries numbered above this one: the last of the page before. Default: from the beginning.</summary>
    public long After { get; init; }

    /// <summary>The most to return, 1 to 1,000. Default: 100.</summary>
    public int Limit { get; init; } = 100;
}
