namespace ShopWebhooks.Storage;

/// <summary>How one attempt ended.</summary>
/// <remarks>No value is zero, so that a result nobody made does not read as a success.</remarks>
public enum AttemptOutcome
{
    /// <summary>The endpoint accepted the body.</summary>
    Delivered = 1,

    /// <summary>It did not, and another attempt may succeed.</summary>
    Failed = 2,

    /// <summary>It did not, and no later attempt can succeed.</summary>
    Rejected = 3,

    /// <summary>The lease ran out without a word: the process ended or was stopped in the middle.</summary>
    Lost = 4,
}
