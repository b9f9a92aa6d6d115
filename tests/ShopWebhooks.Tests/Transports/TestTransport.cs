using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.Endpoints;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

/// <summary>The HTTP transport as the container makes it, with a network and a clock of the test's.</summary>
internal sealed class TestTransport : IDisposable
{
    private readonly ServiceProvider _provider;

    public TestTransport(INetwork? network = null, Action<IHttpClientBuilder>? configure = null, bool allowUnguarded = false)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        if (network is not null)
        {
            services.AddSingleton(network);
        }

        var client = services.AddHttpTransport();
        configure?.Invoke(client);
        services.Configure<HttpTransportOptions>(options => options.AllowUnguardedHandler = allowUnguarded);
        _provider = services.BuildServiceProvider();
        Transport = _provider.GetRequiredService<HttpTransport>();
    }

    public ManualTimeProvider Clock { get; } = new();

    public HttpTransport Transport { get; }

    /// <summary>An endpoint at the machine itself, which it may be at.</summary>
    public static WebhookEndpoint Loopback(string address, string id = "crm", params KeyValuePair<string, string>[] headers) => new()
    {
        Id = id,
        Address = new Uri(address),
        AllowHttp = true,
        AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")],
        Headers = headers,
    };

    /// <summary>An endpoint that may be at public addresses only.</summary>
    public static WebhookEndpoint Guarded(string address, params KeyValuePair<string, string>[] headers) =>
        new() { Id = "shop", Address = new Uri(address), AllowHttp = true, Headers = headers };

    public ValueTask<TransportResult> SendAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken = default) =>
        Transport.SendAsync(Request(endpoint), cancellationToken);

    public void Dispose() => _provider.Dispose();

    public static TransportRequest Request(WebhookEndpoint endpoint) => new()
    {
        Endpoint = endpoint,
        Address = endpoint.Address,
        Message = new WebhookMessage
        {
            Id = "msg_1",
            EventType = "ping",
            Origin = WebhookMessage.LocalOrigin,
            CreatedAt = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
            Payload = "{}"u8.ToArray(),
        },
        Body = "{}"u8.ToArray(),
        ContentType = "application/json",
        SignatureHeaders = [new("webhook-id", "msg_1"), new("webhook-timestamp", "1"), new("webhook-signature", "v1,AA== v1,BB==")],
        Attempt = 1,
    };
}
