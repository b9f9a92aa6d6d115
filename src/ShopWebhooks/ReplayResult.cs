namespace ShopWebhooks;

/// <summary>What a replay has done.</summary>
/// <param name="Found">How many deliveries were found.</param>
/// <param name="Replayed">How many of them are due again; none in a dry run.</param>
public sealed record ReplayResult(int Found, int Replayed);
