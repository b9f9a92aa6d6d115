using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ShopWebhooks.AspNetCore.Tests.Loopback;

/// <summary>An HTTP/2 connection in clear text that sends the frames it is told, because a client would join doubled lines and hide frames.</summary>
internal sealed class Http2Connection : IDisposable
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Acknowledged = 1;
    private const byte EndOfStream = 1;
    private const byte EndOfHeaders = 4;

    private readonly TcpClient _client = new();

    private Http2Connection()
    {
    }

    public static async Task<Http2Connection> OpenAsync(int port)
    {
        var connection = new Http2Connection();
        await connection._client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Guard.Time);
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());

        // No table of header lines, so that each answer can be read by itself.
        await connection.SendFrameAsync(Settings, 0, 0, [0, 1, 0, 0, 0, 0]);
        return connection;
    }

    /// <summary>Sends a webhook as one request, with trailers behind it where there are any.</summary>
    public async Task SendAsync(int stream, RawWebhook webhook, params KeyValuePair<string, string>[] trailers)
    {
        await SendHeadAsync(stream, webhook);
        await SendBodyAsync(stream, webhook.Body, isLast: trailers.Length == 0);
        if (trailers.Length > 0)
        {
            await SendFrameAsync(Headers, EndOfStream | EndOfHeaders, stream, Pack(trailers));
        }
    }

    public Task SendHeadAsync(int stream, RawWebhook webhook) => SendFrameAsync(Headers, EndOfHeaders, stream, Pack(
    [
        new(":method", webhook.Method), new(":scheme", "http"), new(":path", webhook.Path), new(":authority", "shop.example"), .. webhook.Lines,
    ]));

    public Task SendBodyAsync(int stream, byte[] body, bool isLast) => SendFrameAsync(Data, isLast ? EndOfStream : (byte)0, stream, body);

    /// <summary>Takes a request back, as a sender does that gives up.</summary>
    public Task ResetAsync(int stream) => SendFrameAsync(Reset, 0, stream, [0, 0, 0, 8]);

    /// <summary>The status of the answer on a stream; null when the server resets the stream instead.</summary>
    public async Task<int?> ReadStatusAsync(int stream)
    {
        while (true)
        {
            var head = await ReadAsync(9);
            var payload = await ReadAsync((head[0] << 16) | (head[1] << 8) | head[2]);
            var (type, flags, about) = (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
            if (type == Settings && flags != Acknowledged)
            {
                await SendFrameAsync(Settings, Acknowledged, 0, []);
            }

            if (about == stream && type is Headers or Reset)
            {
                return type == Reset ? null : StatusOf(payload);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    // Literal fields, neither indexed nor compressed: RFC 7541, section 6.2.2.
    private static byte[] Pack(IEnumerable<KeyValuePair<string, string>> lines)
    {
        List<byte> packed = [];
        foreach (var (name, value) in lines)
        {
            packed.Add(0);
            Add(name.ToLowerInvariant());
            Add(value);
        }

        return [.. packed];

        void Add(string text)
        {
            const int Most = 127;
            var rest = text.Length - Most;
            packed.Add((byte)Math.Min(text.Length, Most));
            for (; rest >= 128; rest >>= 7)
            {
                packed.Add((byte)((rest & 127) | 128));
            }

            if (rest >= 0)
            {
                packed.Add((byte)rest);
            }

            packed.AddRange(Encoding.Latin1.GetBytes(text));
        }
    }

    // The server writes the status first: by its index in the static table, or in digits behind the index of its name.
    private static int StatusOf(byte[] packed)
    {
        var start = Array.FindIndex(packed, each => (each & 0xe0) != 0x20);
        return packed[start] switch
        {
            0x88 => 200,
            0x8c => 400,
            0x8d => 404,
            0x8e => 500,
            0x08 or 0x48 => int.Parse(Encoding.ASCII.GetString(packed, start + 2, 3), CultureInfo.InvariantCulture),
            var other => throw new InvalidDataException($"The head of the answer begins with {other:x2}."),
        };
    }

    private Task SendFrameAsync(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return SendAsync(frame);
    }

    private Task SendAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes).AsTask().WaitAsync(Guard.Time);

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _client.GetStream().ReadExactlyAsync(bytes).AsTask().WaitAsync(Guard.Time);
        return bytes;
    }
}
