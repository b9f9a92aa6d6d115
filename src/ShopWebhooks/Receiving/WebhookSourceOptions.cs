using ShopWebhooks.Providers;

namespace ShopWebhooks.Receiving;

/// <summary>The settings of one source: a sender we receive from.</summary>
public sealed class WebhookSourceOptions
{
    /// <summary>The name of its provider: how it signs and names its events.</summary>
    /// <value><c>standard-webhooks</c>.</value>
    public string Provider { get; set; } = WebhookProviders.StandardWebhooks.Name;

    /// <summary>The secrets shared with it, as the provider shows them; a signature by any of them is accepted.</summary>
    /// <value>Empty; at least one is required, except where the provider brings it (<see cref="IWebhookSources.ExpectSecret"/>).</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>How far the signed time may lie from ours, either way; above zero, at most one hour.</summary>
    /// <value>Null: that of the provider, mostly 5 minutes.</value>
    public TimeSpan? Tolerance { get; set; }

    /// <summary>
    /// The URL of the route as the sender knows it, which a provider that signs the URL needs; a query that it has not is taken from the
    /// request.
    /// </summary>
    /// <value>Null: none.</value>
    public string? PublicUrl { get; set; }

    /// <summary>Whether a message that comes again is known and not handled twice.</summary>
    /// <value>True.</value>
    public bool Deduplicate { get; set; } = true;

    /// <summary>Headers that a handler may want, kept with the message beside those of the provider. They are not signed.</summary>
    /// <value>Empty.</value>
    public IList<string> KeptHeaders { get; } = [];

    /// <summary>The longest body accepted, in bytes, 1 to 64 MiB.</summary>
    /// <value>1 MiB (1,048,576).</value>
    public int MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>The token by which the provider's request for a subscription is known: the <c>hub.verify_token</c> of Meta.</summary>
    /// <value>Null: no subscription is confirmed. Of no use for other providers.</value>
    public string? VerifyToken { get; set; }

    /// <summary>
    /// The origins that may send here by the handshake of CloudEvents HTTP 1.1 Web Hooks: DNS names, <c>eventgrid.azure.net</c>, or <c>*</c> for
    /// any.
    /// </summary>
    /// <value>Empty: the handshake is not answered; that of Azure Event Grid is, for its own origin.</value>
    /// <remarks>It is a consent, not a proof: who sends is proved by the signature of each webhook.</remarks>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>How many requests a minute are granted in that handshake; above zero.</summary>
    /// <value>Null: any number.</value>
    public int? AllowedRate { get; set; }

    /// <summary>Adds a secret.</summary>
    /// <param name="secret">The secret, as the provider shows it; null, as of a setting that is missing, is reported when the host starts.</param>
    public WebhookSourceOptions AddSecret(string? secret)
    {
        Secrets.Add(secret ?? "");
        return this;
    }

    /// <summary>The call or the configuration key that declared it, for messages about it; null where neither did.</summary>
    internal string? DeclaredAt { get; set; }

    internal bool IsSameAs(WebhookSourceOptions other) =>
        Provider.Equals(other.Provider, StringComparison.OrdinalIgnoreCase) && Tolerance == other.Tolerance && PublicUrl == other.PublicUrl
        && VerifyToken == other.VerifyToken && AllowedRate == other.AllowedRate && AllowedOrigins.SequenceEqual(other.AllowedOrigins)
        && KeptHeaders.SequenceEqual(other.KeptHeaders)
        && Deduplicate == other.Deduplicate && MaxBodySize == other.MaxBodySize && Secrets.SequenceEqual(other.Secrets);
}
