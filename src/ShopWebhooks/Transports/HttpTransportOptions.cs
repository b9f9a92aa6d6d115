namespace ShopWebhooks.Transports;

/// <summary>What the application changed of the HTTP transport.</summary>
internal sealed class HttpTransportOptions
{
    /// <summary>Whether its primary handler may lack the guard. Default: false.</summary>
    public bool AllowUnguardedHandler { get; set; }
}
