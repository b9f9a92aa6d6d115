namespace ShopWebhooks.Storage;

/// <summary>What became of a message that was to be added.</summary>
/// <remarks>No value is zero, so that a result nobody made does not read as a success.</remarks>
public enum AddOutcome
{
    /// <summary>It is stored.</summary>
    Added = 1,

    /// <summary>A message with its origin and dedupe key is stored already; nothing was added.</summary>
    Known = 2,

    /// <summary>
    /// There is no room; nothing was added. <see cref="AddResult.FullEndpointId"/> tells whether one endpoint's share is used up.
    /// </summary>
    Full = 3,
}
