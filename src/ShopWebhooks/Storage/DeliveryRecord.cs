namespace ShopWebhooks.Storage;

/// <summary>A delivery as people look at it.</summary>
public sealed record DeliveryRecord
{
    /// <summary>Its number in the store, never given again; deliveries of a message that was accepted later have higher ones.</summary>
    public required long DeliveryId { get; init; }

    /// <summary>The endpoint it is owed to.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The message; its payload is empty where <see cref="DeliveryQuery.IncludeContent"/> is false.</summary>
    public required WebhookMessage Message { get; init; }

    /// <summary>Where it stands. One whose lease ran out is open again.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why it is dead or cancelled; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>For an open delivery: how long until it is due, zero when it is; null otherwise.</summary>
    public TimeSpan? DueIn { get; init; }

    /// <summary>The attempts made, oldest first; none where <see cref="DeliveryQuery.IncludeContent"/> is false.</summary>
    public required IReadOnlyList<DeliveryAttempt> Attempts { get; init; }

    /// <summary>What it is about and where it stands, without what the endpoint answered.</summary>
    public override string ToString() => $"delivery {DeliveryId} of {Message} to {EndpointId}: {State}, attempts: {Attempts.Count}";
}
