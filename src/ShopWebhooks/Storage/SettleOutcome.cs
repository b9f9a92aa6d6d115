namespace ShopWebhooks.Storage;

/// <summary>What became of a settlement.</summary>
/// <remarks>No value is zero, so that a result nobody made does not read as a success.</remarks>
public enum SettleOutcome
{
    /// <summary>It is stored.</summary>
    Settled = 1,

    /// <summary>The lease had ended and was given to another, or the delivery was closed; nothing was stored.</summary>
    Stale = 2,

    /// <summary>A document did not have the expected version; nothing was stored, and the lease is still held.</summary>
    Conflict = 3,

    /// <summary>There is no room for the follow-ups; nothing was stored, and the lease is still held.</summary>
    Full = 4,
}
