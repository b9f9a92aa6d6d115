namespace ShopWebhooks.Storage;

/// <summary>The end of one attempt, and all that is stored with it in one transaction.</summary>
/// <param name="Lease">The lease under which the attempt was made; without it nothing is stored.</param>
/// <param name="Attempt">The attempt to record.</param>
/// <param name="State">
/// What the delivery is now: <see cref="DeliveryState.Open"/> (again after <see cref="RetryIn"/>), or a final state.
/// </param>
public sealed record Settlement(DeliveryLease Lease, DeliveryAttempt Attempt, DeliveryState State)
{
    /// <summary>For a delivery that stays open: how long until it is due again.</summary>
    public TimeSpan RetryIn { get; init; }

    /// <summary>For a dead or cancelled delivery: why, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>What the attempt tells about the endpoint; null when there is nothing to write, as after every ordinary success.</summary>
    public EndpointChange? Endpoint { get; init; }

    /// <summary>Messages to add with it.</summary>
    public IReadOnlyList<NewMessage> FollowUps { get; init; } = [];

    /// <summary>Documents to write with it. When one does not match its expected version, nothing of the settlement is stored.</summary>
    public IReadOnlyList<DocumentWrite> Documents { get; init; } = [];

    /// <summary>Names the delivery and what became of it, without what the endpoint answered.</summary>
    public override string ToString() => $"delivery {Lease.DeliveryId}, {Attempt}, {State}";
}
