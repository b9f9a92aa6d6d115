namespace ShopWebhooks.Tests.StoreConformance;

/// <summary>How the process of a store came to its end.</summary>
public enum StoreEnd
{
    /// <summary>It was shut down, and closed its store.</summary>
    Orderly,

    /// <summary>It was killed: nothing was closed, flushed or given back.</summary>
    Crash,
}
