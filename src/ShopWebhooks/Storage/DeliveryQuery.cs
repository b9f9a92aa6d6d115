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

    /// <summary>
    /// Only what could have been leased for at least this long and was not: open, due, and not behind another of its ordering key. That
    /// its endpoint is paused or disabled does not matter.
    /// </summary>
    public TimeSpan? DueFor { get; init; }

    /// <summary>
    /// With payloads and attempts. False, for who wants to know what there is and not what is in it: payloads are empty, attempts none.
    /// Default: true.
    /// </summary>
    public bool IncludeContent { get; init; } = true;

    /// <summary>Begin with the latest. Default: with the oldest.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Only deliveries behind this one in that order: the last of the page before. Default: from the beginning.</summary>
    public long? After { get; init; }

    /// <summary>The most to return, 1 to 1,000. Default: 100.</summary>
    public int Limit { get; init; } = 100;
}
