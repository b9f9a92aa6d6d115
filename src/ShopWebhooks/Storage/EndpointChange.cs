namespace ShopWebhooks.Storage;

/// <summary>A change of what all nodes share about one endpoint. What is null stays as it is.</summary>
/// <param name="EndpointId">The endpoint.</param>
public sealed record EndpointChange(string EndpointId)
{
    /// <summary>True adds one to the consecutive failures, false sets them to zero.</summary>
    public bool? Failed { get; init; }

    /// <summary>
    /// Pause it for at least this long from now: nothing of it is leased or handed off. A pause that ends later stays, so that two
    /// attempts that end together do not shorten each other's. Zero ends a pause.
    /// </summary>
    public TimeSpan? PauseFor { get; init; }

    /// <summary>Disable it, with the reason in words; an empty text enables it again.</summary>
    public string? Disable { get; init; }
}
