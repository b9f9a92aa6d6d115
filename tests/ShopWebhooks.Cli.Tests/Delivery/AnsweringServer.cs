using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ShopWebhooks.Cli.Tests.Delivery;

/// <summary>A receiver on this machine that keeps the last request, and answers what it was told to.</summary>
internal sealed class AnsweringServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AnsweringServer(int status, string answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            Body = body.ToArray();
            Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer);
        });
    }

    public string Address => _app.Urls.Single() + "/hooks";

    public byte[]? Body { get; private set; }

    public IReadOnlyDictionary<string, string>? Headers { get; private set; }

    public static async Task<AnsweringServer> StartAsync(int status = 204, string answer = "")
    {
        var server = new AnsweringServer(status, answer);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
