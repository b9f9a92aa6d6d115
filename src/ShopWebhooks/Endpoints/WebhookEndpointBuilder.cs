using System.Diagnostics.CodeAnalysis;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Endpoints;

/// <summary>Declares an endpoint in code. Each call adds to, or sets, one of the <see cref="Options"/>.</summary>
public sealed class WebhookEndpointBuilder
{
    internal WebhookEndpointBuilder(WebhookEndpointOptions options) => Options = options;

    /// <summary>The settings that are being made.</summary>
    public WebhookEndpointOptions Options { get; }

    /// <summary>Adds patterns of event types that it is owed.</summary>
    /// <param name="events">The patterns; <c>*</c> stands for any run of characters.</param>
    public WebhookEndpointBuilder For(params IEnumerable<string> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var pattern in events)
        {
            Options.Events.Add(pattern);
        }

        return this;
    }

    /// <summary>Sets the tenant whose messages it is owed, and no others.</summary>
    /// <param name="tenant">
    /// The tenant, as in <see cref="DispatchOptions.Tenant"/>; null, as of a setting that is missing, is reported when the host starts.
    /// </param>
    public WebhookEndpointBuilder ForTenant(string? tenant)
    {
        Options.Tenant = tenant ?? "";
        return this;
    }

    /// <summary>Sets what the payload of a message must be like for it to be owed.</summary>
    /// <param name="json">
    /// The condition, <c>{"status":"paid","total":{"$gte":100}}</c>, as <see cref="PayloadCondition"/> reads it; null, as of a setting that is
    /// missing, is reported when the host starts.
    /// </param>
    public WebhookEndpointBuilder Where([StringSyntax(StringSyntaxAttribute.Json)] string? json)
    {
        Options.Where = json ?? "";
        return this;
    }

    /// <summary>Adds a secret; all secrets sign every attempt.</summary>
    /// <param name="secret">The secret, <c>whsec_…</c>; null, as of a setting that is missing, is reported when the host starts.</param>
    public WebhookEndpointBuilder AddSecret(string? secret)
    {
        Options.Secrets.Add(secret ?? "");
        return this;
    }

    /// <summary>Sets how a payload becomes its body.</summary>
    /// <param name="format">The format.</param>
    public WebhookEndpointBuilder As(WebhookFormat format)
    {
        Options.Format = format;
        return this;
    }

    /// <summary>Makes another body of each message, once, before its delivery is stored.</summary>
    /// <param name="transform">
    /// Takes the message and its body in the endpoint's format, and returns the body to send. See
    /// <see cref="WebhookEndpointOptions.Transform"/> for when it is called and what follows when it fails.
    /// </param>
    public WebhookEndpointBuilder Transform(Func<WebhookMessage, DeliveryBody, DeliveryBody> transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        Options.Transform = transform;
        return this;
    }

    /// <summary>States the JSON Schema that every body must fit; one that does not becomes a dead letter.</summary>
    /// <param name="schema">The text of the schema. It needs the package <c>ShopWebhooks.JsonSchema</c>.</param>
    public WebhookEndpointBuilder Requires(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Options.RequiredSchema = schema;
        return this;
    }

    /// <summary>Adds a header line of its own.</summary>
    /// <param name="name">The name; not one that the library itself sets.</param>
    /// <param name="value">The value, without line breaks; null, as of a setting that is missing, is reported when the host starts.</param>
    public WebhookEndpointBuilder AddHeader(string name, string? value)
    {
        Options.Headers[name] = value ?? "";
        return this;
    }

    /// <summary>Signs every attempt by the scheme of a provider as well, for a receiver that still checks that signature.</summary>
    /// <remarks>By the key bytes of the endpoint's own secrets; of the first where that signature has room for one.</remarks>
    /// <param name="provider">The provider: one that the library knows, or one that <c>AddProvider</c> declares.</param>
    public WebhookEndpointBuilder AlsoSignAs(WebhookProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        Options.LegacyProvider = provider.Name;
        return this;
    }

    /// <summary>Signs every attempt by the scheme of a provider as well, with a secret of its own.</summary>
    /// <param name="provider">The provider: one that the library knows, or one that <c>AddProvider</c> declares.</param>
    /// <param name="secret">
    /// The secret of that signature, as the provider shows it; null, as of a setting that is missing, is reported when the host starts.
    /// </param>
    public WebhookEndpointBuilder AlsoSignAs(WebhookProvider provider, string? secret)
    {
        Options.LegacySecret = secret ?? "";
        return AlsoSignAs(provider);
    }

    /// <summary>
    /// Has <see cref="IWebhookEndpoints.TestAsync"/> ask for consent, in the handshake of CloudEvents HTTP 1.1 Web Hooks, and every attempt name
    /// who sends.
    /// </summary>
    /// <param name="origin">
    /// The DNS name of the sending system, <c>shop.example</c>; null, as of a setting that is missing, is reported when the host starts.
    /// </param>
    /// <param name="perMinute">How many requests a minute to ask for; null for no number.</param>
    public WebhookEndpointBuilder RequestConsent(string? origin, int? perMinute = null)
    {
        Options.RequestOrigin = origin ?? "";
        Options.RequestRate = perMinute;
        return this;
    }

    /// <summary>Sets the waits between attempts, in place of the standard schedule.</summary>
    /// <param name="waits">The waits, each from zero to 30 days; none for a single attempt that is never repeated.</param>
    public WebhookEndpointBuilder RetryWaits(params IEnumerable<TimeSpan> waits)
    {
        ArgumentNullException.ThrowIfNull(waits);
        Options.RetryWaits = [.. waits];
        return this;
    }

    /// <summary>Limits how many attempts begin within a second.</summary>
    /// <param name="rate">The most, on average; 0.001 to 10,000.</param>
    public WebhookEndpointBuilder MaxPerSecond(double rate)
    {
        Options.MaxPerSecond = rate;
        return this;
    }

    /// <summary>Adds status codes after which a delivery is not tried again.</summary>
    /// <param name="statusCodes">The codes, 300 to 599.</param>
    public WebhookEndpointBuilder GiveUpOn(params IEnumerable<int> statusCodes)
    {
        ArgumentNullException.ThrowIfNull(statusCodes);
        foreach (var code in statusCodes)
        {
            Options.FinalStatusCodes.Add(code);
        }

        return this;
    }

    /// <summary>Allows plain HTTP for this endpoint alone.</summary>
    public WebhookEndpointBuilder AllowHttp()
    {
        Options.AllowHttp = true;
        return this;
    }

    /// <summary>Allows a reserved network for this endpoint alone.</summary>
    /// <param name="cidr">
    /// The network in CIDR notation, <c>10.20.0.0/16</c>; for one address, <c>10.20.0.7/32</c>. Names, and addresses within a network such
    /// as <c>10.20.0.7/16</c>, are reported when the host starts. <c>0.0.0.0/0</c> opens every IPv4 address and <c>::/0</c> every IPv6
    /// address to this endpoint.
    /// </param>
    public WebhookEndpointBuilder AllowNetwork(string cidr)
    {
        Options.AllowedNetworks.Add(cidr);
        return this;
    }

    /// <summary>Allows a host to lead this endpoint alone anywhere, whatever its name resolves to.</summary>
    /// <param name="name">
    /// The name, in full: <c>erp.internal</c>. For names that you answer for yourself, and whose addresses change too often for
    /// <see cref="AllowNetwork"/>, which opens less. Addresses and patterns are reported when the host starts.
    /// </param>
    public WebhookEndpointBuilder AllowHost(string name)
    {
        Options.AllowedHosts.Add(name);
        return this;
    }
}
