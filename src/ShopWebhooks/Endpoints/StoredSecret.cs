namespace ShopWebhooks.Endpoints;

/// <summary>A secret of a stored endpoint.</summary>
/// <param name="Text">The secret, <c>whsec_…</c>.</param>
/// <param name="ExpiresAt">When it signs no more; null for never.</param>
internal sealed record StoredSecret(string Text, DateTimeOffset? ExpiresAt)
{
    /// <summary>Names nothing of it.</summary>
    public override string ToString() => "whsec_***";
}
