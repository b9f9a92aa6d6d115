namespace ShopWebhooks;

/// <summary>What became of a verified webhook.</summary>
/// <param name="Outcome">Accepted, a duplicate, or to be repeated later.</param>
/// <param name="MessageId">The id of the stored message; of the earlier one for a duplicate; null when nothing is stored.</param>
/// <remarks>The default value is <see cref="ReceiveOutcome.Unavailable"/>: nothing is stored.</remarks>
public readonly record struct ReceiveResult(ReceiveOutcome Outcome, string? MessageId);
