using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>A connection that sends what it is told, valid HTTP or not, because an HTTP client would tidy it up.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _unread = [];

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes).AsTask().WaitAsync(Guard.Time)..];
        }
    }

    public async Task<RawAnswer> ReadAnswerAsync()
    {
        var end = -1;
        while ((end = _unread.AsSpan().IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync();
        }

        var head = Encoding.Latin1.GetString(_unread, 0, end);
        _unread = _unread[(end + 4)..];
        var answer = new RawAnswer(int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, []);
        var length = answer.Status == 100 ? 0 : int.Parse(answer.Header("content-length") ?? "0", CultureInfo.InvariantCulture);
        while (_unread.Length < length)
        {
            await ReceiveAsync();
        }

        answer = answer with { Body = _unread[..length] };
        _unread = _unread[length..];
        return answer;
    }

    /// <summary>Says that nothing more comes, and still listens.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Hangs up the hard way: the other side sees a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        var buffer = new byte[4096];
        var read = await _socket.ReceiveAsync(buffer).WaitAsync(Guard.Time);
        if (read == 0)
        {
            throw new EndOfStreamException("The connection was closed before the answer was complete.");
        }

        _unread = [.. _unread, .. buffer[..read]];
    }
}
