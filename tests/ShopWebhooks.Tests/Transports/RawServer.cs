using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ShopWebhooks.Tests.Transports;

/// <summary>A socket on a free port that reads the head of each request and then does what it is told, valid HTTP or not.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public RawServer(Func<Socket, Task> answer)
    {
        _listener.Start();
        _loop = ServeAsync(answer);
    }

    public RawServer(string answer)
        : this(async socket => await socket.SendAsync(Encoding.Latin1.GetBytes(answer)))
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<Socket, Task> answer)
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                await ReadRequestAsync(socket);
                await answer(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    // To the end of the body too, because a socket that is closed with something unread resets its connection.
    private async Task ReadRequestAsync(Socket socket)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains("\r\n\r\n{}", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return;
            }

            text += Encoding.Latin1.GetString(buffer, 0, read);
        }
    }
}
