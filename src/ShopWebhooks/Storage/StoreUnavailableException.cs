namespace ShopWebhooks.Storage;

/// <summary>
/// Thrown by a store that cannot be reached or cannot write at all (no connection, no answer, a full disk), so that it makes no sense to
/// try the items of a list one by one.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    public StoreUnavailableException()
        : base("The store is unavailable.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which store, what is wrong with it, and what to do, without secrets.</param>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which store, what is wrong with it, and what to do, without secrets.</param>
    /// <param name="innerException">What the database threw.</param>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
