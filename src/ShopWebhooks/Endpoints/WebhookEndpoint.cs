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
    private WebhookSigner? _signer;
    private HttpEndpoint? _http;

    /// <summary>The id, unique among endpoints, handlers and flows. That of a configured endpoint is in lower case.</summary>
    public required string Id { get; init; }

    /// <summary>Where it is; the URI scheme chooses the transport.</summary>
    public required Uri Address { get; init; }

    /// <summary>Which event types it is owed.</summary>
    public EventFilter Events { get; init; } = EventFilter.All;

    /// <summary>How a payload becomes its body.</summary>
    public WebhookFormat Format { get; init; }

    /// <summary>What makes another body of the message and its body in the format; null for none.</summary>
    public Func<WebhookMessage, DeliveryBody, DeliveryBody>? Transform { get; init; }

    /// <summary>What every body must fit; null for nothing.</summary>
    public IBodySchema? RequiredSchema { get; init; }

    /// <summary>The active secrets, each of which signs every attempt. Empty for in-process endpoints, which need no signature.</summary>
    public IReadOnlyList<WebhookSecret> Secrets { get; init; } = [];

    /// <summary>Header lines of its own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

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

    /// <summary>Signs with all of its secrets; null when it has none.</summary>
    internal WebhookSigner? Signer => Secrets.Count == 0 ? null : _signer ??= new WebhookSigner(WebhookScheme.StandardWebhooks, Secrets);

    /// <summary>What the HTTP transport made of it; for addresses of other schemes nothing asks.</summary>
    internal HttpEndpoint Http => _http ??= new HttpEndpoint(this);

    /// <summary>Names the endpoint without its address, whose path or query may be confidential.</summary>
    public override string ToString() => Id;
}
