using System.Diagnostics.CodeAnalysis;
using ShopWebhooks.Events;

namespace ShopWebhooks.Endpoints;

/// <summary>The settings of one endpoint.</summary>
public sealed class WebhookEndpointOptions
{
    /// <summary>
    /// Where it is: an absolute URI whose scheme chooses the transport, without user info. <c>https</c> unless <see cref="AllowHttp"/>
    /// is set, and not in a reserved network unless <see cref="AllowedNetworks"/> has it.
    /// </summary>
    /// <value>None; required.</value>
    public string? Address { get; set; }

    /// <summary>Patterns of the event types it is owed; <c>*</c> stands for any run of characters.</summary>
    /// <value>Empty, which means <c>*</c>: all event types but <c>ping</c> and operational ones.</value>
    public IList<string> Events { get; } = [];

    /// <summary>
    /// The tenant whose messages it is owed, up to 200 characters, compared ordinally. Messages of another tenant, or of none, are not.
    /// </summary>
    /// <value>None: it is owed the messages of every tenant, and of none.</value>
    public string? Tenant { get; set; }

    /// <summary>
    /// What the payload of a message must be like for it to be owed, as JSON: <c>{"status":"paid","total":{"$gte":100}}</c>. The payload is
    /// the same for every <see cref="Format"/>.
    /// </summary>
    /// <value>None: any payload will do.</value>
    /// <remarks>See <see cref="PayloadCondition"/> for all of what may be written.</remarks>
    [StringSyntax(StringSyntaxAttribute.Json)]
    public string? Where { get; set; }

    /// <summary>Its secrets, <c>whsec_…</c>. Each of them signs every attempt, so that a new one can be introduced before the old one goes.</summary>
    /// <value>Empty; at least one is required.</value>
    public IList<string> Secrets { get; } = [];

    /// <summary>How a payload becomes its body.</summary>
    /// <value><see cref="WebhookFormat.Flat"/>.</value>
    public WebhookFormat Format { get; set; }

    /// <summary>Header lines of its own, such as an API key. Names the library itself sets are refused.</summary>
    /// <value>Empty.</value>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long one attempt may take, 1 second to 10 minutes.</summary>
    /// <value>15 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The most attempts under way at once in this process, 1 to 1,000.</summary>
    /// <value>16.</value>
    public int Concurrency { get; set; } = 16;

    /// <summary>The waits between attempts, each from zero to 30 days; the delivery is a dead letter when the last attempt has failed.</summary>
    /// <value>
    /// Null, which means 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h; each is varied by ±20 %. Empty means a single attempt:
    /// <c>[]</c> in a JSON file.
    /// </value>
    /// <remarks>An array, because binding an empty one in JSON leaves a list as it was.</remarks>
    public TimeSpan[]? RetryWaits { get; set; }

    /// <summary>Whether its address may be plain HTTP.</summary>
    /// <value>False, in every environment.</value>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Reserved networks, in CIDR notation, that it may be in: <c>10.20.0.0/16</c>, <c>127.0.0.0/8</c>; for one address,
    /// <c>10.20.0.7/32</c>. <c>0.0.0.0/0</c> and <c>::/0</c> open every address.
    /// </summary>
    /// <value>Empty: only public addresses.</value>
    /// <remarks>
    /// A name that resolves to any other reserved address as well is connected to at its addresses in these networks alone, so that
    /// <c>127.0.0.0/8</c> is enough for <c>localhost</c>. Without one in them, it is refused.
    /// </remarks>
    public IList<string> AllowedNetworks { get; } = [];

    internal bool IsSameAs(WebhookEndpointOptions other) =>
        Address == other.Address
        && Tenant == other.Tenant
        && Where == other.Where
        && Format == other.Format
        && Timeout == other.Timeout
        && Concurrency == other.Concurrency
        && AllowHttp == other.AllowHttp
        && Events.SequenceEqual(other.Events)
        && Secrets.SequenceEqual(other.Secrets)
        && (RetryWaits is null ? other.RetryWaits is null : other.RetryWaits is { } waits && RetryWaits.SequenceEqual(waits))
        && AllowedNetworks.SequenceEqual(other.AllowedNetworks)
        && Headers.OrderBy(line => line.Key, StringComparer.Ordinal).SequenceEqual(
            other.Headers.OrderBy(line => line.Key, StringComparer.Ordinal));
}
