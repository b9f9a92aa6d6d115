namespace ShopWebhooks.Storage;

/// <summary>A delivery whose lease the caller holds.</summary>
public sealed record LeasedDelivery
{
    /// <summary>The lease.</summary>
    public required DeliveryLease Lease { get; init; }

    /// <summary>The endpoint it is owed to.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The message.</summary>
    public required WebhookMessage Message { get; init; }

    /// <summary>The number of the attempt this lease is for, from 1; the lease has spent it.</summary>
    public required int Attempt { get; init; }

    /// <summary>The number of the attempt within the retry schedule, from 1; a replay starts the schedule again.</summary>
    public required int ScheduledAttempt { get; init; }

    /// <summary>How many attempts immediately before this one were lost: leased, and never settled. A replay counts anew.</summary>
    public int LostInARow { get; init; }

    /// <summary>The address to use instead of the endpoint's own; null for the endpoint's own.</summary>
    public Uri? Address { get; init; }

    /// <summary>The body to send instead of the payload in the endpoint's format; null for none.</summary>
    public DeliveryBody? Body { get; init; }

    /// <summary>Names message and endpoint without an address or a body of the delivery's own.</summary>
    public override string ToString() => $"{Message.Id} to {EndpointId}, attempt {Attempt}";
}
