using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;
using ShopWebhooks.Tests.Doubles;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>An application that receives webhooks: a real Kestrel on a free port, a clock that stands still, and recorders inside.</summary>
internal sealed class LoopbackShop : IAsyncDisposable
{
    public const string Source = "shopbotly";

    public static readonly string Secret = WebhookSecret.FromBytes([.. Enumerable.Range(1, 32).Select(i => (byte)i)]).Reveal();

    private readonly WebApplication _application;

    private LoopbackShop(WebApplication application, RecordingLogs logs, RecordingHandler handler, ManualTimeProvider clock)
    {
        _application = application;
        Logs = logs;
        Handler = handler;
        Clock = clock;
        Store = (RecordingStore)application.Services.GetRequiredService<IWebhookStore>();
    }

    public RecordingLogs Logs { get; }

    public RecordingHandler Handler { get; }

    public ManualTimeProvider Clock { get; }

    public RecordingStore Store { get; }

    public IServiceProvider Services => _application.Services;

    public int Port => new Uri(_application.Urls.Single()).Port;

    public string Url => $"http://127.0.0.1:{Port}/webhooks/{Source}";

    /// <summary>Starts one; its source is <see cref="Source"/> with <see cref="Secret"/>, and its route /webhooks/{source}.</summary>
    /// <param name="webhooks">Adds to what the library is told.</param>
    /// <param name="services">Adds to the application's services.</param>
    /// <param name="routes">Maps the routes; null for the usual one.</param>
    /// <param name="clock">The clock; null for one of its own.</param>
    /// <param name="protocols">What the server speaks, in clear text.</param>
    /// <param name="environment">The environment; null for the usual one, production.</param>
    public static async Task<LoopbackShop> StartAsync(
        Action<IShopWebhooksBuilder>? webhooks = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? routes = null,
        ManualTimeProvider? clock = null,
        HttpProtocols protocols = HttpProtocols.Http1,
        string? environment = null)
    {
        var logs = new RecordingLogs();
        var handler = new RecordingHandler();
        clock ??= new ManualTimeProvider();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(logs)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.HttpLogging", LogLevel.Information);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(clock);
        var library = builder.Services.AddShopWebhooks()
            .AddSource(Source, source => source.AddSecret(Secret))
            .On<Events.WebhookEvent>("recorder", (webhookEvent, context, _) => handler.HandleAsync(webhookEvent, context));
        webhooks?.Invoke(library);
        services?.Invoke(builder.Services);
        RecordStore(builder.Services);

        var application = builder.Build();
        if (routes is null)
        {
            application.MapShopWebhooks("/webhooks/{source}");
        }

        routes?.Invoke(application);
        var shop = new LoopbackShop(application, logs, handler, clock);
        await application.StartAsync();
        return shop;
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Port);

    /// <summary>Sends a webhook over a connection of its own.</summary>
    public Task<RawAnswer> SendAsync(RawWebhook webhook) => SendAsync(webhook.ToBytes());

    /// <summary>Sends bytes over a connection of their own.</summary>
    public async Task<RawAnswer> SendAsync(byte[] request)
    {
        using var connection = await ConnectAsync();
        await connection.SendAsync(request);
        return await connection.ReadAnswerAsync();
    }

    /// <summary>Stops it, after all that was under way: what has not happened by then does not happen any more.</summary>
    public Task StopAsync() => _application.StopAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void RecordStore(IServiceCollection services)
    {
        var store = services.Last(service => service.ServiceType == typeof(IWebhookStore));
        services.AddSingleton<IWebhookStore>(provider => new RecordingStore((IWebhookStore)store.ImplementationFactory!(provider)));
    }
}
