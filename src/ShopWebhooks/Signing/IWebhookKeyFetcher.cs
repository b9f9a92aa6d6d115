namespace ShopWebhooks.Signing;

/// <summary>
/// Gets the public keys and certificates of providers that publish them. The library's own asks the provider, and remembers; register another
/// one before <c>AddShopWebhooks()</c> to have them from elsewhere. Implementations are thread-safe.
/// </summary>
public interface IWebhookKeyFetcher
{
    /// <summary>Gets a key.</summary>
    /// <param name="key">Which. Where it says whom a certificate must be issued for, that is for the implementation to check.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// A certificate or public key in PEM, or a JSON Web Key; null when there is none to be had now, so that the sender is asked to come again.
    /// </returns>
    ValueTask<ReadOnlyMemory<byte>?> FetchAsync(WebhookKeyReference key, CancellationToken cancellationToken);
}
