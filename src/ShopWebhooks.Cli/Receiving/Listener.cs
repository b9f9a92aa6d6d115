using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
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

    /// <summary>The URL that senders use; null for the listener's own address.</summary>
    public required string? PublicUrl { get; init; }

    /// <summary>Listens until it is ended.</summary>
    /// <param name="started">Is told the address, before anything is received.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(Action<string> started, CancellationToken cancellationToken)
    {
        // The address is part of the settings, so that the port must be known before the server has it.
        var port = Port == 0 ? FreePort() : Port;
        var address = $"http://127.0.0.1:{port}/";
        await using var app = Build(port, address);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException)
        {
            await terminal.Error.WriteLineAsync(
                $"The port {port} cannot be listened on: it is taken, or not yours to take. Give another with --port, or none for a free one.");
            return ExitCode.Failure;
        }
        catch (OptionsValidationException exception)
        {
            throw new UsageException(exception.Message);
        }

        started(address);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Success;
    }

    private WebApplication Build(int port, string address)
    {
        // An empty one: the settings of an application in whose folder the tool is started are none of its own.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        var url = PublicUrl ?? address;
        builder.Services.AddShopWebhooks().AddSource(Source, Provider, source =>
        {
            source.PublicUrl = url;
            foreach (var secret in Secrets)
            {
                source.AddSecret(secret);
            }
        });
        var app = builder.Build();
        var verifier = new WebhookVerifier(Provider.Scheme, [.. Secrets.Select(secret => SecretText.Read(secret, Provider))]);
        app.Use(new Watcher(new ReceivedPrinter(terminal, Provider, verifier, url), Source).WatchAsync);
        app.UseRouting();
        app.MapShopWebhooks("/{source}");
        return app;
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
