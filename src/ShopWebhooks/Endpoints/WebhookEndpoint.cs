using System.Net;
using ShopWebhooks.Events;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Endpoints;

/// <summary>Where messages go. Immutable: a change of configuration makes a new one.</summary>
public sealed class WebhookEndpoint
{
    private ActiveSigner? _signer;
    private HttpEndpoint? _http;
    private string? _consentTarget;

    /// <summary>The id, unique among endpoints, handlers and flows. That of a configured endpoint is in lower case.</summary>
    public required string Id { get; init; }

    /// <summary>Where it is; the URI scheme chooses the transport.</summary>
    public required Uri Address { get; init; }

    /// <summary>Which event types it is owed.</summary>
    public EventFilter Events { get; init; } = EventFilter.All;

    /// <summary>The tenant whose messages it is owed; null for the messages of every tenant, and of none.</summary>
    public string? Tenant { get; init; }

    /// <summary>What the payload of a message must be like for it to be owed; null where any will do.</summary>
    public PayloadCondition? Where { get; init; }

    /// <summary>How a payload becomes its body.</summary>
    public WebhookFormat Format { get; init; }

    /// <summary>What makes another body of the message and its body in the format; null for none.</summary>
    public Func<WebhookMessage, DeliveryBody, DeliveryBody>? Transform { get; init; }

    /// <summary>What every body must fit; null for nothing.</summary>
    public IBodySchema? RequiredSchema { get; init; }

    /// <summary>
    /// The active secrets, each of which signs every attempt, until it expires if it was replaced by another. Empty for in-process endpoints,
    /// which need no signature.
    /// </summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; init; } = [];

    /// <summary>Header lines of its own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The DNS name of the sending system, by which it is asked for consent, and which every attempt carries; null for none.</summary>
    public string? RequestOrigin { get; init; }

    /// <summary>How many requests a minute it is asked for; null for no number.</summary>
    public int? RequestRate { get; init; }

    /// <summary>When to try again.</summary>
    public RetrySchedule RetrySchedule { get; init; } = RetrySchedule.Default;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most attempts under way at once in this process.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>The most attempts that begin within a second, on average; null for no limit.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>The status codes after which a delivery is not tried again.</summary>
    public IReadOnlyList<int> FinalStatusCodes { get; init; } = [];

    /// <summary>True where plain HTTP is allowed.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Networks that it may be in although nothing may connect there otherwise.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Names of hosts that may lead it anywhere, in ASCII and without a dot at the end.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>A handler: the application's own code, in its own process.</summary>
    internal bool IsInProcess => Address.Scheme == HandlerEndpoint.Scheme;

    /// <summary>What the HTTP transport made of it; for addresses of other schemes nothing asks.</summary>
    internal HttpEndpoint Http => _http ??= new HttpEndpoint(this);

    /// <summary>Stands for the address in what it has granted. Made once: a lane asks for the granted rate at each attempt.</summary>
    internal string ConsentTarget => _consentTarget ??= Consent.TargetOf(Address);

    /// <summary>Whether messages of a tenant, or of none, may go here.</summary>
    internal bool Serves(string? tenant) => Tenant is null || Tenant == tenant;

    /// <summary>Whether a message of an event type that it wants is owed to it.</summary>
    internal bool Wants(WebhookMessage message) => Serves(message.Tenant) && (Where is null || Where.Matches(message.Payload.Span));

    /// <summary>For each secret, when it signs no more. Empty where none expires. Set by who made the endpoint, before anybody has it.</summary>
    internal IReadOnlyList<DateTimeOffset?> SecretsExpireAt { get; set; } = [];

    /// <summary>The older signature that it is sent as well; null for none.</summary>
    internal LegacySignature? Legacy { get; init; }

    /// <summary>Signs an attempt with all of its secrets that have not expired. No header lines when it has no secret.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook)
    {
        if (Secrets.Count == 0)
        {
            return [];
        }

        var active = SignerAt(webhook.Timestamp);
        var lines = active.Signer.Sign(webhook);
        return Legacy is null ? lines : [.. lines, .. Legacy.Sign(webhook, active.Secrets)];
    }

    private ActiveSigner SignerAt(DateTimeOffset now)
    {
        if (_signer is { } active && now < active.Until)
        {
            return active;
        }

        WebhookSecret[] secrets = [.. Secrets.Where((_, i) => !(ExpiryOf(i) <= now))];
        var until = SecretsExpireAt.Where(at => at > now).Min() ?? DateTimeOffset.MaxValue;
        return _signer = new ActiveSigner(new WebhookSigner(WebhookScheme.StandardWebhooks, secrets), secrets, until);
    }

    private DateTimeOffset? ExpiryOf(int secret) => secret < SecretsExpireAt.Count ? SecretsExpireAt[secret] : null;

    /// <summary>Names the endpoint without its address, whose path or query may be confidential.</summary>
    public override string ToString() => Id;

    private sealed record ActiveSigner(WebhookSigner Signer, WebhookSecret[] Secrets, DateTimeOffset Until);
}
