using System.Diagnostics.CodeAnalysis;
using ShopWebhooks.Events;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>The settings of one endpoint.</summary>
public sealed class WebhookEndpointOptions
{
    /// <summary>
    /// Where it is: an absolute URI whose scheme chooses the transport, without user info. <c>https</c> unless <see cref="AllowHttp"/>
    /// is set, and not in a reserved network unless <see cref="AllowedNetworks"/> or <see cref="AllowedHosts"/> has it.
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

    /// <summary>Makes another body of a message and its body in the <see cref="Format"/>. In code alone.</summary>
    /// <value>Null: the body is the payload in the format.</value>
    /// <remarks>
    /// <para>Called once for each message, before the delivery is stored, by the thread that dispatches and possibly by many at once; it
    /// does not wait for anything. What it returns is kept with the delivery and sent on every attempt. The body it was given, returned
    /// as it is, is sent so.</para>
    /// <para>When it throws or returns null, the delivery is a dead letter whose reason names the type of the exception; others that the
    /// message is owed to get it. Who gets a message at all is for <see cref="Events"/> to say. A replay of such a dead letter calls it
    /// again, for each attempt; so does <see cref="IWebhookDispatcher.SendNowAsync"/>, and at start, where a schema is required, the check
    /// of the examples.</para>
    /// </remarks>
    public Func<WebhookMessage, DeliveryBody, DeliveryBody>? Transform { get; set; }

    /// <summary>The JSON Schema, as text, that every body must fit once it has its format and is transformed.</summary>
    /// <value>Null: any body.</value>
    /// <remarks>
    /// Needs the package <c>ShopWebhooks.JsonSchema</c> and its <c>AddJsonSchemaValidation()</c>. At start, the examples of the event types
    /// in <see cref="Events"/> are checked. Each body is, before its delivery is stored; one that does not fit is a dead letter.
    /// </remarks>
    public string? RequiredSchema { get; set; }

    /// <summary>Header lines of its own, such as an API key. Names the library itself sets are refused.</summary>
    /// <value>Empty.</value>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The name of a provider by whose scheme every attempt is signed as well, <c>github</c>: for a receiver that still checks that signature
    /// while it moves to Standard Webhooks. Both are over the same body.
    /// </summary>
    /// <value>Null: Standard Webhooks alone.</value>
    public string? LegacyProvider { get; set; }

    /// <summary>The secret of that second signature, as its provider shows it.</summary>
    /// <value>
    /// Null: the key bytes of <see cref="Secrets"/>; of the first of them where that signature has room for one. Required where the provider
    /// sends its secret as it is.
    /// </value>
    public string? LegacySecret { get; set; }

    /// <summary>The header of that second signature, where it is another than the provider's.</summary>
    /// <value>Null: the provider's.</value>
    public string? LegacyHeader { get; set; }

    /// <summary>
    /// The DNS name of the sending system, <c>shop.example</c>, by which <see cref="IWebhookEndpoints.TestAsync"/> asks for consent in the
    /// handshake of CloudEvents HTTP 1.1 Web Hooks, and which every attempt then carries in <c>WebHook-Request-Origin</c>.
    /// </summary>
    /// <value>Null: nothing is asked.</value>
    /// <remarks>
    /// What the endpoint grants is kept in the store. Without a grant deliveries are made all the same; whether there is one is for
    /// <c>TestAsync</c> to say.
    /// </remarks>
    public string? RequestOrigin { get; set; }

    /// <summary>How many requests a minute are asked for in that handshake; above zero.</summary>
    /// <value>Null: no number. What is granted limits attempts as <see cref="MaxPerSecond"/> does; the lower of the two holds.</value>
    public int? RequestRate { get; set; }

    /// <summary>How long one attempt may take, 1 second to 10 minutes.</summary>
    /// <value>15 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The most attempts under way at once in this process, 1 to 1,000.</summary>
    /// <value>16.</value>
    public int Concurrency { get; set; } = 16;

    /// <summary>The most attempts that begin within a second, on average, in this process; 0.001 to 10,000.</summary>
    /// <value>Null: as many as come.</value>
    /// <remarks>What does not fit waits in the store, and spends no attempt. After a lull, as many begin at once as in a tenth of a second.</remarks>
    public double? MaxPerSecond { get; set; }

    /// <summary>
    /// Status codes of answers, 300 to 599, after which a delivery is a dead letter at once, as no later attempt can succeed: <c>400</c>,
    /// <c>422</c>.
    /// </summary>
    /// <value>Empty: every answer but 2xx and 410 is tried again.</value>
    public IList<int> FinalStatusCodes { get; } = [];

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

    /// <summary>Names of hosts, in full, that may lead it anywhere, whatever they resolve to: <c>erp.internal</c>.</summary>
    /// <value>Empty: what a name resolves to is checked.</value>
    /// <remarks>
    /// For names that you answer for yourself, such as those of a container network, whose addresses change: whoever can change where the
    /// name leads chooses where requests go. <see cref="AllowedNetworks"/> opens less. Neither an IP address nor a pattern.
    /// </remarks>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The call or the configuration key that declared it, for messages about it; null where neither did.</summary>
    internal string? DeclaredAt { get; set; }

    internal bool IsSameAs(WebhookEndpointOptions other) =>
        Address == other.Address
        && Tenant == other.Tenant
        && Where == other.Where
        && Format == other.Format
        && Transform == other.Transform
        && RequiredSchema == other.RequiredSchema
        && string.Equals(LegacyProvider, other.LegacyProvider, StringComparison.OrdinalIgnoreCase)
        && LegacySecret == other.LegacySecret
        && string.Equals(RequestOrigin, other.RequestOrigin, StringComparison.OrdinalIgnoreCase)
        && RequestRate == other.RequestRate
        && LegacyHeader == other.LegacyHeader
        && Timeout == other.Timeout
        && Concurrency == other.Concurrency
        && MaxPerSecond == other.MaxPerSecond
        && AllowHttp == other.AllowHttp
        && FinalStatusCodes.SequenceEqual(other.FinalStatusCodes)
        && Events.SequenceEqual(other.Events)
        && Secrets.SequenceEqual(other.Secrets)
        && (RetryWaits is null ? other.RetryWaits is null : other.RetryWaits is { } waits && RetryWaits.SequenceEqual(waits))
        && AllowedNetworks.SequenceEqual(other.AllowedNetworks)
        && AllowedHosts.SequenceEqual(other.AllowedHosts)
        && Headers.OrderBy(line => line.Key, StringComparer.Ordinal).SequenceEqual(
            other.Headers.OrderBy(line => line.Key, StringComparer.Ordinal));
}
