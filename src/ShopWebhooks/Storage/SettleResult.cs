namespace ShopWebhooks.Storage;

/// <summary>What became of one <see cref="Settlement"/>.</summary>
/// <param name="Outcome">Settled, or why not.</param>
/// <param name="FollowUps">When settled: one result for each of <see cref="Settlement.FollowUps"/>, in that order.</param>
public sealed record SettleResult(SettleOutcome Outcome, IReadOnlyList<AddResult> FollowUps)
{
    /// <summary>When settled with an <see cref="EndpointChange"/>: the endpoint's state afterwards; else null.</summary>
    public EndpointState? Endpoint { get; init; }

    /// <summary>
    /// When full because one endpoint, to which a follow-up is owed, has used up its share: which. Null when the whole store is full.
    /// </summary>
    public string? FullEndpointId { get; init; }
}
