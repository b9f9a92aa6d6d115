using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ShopWebhooks.Tests.Faults;

/// <summary>The receiver's end of a connection: what a script may do to it.</summary>
internal sealed class FaultyConnection(Socket socket, Stream stream, Stall stall)
{
    /// <summary>Reads a request to its end, because a socket that is closed with something unread resets its connection.</summary>
    /// <remarks>A TLS handshake, which the script knows nothing of, counts as one.</remarks>
    /// <returns>False when the sender closed the connection instead.</returns>
    public async Task<bool> ReadRequestAsync()
    {
        var text = "";
        var buffer = new byte[4096];
        while (!IsWhole(text))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                return false;
            }

            text += Encoding.Latin1.GetString(buffer, 0, read);
        }

        return true;
    }

    /// <summary>Sends a text, one byte a character.</summary>
    public async Task SendAsync(string text)
    {
        stall.Note(sent: text.Length);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Sends a text again and again until the sender has had enough.</summary>
    public async Task FloodAsync(string text)
    {
        while (true)
        {
            await SendAsync(text);
        }
    }

    /// <summary>Keeps the connection open and sends nothing more.</summary>
    public async Task StallAsync()
    {
        stall.Note(isLast: true);
        await ReadRequestAsync();
    }

    /// <summary>Makes the end of the connection a reset.</summary>
    public void Reset() => socket.LingerState = new LingerOption(enable: true, seconds: 0);

    private static bool IsWhole(string text)
    {
        const string Length = "Content-Length: ";
        if (text.StartsWith('\x16'))
        {
            return true;
        }

        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var start = text.IndexOf(Length, StringComparison.Ordinal) + Length.Length;
        var length = int.Parse(text.AsSpan(start, text.IndexOf('\r', start) - start), CultureInfo.InvariantCulture);
        return text.Length >= end + 4 + length;
    }
}
