namespace ShopWebhooks.Storage;

/// <summary>What all nodes share about one endpoint.</summary>
/// <param name="EndpointId">The endpoint.</param>
public sealed record EndpointState(string EndpointId)
{
    /// <summary>How many attempts failed since the last success.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>How long ago the first of them was; null when there is none.</summary>
    public TimeSpan? FailingFor { get; init; }

    /// <summary>How much longer it is paused; null when it is not.</summary>
    public TimeSpan? PausedFor { get; init; }

    /// <summary>Why it is disabled; null when it is not.</summary>
    public string? DisabledReason { get; init; }
}
