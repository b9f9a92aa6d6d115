using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ShopWebhooks.AspNetCore;
using ShopWebhooks.Cli.Signing;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Receiving;

/// <summary>A server on this machine that answers webhooks and handshakes by the library's own mapped route, whatever path they come to.</summary>
internal sealed class Listener(Terminal terminal)
{
    private const string Source = "listen";

    public required int Port { get; init; }

    public required WebhookProvider Provider { get; init; }

    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>The URL that senders use; null for the one that each request comes to.</summary>
    public required string? PublicUrl { get; init; }

    /// <summary>Listens until it is ended.</summary>
    /// <param name="started">Is told the address, before anything is received.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(Action<string> started, CancellationToken cancellationToken)
    {
        // The address is part of the settings, so that the port must be known before the server has it.
        var port = Port == 0 ? FreePort() : Port;
        var origin = $"http://127.0.0.1:{port}";
        await using var app = Build(port, origin);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await terminal.Error.WriteLineAsync(
                $"The port {port} cannot be listened on: it is taken, or not yours to take. Give another with --port, or none for a free one.");
            return ExitCode.Failure;
        }

        started($"{origin}/");
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Success;
    }

    private WebApplication Build(int port, string origin)
    {
        // An empty one: the settings of an application in whose folder the tool is started are none of its own.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddShopWebhooks().AddSource(Source, Provider, source =>
        {
            source.PublicUrl = PublicUrl ?? origin;
            foreach (var secret in Secrets)
            {
                source.AddSecret(secret);
            }

            // Meta has a second secret for its handshake; here one is enough.
            source.VerifyToken = Provider.Handshake == WebhookHandshake.MetaSubscription ? Secrets[0] : null;
        });
        if (PublicUrl is null)
        {
            AddOwnUrlReceiver(builder.Services);
        }

        var app = builder.Build();
        var verifier = new WebhookVerifier(Provider.Scheme, [.. Secrets.Select(secret => SecretText.Read(secret, Provider))]);
        app.Use(new Watcher(new ReceivedPrinter(terminal, Provider, verifier, UrlOf), Source).WatchAsync);
        app.UseRouting();
        app.MapShopWebhooks("/{source}");
        return app;

        // As the source has it.
        string UrlOf(HttpRequest request) => PublicUrl is null ? origin + OwnUrlReceiver.TargetOf(request.HttpContext)
            : PublicUrl.Contains('?', StringComparison.Ordinal) ? PublicUrl
            : PublicUrl + request.QueryString;
    }

    private static void AddOwnUrlReceiver(IServiceCollection services)
    {
        var library = services.Single(service => service.ServiceType == typeof(IWebhookReceiver)).ImplementationType!;
        services.AddHttpContextAccessor();
        services.AddSingleton<IWebhookReceiver>(provider => new OwnUrlReceiver(
            (IWebhookReceiver)ActivatorUtilities.CreateInstance(provider, library), provider.GetRequiredService<IHttpContextAccessor>()));
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
