using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Cli.Signing;

/// <summary>A public key or certificate from a file, in the place of the one that the provider would be asked for.</summary>
internal sealed class KeyFile(string key) : IWebhookKeyFetcher
{
    public ValueTask<ReadOnlyMemory<byte>?> FetchAsync(WebhookKeyReference reference, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(Encoding.UTF8.GetBytes(key));
}
