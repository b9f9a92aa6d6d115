namespace ShopWebhooks.Receiving;

/// <summary>The settings of one source: a sender we receive from. It signs by Standard Webhooks 1.0.</summary>
public sealed class WebhookSourceOptions
{
    /// <summary>The secrets shared with it, <c>whsec_…</c>; a signature by any of them is accepted.</summary>
    /// <value>Empty; at least one is required.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>How far the signed time may lie from ours, either way; above zero, at most one hour.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest body accepted, in bytes, 1 to 64 MiB.</summary>
    /// <value>1 MiB (1,048,576).</value>
    public int MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>Adds a secret.</summary>
    /// <param name="secret">The secret, <c>whsec_…</c>; null, as of a setting that is missing, is reported when the host starts.</param>
    public WebhookSourceOptions AddSecret(string? secret)
    {
        Secrets.Add(secret ?? "");
        return this;
    }

    /// <summary>The call or the configuration key that declared it, for messages about it; null where neither did.</summary>
    internal string? DeclaredAt { get; set; }

    internal bool IsSameAs(WebhookSourceOptions other) =>
        Tolerance == other.Tolerance && MaxBodySize == other.MaxBodySize && Secrets.SequenceEqual(other.Secrets);
}
