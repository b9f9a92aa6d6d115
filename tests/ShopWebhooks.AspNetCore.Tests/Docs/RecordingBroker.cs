using System.Text;
using Shop;

namespace ShopWebhooks.AspNetCore.Tests.Docs;

internal sealed class RecordingBroker : IBroker
{
    public List<(string Name, string Body, IReadOnlyList<string> Headers)> Put { get; } = [];

    public ValueTask<bool> PutAsync(
        string name, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Put.Add((name, Encoding.UTF8.GetString(body.Span), [.. headers.Select(line => line.Key)]));
        return ValueTask.FromResult(true);
    }
}
