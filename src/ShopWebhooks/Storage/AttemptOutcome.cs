namespace ShopWebhooks.Storage;

/// <summary>How one attempt ended.</summary>
public enum AttemptOutcome
{
    /// <summary>The endpoint accepted the body.</summary>
    Delivered,

    /// <summary>It did not, and another attempt may succeed.</summary>
    Failed,

    /// <summary>It did not, and no later attempt can succeed.</summary>
    Rejected,

    /// <summary>The lease ran out without a word: the process ended or was stopped in the middle.</summary>
    Lost,
}
