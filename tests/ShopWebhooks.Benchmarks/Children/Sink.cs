using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ShopWebhooks.Benchmarks.Children;

/// <summary>A child that reads whatever is posted to it, and answers 200: on <c>/hooks</c> at once, on <c>/slow</c> after five seconds.</summary>
internal static class Sink
{
    public const string Role = "sink";

    private const string SlowPath = "/slow";
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(5);

    /// <summary>Starts it, and returns its address.</summary>
    public static async Task<(ChildProcess Child, string Address)> StartAsync()
    {
        var child = ChildProcess.Start(Role);
        return (child, $"http://127.0.0.1:{await child.ReadLineAsync()}/hooks");
    }

    /// <summary>The address beside one of <see cref="StartAsync"/> that answers slowly.</summary>
    public static string Slow(string address) => new Uri(new Uri(address), SlowPath).AbsoluteUri;

    public static async Task RunAsync()
    {
        await using var server = LoopbackServer.CreateBuilder().Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        Console.WriteLine(LoopbackServer.PortOf(server).ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync();
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync();
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                if (http.Request.Path == SlowPath)
                {
                    await Task.Delay(Slowness);
                }

                http.Response.ContentLength = 0;
                return;
            }
        }
    }
}
