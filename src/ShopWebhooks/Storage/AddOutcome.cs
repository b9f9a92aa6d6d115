namespace ShopWebhooks.Storage;

/// <summary>What became of a message that was to be added.</summary>
public enum AddOutcome
{
    /// <summary>It is stored.</summary>
    Added,

    /// <summary>A message with its origin and dedupe key is stored already; nothing was added.</summary>
    Known,

    /// <summary>
    /// There is no room; nothing was added. <see cref="AddResult.FullEndpointId"/> tells whether one endpoint's share is used up.
    /// </summary>
    Full,
}
