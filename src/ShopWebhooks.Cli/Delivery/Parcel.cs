using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ShopWebhooks.Cli.Signing;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Events;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks.Cli.Delivery;

/// <summary>One webhook to send, by the library's own way: its endpoint, its guard, its transport.</summary>
internal sealed record Parcel
{
    private const string EndpointId = "to";
    private const string Form = "application/x-www-form-urlencoded";

    // Not 169.254.0.0/16 and fe80::/10, where clouds keep the credentials of a machine.
    private static readonly string[] PrivateNetworks =
        ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"];

    public required string Address { get; init; }

    public required WebhookProvider Provider { get; init; }

    public required IReadOnlyList<WebhookSecret> Secrets { get; init; }

    public required bool AllowPrivateNetworks { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The header in which the provider names the event type, and the event type; null where it is in the body.</summary>
    public KeyValuePair<string, string>? EventHeader { get; init; }

    /// <summary>Makes the one attempt.</summary>
    /// <exception cref="UsageException">The provider's webhooks cannot be signed.</exception>
    public async Task<DeliveryAttempt> SendAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        var webhooks = services.AddShopWebhooks().AddEndpoint(EndpointId, Address, Configure);
        if (!IsHouseScheme)
        {
            var signer = SignCommand.CreateSigner(Provider, Secrets);
            webhooks.ConfigureHttpClient(client => client.AddHttpMessageHandler(() => new ProviderSignature(signer, Address)));
        }

        await using var provider = services.BuildServiceProvider();
        try
        {
            return await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(new Ping(), EndpointId, cancellationToken);
        }
        catch (OptionsValidationException exception)
        {
            // The address, as it is written, is one that nothing is sent to: all else was checked before.
            return Refused(exception);
        }
    }

    // A provider may send both; JSON begins with a bracket, and a form does not.
    private string ContentType => Provider.ContentTypes.Contains(Form) && Body is not [(byte)'{' or (byte)'[', ..] ? Form : Provider.ContentTypes[0];

    private bool IsHouseScheme => ReferenceEquals(Provider.Scheme, WebhookScheme.StandardWebhooks);

    // What is sent stands in for the ping: the library takes events, and this is a body.
    private void Configure(WebhookEndpointBuilder endpoint)
    {
        endpoint.Transform((_, _) => new DeliveryBody(Body, ContentType));
        foreach (var secret in IsHouseScheme ? Secrets : [WebhookSecret.Generate()])
        {
            endpoint.AddSecret(secret.Reveal());
        }

        if (EventHeader is var (name, type))
        {
            endpoint.AddHeader(name, type);
        }

        if (AllowPrivateNetworks)
        {
            endpoint.AllowHttp();
            Array.ForEach(PrivateNetworks, network => endpoint.AllowNetwork(network));
        }
    }

    // The problem begins with the call that declared the address, and ends with what to write in code.
    private static DeliveryAttempt Refused(OptionsValidationException exception)
    {
        var problem = exception.Message[(exception.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(';')[0].TrimEnd('.');
        return new DeliveryAttempt
        {
            Number = 1,
            StartedAt = TimeProvider.System.GetUtcNow(),
            Duration = TimeSpan.Zero,
            Outcome = AttemptOutcome.Rejected,
            Error = $"{char.ToUpperInvariant(problem[0])}{problem[1..]}.",
            Decision = "nothing was sent; --allow-private-networks allows this machine, private networks and plain http",
        };
    }
}
