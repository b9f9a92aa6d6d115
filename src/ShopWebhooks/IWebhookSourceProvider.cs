using ShopWebhooks.Receiving;

namespace ShopWebhooks;

/// <summary>
/// Sources that the application looks up at each request, as one per tenant with secrets of its own. Asked for every name that the settings do
/// not have; register it with <c>AddSourceProvider</c>.
/// </summary>
/// <remarks>
/// Each call has a dependency-injection scope of its own, and calls come at the same time. The names are those of the URLs that strangers send to,
/// so that what is looked up where belongs behind a cache when that is slow.
/// </remarks>
public interface IWebhookSourceProvider
{
    /// <summary>Finds the settings of a source.</summary>
    /// <param name="name">Its name, the <c>{source}</c> of the URL, as it was sent: 1 to 100 characters without NUL and <c>/</c>.</param>
    /// <param name="cancellationToken">Fires when the sender hangs up.</param>
    /// <returns>
    /// The settings; null when there is no such source, which is answered 404. Give the same instance again while nothing has changed: what is made
    /// of it, keyed hashes above all, is kept with it. What it throws, the sender is answered 500, and comes again.
    /// </returns>
    ValueTask<WebhookSourceOptions?> FindAsync(string name, CancellationToken cancellationToken);
}
