using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Benchmarks.Children;

/// <summary>A child that posts webhooks with fresh ids over some connections, one at a time on each.</summary>
/// <remarks>
/// It writes requests whose bytes were made and signed before, and looks for nothing in the answer but its status and its end: what it
/// takes of the machine is taken from both sides alike, and is little.
/// </remarks>
internal sealed class LoadGenerator(Socket[] connections)
{
    public const string Role = "load";

    private static readonly byte[] Key = "a key for benchmarks, 32 B long!"u8.ToArray();

    private byte[][] _requests = [];
    private int _taken;
    private int _accepted;

    public static ReadOnlySpan<byte> KeyBytes => Key;

    public static WebhookSecret Secret { get; } = WebhookSecret.FromBytes(Key);

    /// <summary>Answers each line <c>COUNT PATH</c> with <c>ready</c> when as many requests are made, and the line after it, whatever it is,
    /// with the number of answers 200 when all have been sent and answered.</summary>
    public static async Task RunAsync(int port, int connectionCount)
    {
        var connections = new Socket[connectionCount];
        for (var i = 0; i < connections.Length; i++)
        {
            connections[i] = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await connections[i].ConnectAsync(IPAddress.Loopback, port);
        }

        var generator = new LoadGenerator(connections);
        while (await Console.In.ReadLineAsync() is { } order)
        {
            var (count, path) = (order.Split(' ')[0], order.Split(' ')[1]);
            generator.Prepare(int.Parse(count, CultureInfo.InvariantCulture), path);
            Console.WriteLine("ready");
            await Console.In.ReadLineAsync();
            Console.WriteLine((await generator.SendAllAsync()).ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Prepare(int count, string path)
    {
        var signer = new WebhookSigner(WebhookScheme.StandardWebhooks, Secret);
        var body = KibibyteOrder.Json;
        var run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        _requests = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var head = new StringBuilder(
                $"POST {path} HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: Benchmark/1.0\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n");
            foreach (var (name, value) in signer.Sign(new OutgoingWebhook($"msg_{run}_{i}", TimeProvider.System.GetUtcNow(), body)))
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            }

            _requests[i] = [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
        }

        (_taken, _accepted) = (0, 0);
        GC.Collect();
    }

    private async Task<int> SendAllAsync()
    {
        await Task.WhenAll(connections.Select(SendAsync));
        return _accepted;
    }

    private async Task SendAsync(Socket connection)
    {
        var answer = new byte[1024];
        while (Interlocked.Increment(ref _taken) is var number && number <= _requests.Length)
        {
            await connection.SendAsync(_requests[number - 1]);
            var length = 0;
            while (!answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                var read = await connection.ReceiveAsync(answer.AsMemory(length));
                if (read == 0)
                {
                    throw new InvalidOperationException("The server closed a connection.");
                }

                length += read;
            }

            if (answer.AsSpan().StartsWith("HTTP/1.1 200 "u8))
            {
                Interlocked.Increment(ref _accepted);
            }
        }
    }
}
