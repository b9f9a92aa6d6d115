using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ShopWebhooks.Sqlite.Tests.Crashes;

/// <summary>What the shop sends to, and what its handlers report to: a server of the test, which outlives every life of the shop.</summary>
internal sealed class Recipient : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Func<Arrival, Task> _receive;

    private Recipient(WebApplication server, Func<Arrival, Task> receive) => (_server, _receive) = (server, receive);

    public Uri Address => new(_server.Urls.Single());

    /// <summary>Starts it.</summary>
    /// <param name="receive">Is told each arrival; it is answered with success when the task completes.</param>
    public static async Task<Recipient> StartAsync(Func<Arrival, Task> receive)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var recipient = new Recipient(builder.Build(), receive);
        recipient._server.Run(recipient.AnswerAsync);
        await recipient._server.StartAsync();
        return recipient;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Killed while it sent.
            return;
        }

        await _receive(Read(http.Request, body.ToArray()));
    }

    private static Arrival Read(HttpRequest request, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return new Arrival(
            int.Parse(request.Headers["x-life"].Single()!, CultureInfo.InvariantCulture),
            request.Path.StartsWithSegments("/handled", out var handler) ? $"handler:{handler.Value![1..]}" : "sink",
            request.Headers["webhook-id"].Single()!,
            $"{json.RootElement.GetProperty("event").GetString()} {json.RootElement.GetProperty("customer_id").GetString()}",
            Convert.ToBase64String(body));
    }
}
