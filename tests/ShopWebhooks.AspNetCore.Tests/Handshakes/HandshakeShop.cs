using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ShopWebhooks.AspNetCore.Tests.Loopback;
using ShopWebhooks.Providers;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Handshakes;

/// <summary>An application with one source, whose provider shakes hands.</summary>
internal sealed class HandshakeShop : IAsyncDisposable
{
    public const string Secret = "test_secret";

    private readonly WebhookProvider _provider;

    private HandshakeShop(LoopbackShop loopback, WebhookProvider provider)
    {
        Loopback = loopback;
        _provider = provider;
    }

    public LoopbackShop Loopback { get; }

    public IWebhookSources Sources => Loopback.Services.GetRequiredService<IWebhookSources>();

    public static string Source => "partner";

    /// <summary>Starts one.</summary>
    /// <param name="provider">The provider of its source.</param>
    /// <param name="configure">Adds to the settings of the source; a secret when it is null.</param>
    /// <param name="webhooks">Adds to what the library is told.</param>
    public static async Task<HandshakeShop> StartAsync(
        WebhookProvider provider, Action<WebhookSourceOptions>? configure = null, Action<IShopWebhooksBuilder>? webhooks = null) => new(
        await LoopbackShop.StartAsync(webhooks: shop =>
        {
            shop.AddSource(Source, provider, configure ?? (source => source.AddSecret(Secret)));
            webhooks?.Invoke(shop);
        }),
        provider);

    /// <summary>Sends a request without a body, and without a signature.</summary>
    public Task<RawAnswer> AskAsync(string method, string query, params (string Name, string Value)[] lines) => PostAsync(method, query, "", lines);

    /// <summary>Sends a POST that nobody signed.</summary>
    public Task<RawAnswer> PostAsync(string body, params (string Name, string Value)[] lines) => PostAsync("POST", "", body, lines);

    /// <summary>Sends a POST as the provider signs it.</summary>
    public Task<RawAnswer> SignedAsync(string body, string secret = Secret, params (string Name, string Value)[] lines)
    {
        var signer = new WebhookSigner(_provider.Scheme, WebhookSecret.Parse(secret, _provider.Scheme.SecretFormat));
        var signed = signer.Sign(new OutgoingWebhook("msg-1", Loopback.Clock.GetUtcNow(), Encoding.UTF8.GetBytes(body)));
        return PostAsync("POST", "", body, [("content-type", "application/json"), .. signed.Select(line => (line.Key, line.Value)), .. lines]);
    }

    /// <summary>Nothing was stored, and so nothing is handled.</summary>
    public void StoredNothing() => Loopback.Store.Adds.Should().BeEmpty();

    public ValueTask DisposeAsync() => Loopback.DisposeAsync();

    private Task<RawAnswer> PostAsync(string method, string query, string body, (string Name, string Value)[] lines)
    {
        var request = RawWebhook.Signed(body).To(Source + query);
        request.Method = method;
        request.Lines.Clear();
        foreach (var (name, value) in lines)
        {
            request.And(name, value);
        }

        return Loopback.SendAsync(request);
    }
}
