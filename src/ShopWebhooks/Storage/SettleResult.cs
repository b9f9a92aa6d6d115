namespace ShopWebhooks.Storage;

/// <summary>What became of one <see cref="Settlement"/>.</summary>
/// <param name="Outcome">Settled, or why not.</param>
/// <param name="FollowUps">When settled: one result for each of <see cref="Settlement.FollowUps"/>, in that order.</param>
public sealed record SettleResult(SettleOutcome Outcome, IReadOnlyList<AddResult> FollowUps);
