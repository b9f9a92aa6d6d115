using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ShopWebhooks.Tests.Transports;

/// <summary>A Kestrel on a free port of this machine that records what it gets, before it answers as it is told.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application) => _application = application;

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public int Port => new Uri(_application.Urls.Single()).Port;

    public static async Task<LoopbackServer> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var application = builder.Build();
        var server = new LoopbackServer(application);
        application.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var request = context.Request;
            server.Seen.Enqueue(new SeenRequest(
                request.Method,
                context.Features.Get<IHttpRequestFeature>()!.RawTarget,
                request.Host.Value!,
                context.Connection.Id,
                request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()));
            await answer(context);
        });
        await application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
