namespace ShopWebhooks;

/// <summary>What became of a verified webhook.</summary>
public enum ReceiveOutcome
{
    // The value of a result that nobody made: it must not read as a success.

    /// <summary>The store failed; the sender shall repeat it later.</summary>
    Unavailable,

    /// <summary>The store has no room; the sender shall repeat it later.</summary>
    Full,

    /// <summary>It is stored; its handlers run afterwards.</summary>
    Accepted,

    /// <summary>It was stored before; it is not handled again, unless its handling had been given up.</summary>
    Duplicate,
}
