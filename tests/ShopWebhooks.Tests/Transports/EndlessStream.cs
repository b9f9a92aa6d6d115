namespace ShopWebhooks.Tests.Transports;

/// <summary>Gives an <c>x</c> for every byte that is asked for, and counts them.</summary>
internal sealed class EndlessStream : MemoryStream
{
    public int BytesRead { get; private set; }

    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        buffer.Span.Fill((byte)'x');
        BytesRead += buffer.Length;
        return ValueTask.FromResult(buffer.Length);
    }
}
