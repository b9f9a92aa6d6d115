using ShopWebhooks.Endpoints;

namespace ShopWebhooks;

/// <summary>How one handler is called.</summary>
public sealed class WebhookHandlerOptions
{
    /// <summary>How long one call may take, above zero and up to 24 hours; then its token fires and the attempt has failed.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most calls under way at once in this process, 1 to 1,000.</summary>
    /// <value>16.</value>
    public int Concurrency { get; set; } = 16;

    /// <summary>When to call it again after a failure.</summary>
    /// <value><see cref="RetrySchedule.Handlers"/>.</value>
    public RetrySchedule RetrySchedule { get; set; } = RetrySchedule.Handlers;

    /// <summary>The only origins whose messages it takes; empty for every source.</summary>
    internal string[] Origins { get; private set; } = [];

    /// <summary>Handles what the application itself dispatches, instead of what is received.</summary>
    public WebhookHandlerOptions FromLocal() => From(Storage.WebhookMessage.LocalOrigin);

    /// <summary>Handles only what comes from these sources. Without a call: from every source.</summary>
    /// <param name="sources">The names of the sources.</param>
    public WebhookHandlerOptions From(params IEnumerable<string> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Origins = [.. Origins.Union(sources, StringComparer.OrdinalIgnoreCase)];
        return this;
    }

    internal bool Accepts(string origin) => Origins.Length == 0
        ? origin != Storage.WebhookMessage.LocalOrigin
        : Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    internal bool IsSameAs(WebhookHandlerOptions other) =>
        Timeout == other.Timeout
        && Concurrency == other.Concurrency
        && RetrySchedule.Waits.SequenceEqual(other.RetrySchedule.Waits)
        && Origins.SequenceEqual(other.Origins);
}
