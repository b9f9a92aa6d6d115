using System.Text;

namespace ShopWebhooks.Tests.Transports;

/// <summary>Gives a text and then an exception.</summary>
internal sealed class BrokenStream(string text, Exception exception) : MemoryStream(Encoding.UTF8.GetBytes(text))
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Position < Length ? base.ReadAsync(buffer, cancellationToken) : ValueTask.FromException<int>(exception);
}
