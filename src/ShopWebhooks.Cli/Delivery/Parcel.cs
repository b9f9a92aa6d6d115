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
    private const string Advice = "nothing was sent; --allow-private-networks allows this machine, private networks and plain http";

    // Not 169.254.0.0/16 and fe80::/10, where clouds keep the credentials of a machine.
    private static readonly string[] PrivateNetworks =
        ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"];

    public required string Address { get; init; }

    /// <summary>The URL as the receiver knows it.</summary>
    public required string SignedUrl { get; init; }

    public required WebhookProvider Provider { get; init; }

    public required IReadOnlyList<WebhookSecret> Secrets { get; init; }

    public required bool AllowPrivateNetworks { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The header in which the provider names the event type, and the event type; null where it is in the body.</summary>
    public KeyValuePair<string, string>? EventHeader { get; init; }

    /// <summary>Makes the one attempt.</summary>
    /// <exception cref="UsageException">The body cannot be signed as the provider signs.</exception>
    public async Task<DeliveryAttempt> SendAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        var signature = IsHouseScheme ? null : Sign();
        var webhooks = services.AddShopWebhooks().AddEndpoint(EndpointId, Address, endpoint => Configure(endpoint, signature?.Body ?? Body));
        if (signature is not null)
        {
            webhooks.ConfigureHttpClient(client => client.AddHttpMessageHandler(() => new ProviderSignature(signature.Lines)));
        }

        await using var provider = services.BuildServiceProvider();
        try
        {
            return await provider.GetRequiredService<IWebhookDispatcher>().SendNowAsync(new Ping(), EndpointId, cancellationToken);
        }
        catch (OptionsValidationException)
        {
            // The address, as it is written, is one that nothing is sent to: all else was checked before.
            return Refused();
        }
    }

    private bool IsHouseScheme => ReferenceEquals(Provider.Scheme, WebhookScheme.StandardWebhooks);

    // Before there is a request: it is sent at once, and once.
    private Signature Sign() =>
        Signature.Make(Provider, Secrets, new OutgoingWebhook(MessageId.New(), TimeProvider.System.GetUtcNow(), Body) { Url = SignedUrl });

    // What is sent stands in for the ping: the library takes events, and this is a body.
    private void Configure(WebhookEndpointBuilder endpoint, byte[] body)
    {
        endpoint.Transform((_, _) => new DeliveryBody(body, Provider.ContentTypes[0]));
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

    // In words of this command's own: those of the library tell what to write in code.
    private DeliveryAttempt Refused()
    {
        var address = new Uri(Address);
        var (reason, decision) = address switch
        {
            { UserInfo.Length: > 0 } => ("it contains a user's name, which an address may not", "nothing was sent; leave out what stands before the @"),
            { Scheme: "http" } when !AllowPrivateNetworks => ("its scheme is http, which sends in clear text", Advice),
            _ when !AllowPrivateNetworks => ($"its host {address.Host} is this machine, in a private or reserved network, or no name", Advice),
            _ => ($"its host {address.Host} is in a reserved network, or no name", "nothing was sent; no option allows such an address"),
        };
        return new DeliveryAttempt
        {
            Number = 1,
            StartedAt = TimeProvider.System.GetUtcNow(),
            Duration = TimeSpan.Zero,
            Outcome = AttemptOutcome.Rejected,
            Error = $"The address is refused: {reason}.",
            Decision = decision,
        };
    }
}
