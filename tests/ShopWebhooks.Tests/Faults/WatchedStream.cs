using System.Net.Sockets;

namespace ShopWebhooks.Tests.Faults;

/// <summary>The sender's end of a connection, which notes what is read from it.</summary>
internal sealed class WatchedStream(Socket socket, Stall stall) : NetworkStream(socket, ownsSocket: true)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        stall.Note(isReading: true);
        var read = await base.ReadAsync(buffer, cancellationToken);
        stall.Note(read: read, isReading: false);
        return read;
    }
}
