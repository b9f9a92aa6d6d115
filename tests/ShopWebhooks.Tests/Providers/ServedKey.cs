using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Tests.Providers;

/// <summary>Serves one key, whatever is asked for; none where there is none.</summary>
internal sealed class ServedKey(string? key) : IWebhookKeyFetcher
{
    public List<string> AskedFor { get; } = [];

    public ValueTask<ReadOnlyMemory<byte>?> FetchAsync(WebhookKeyReference reference, CancellationToken cancellationToken)
    {
        AskedFor.Add(reference.Address.AbsoluteUri);
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(key is null ? null : Encoding.UTF8.GetBytes(key));
    }
}
