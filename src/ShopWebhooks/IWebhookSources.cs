using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks;

/// <summary>The sources that webhooks come from. Thread-safe; a singleton.</summary>
public interface IWebhookSources
{
    /// <summary>The source of a name, as it is configured at this moment; null when there is none.</summary>
    /// <param name="name">The source's name; case is ignored.</param>
    WebhookSource? Find(string name);

    /// <summary>As <see cref="Find"/>; a name that is not configured is asked of the application (<see cref="IWebhookSourceProvider"/>).</summary>
    /// <param name="name">The source's name; case is ignored where it is configured.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">What the application gave are settings that cannot work; the message lists why.</exception>
    ValueTask<WebhookSource?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets the provider of a source bring the secret of a new registration, once and within a time: Asana sends one to the mapped route while
    /// the call that registers there is under way, and only then is it taken from whoever sends it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The secret is handed to <paramref name="keep"/>, then verifies beside those of the settings, and only then is the provider answered: a
    /// secret that could not be kept is not agreed upon. To verify after a restart, it has to be among the settings by then.
    /// </para>
    /// <para>
    /// The request has to reach this process. Whoever posts to the route first brings the secret, so that it is better to open this for the
    /// one call and to dispose of it behind it, than for long; and to compare what <paramref name="keep"/> got with the secret in the answer
    /// to the call.
    /// </para>
    /// </remarks>
    /// <param name="name">The source's name; case is ignored.</param>
    /// <param name="within">For how long, above zero and at most one hour.</param>
    /// <param name="keep">Keeps the secret. When it throws, the provider is asked to repeat its registration, and the secret is not taken.</param>
    /// <returns>Ends it when disposed of.</returns>
    /// <exception cref="ArgumentException">No source has this name, or the time is out of range.</exception>
    /// <exception cref="InvalidOperationException">The provider of the source brings no secret, or one is expected already.</exception>
    IDisposable ExpectSecret(string name, TimeSpan within, Func<WebhookSecret, CancellationToken, Task> keep);

    /// <summary>Takes a secret that was brought; for who answers the request, as the mapped routes do.</summary>
    /// <param name="name">The source's name; case is ignored.</param>
    /// <param name="secret">The secret, as it was sent.</param>
    /// <param name="cancellationToken">Given to who keeps it.</param>
    /// <returns>
    /// False when none is expected, or the text is not 16 to 128 letters and digits: it was not taken, and must not be agreed upon.
    /// </returns>
    /// <exception cref="Exception">What the application threw when it was to keep the secret.</exception>
    Task<bool> TryTakeSecretAsync(string name, string secret, CancellationToken cancellationToken = default);
}
