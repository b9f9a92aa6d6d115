using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RichardSzalay.MockHttp;
using Shop;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

/// <summary>
/// An application with the line of the READMEs, as often as it starts, and one subscriber, <c>crm</c>. The line names a file in the working
/// directory, which is a folder of its own until this is disposed of.
/// </summary>
internal sealed class KeepingShop : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop-webhooks-");
    private readonly string _before = Environment.CurrentDirectory;

    public KeepingShop() => Environment.CurrentDirectory = _folder.FullName;

    /// <summary>What the subscriber answers.</summary>
    public MockHttpMessageHandler Crm { get; } = new();

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public async Task<WebApplication> StartAsync(Action<ShopWebhooksOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        Durable.Keep(builder);
        builder.Services.AddShopWebhooks(configure)
            .AddEndpoint("crm", "https://crm.example/hooks", endpoint => endpoint.AddSecret(WebhookSecret.Generate().Reveal()))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => Crm))
            .AllowUnguardedHandler();
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Crm.Dispose();
        _folder.Delete(recursive: true);
    }
}
