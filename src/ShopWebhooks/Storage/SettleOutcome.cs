namespace ShopWebhooks.Storage;

/// <summary>What became of a settlement.</summary>
public enum SettleOutcome
{
    /// <summary>It is stored.</summary>
    Settled,

    /// <summary>The lease had ended and was given to another, or the delivery was closed; nothing was stored.</summary>
    Stale,

    /// <summary>A document did not have the expected version; nothing was stored, and the lease is still held.</summary>
    Conflict,

    /// <summary>There is no room for the follow-ups; nothing was stored, and the lease is still held.</summary>
    Full,
}
