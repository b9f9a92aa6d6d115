namespace Shop;

/// <summary>What the transport of the READMEs writes to: whatever client a message broker has.</summary>
public interface IBroker
{
    ValueTask<bool> PutAsync(
        string name, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
