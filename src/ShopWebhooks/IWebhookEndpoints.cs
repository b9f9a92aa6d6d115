using ShopWebhooks.Endpoints;
using ShopWebhooks.Signing;
using ShopWebhooks.Storage;

namespace ShopWebhooks;

/// <summary>The endpoints that messages go to. Thread-safe; a singleton.</summary>
public interface IWebhookEndpoints
{
    /// <summary>All endpoints outside of this process, ordered by id.</summary>
    IReadOnlyList<WebhookEndpoint> All { get; }

    /// <summary>
    /// Tests the handshake: sends a signed <c>ping</c> once, and tells whether it was answered 2xx. Nothing is stored, and nothing is
    /// tried again. The ping is sent in the endpoint's format, neither transformed nor checked against the schema it requires.
    /// </summary>
    /// <remarks>
    /// An endpoint with a <see cref="WebhookEndpointOptions.RequestOrigin"/> is asked for its consent first, by the <c>OPTIONS</c> request of
    /// CloudEvents HTTP 1.1 Web Hooks. Only its header <c>WebHook-Allowed-Origin</c> is one; without it the ping is not sent. The rate that it
    /// grants holds from now on in this process, and is kept in the store: others, and the next start, read it when they start.
    /// </remarks>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">No endpoint has this id.</exception>
    Task<HandshakeResult> TestAsync(string endpointId, CancellationToken cancellationToken = default);

    /// <summary>What is known of an endpoint: its failures in a row, its pause, whether it is disabled.</summary>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No endpoint has this id.</exception>
    Task<EndpointState> GetStateAsync(string endpointId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Disables an endpoint. What it is owed becomes dead letters, in small batches and soon, and new messages owe it nothing. Disabling
    /// lasts, where the store does, until <see cref="EnableAsync"/>.
    /// </summary>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="reason">Why, in words: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No endpoint has this id, or the reason is empty, too long or not well-formed.</exception>
    Task DisableAsync(string endpointId, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Enables an endpoint again, with a clean slate: without a failure, and not paused. What it missed is not sent by itself: replay it.
    /// </summary>
    /// <param name="endpointId">The endpoint's id; case is ignored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No endpoint has this id.</exception>
    Task EnableAsync(string endpointId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds an endpoint to the store while the application runs. It is there at the next start, too, where the store lasts.
    /// </summary>
    /// <remarks>
    /// Its settings are encrypted (<see cref="ShopWebhooksBuilderExtensions.ProtectSecretsWith"/>). It may have all settings but
    /// <c>AllowHttp</c>, <c>AllowNetwork</c>, <c>AllowHost</c> and <c>Transform</c>, which are for endpoints that are declared. Other processes on the same
    /// store know it from their next start.
    /// </remarks>
    /// <param name="endpointId">Its id: letters, digits, '-', '_' and '.'. Case is ignored; it is kept in lower case.</param>
    /// <param name="address">Where it is, <c>https://…</c>.</param>
    /// <param name="configure">Adds its secrets, and sets what shall differ from the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The settings cannot work; the message lists all problems.</exception>
    /// <exception cref="InvalidOperationException">
    /// The id is taken, or was by an endpoint that was deleted less than 30 days ago; or nothing is there to encrypt its secrets.
    /// </exception>
    Task<WebhookEndpoint> AddAsync(
        string endpointId, string address, Action<WebhookEndpointBuilder> configure, CancellationToken cancellationToken = default);

    /// <summary>Changes an endpoint of the store. What it is owed already is sent as the settings are at each attempt.</summary>
    /// <param name="endpointId">Its id; case is ignored.</param>
    /// <param name="change">Changes the settings; called again where another process changed them meanwhile.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">No stored endpoint has this id, or the settings cannot work.</exception>
    /// <exception cref="InvalidOperationException">The endpoint is declared in code or configuration.</exception>
    Task<WebhookEndpoint> ChangeAsync(string endpointId, Action<WebhookEndpointBuilder> change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives an endpoint of the store a new secret, which signs from now on. Those it has sign along until the overlap ends.
    /// </summary>
    /// <param name="endpointId">Its id; case is ignored.</param>
    /// <param name="overlap">How long the old secrets sign along, up to 365 days; zero for no longer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new secret, to be shown once to who owns the endpoint.</returns>
    /// <exception cref="ArgumentException">No stored endpoint has this id, or the overlap is out of range.</exception>
    /// <exception cref="InvalidOperationException">The endpoint is declared in code or configuration; the message names the key.</exception>
    Task<WebhookSecret> RotateSecretAsync(string endpointId, TimeSpan overlap, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes an endpoint of the store. What it is owed is cancelled; attempts under way come to their end. The id is free again after 30
    /// days.
    /// </summary>
    /// <param name="endpointId">Its id; case is ignored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when no stored endpoint has this id.</returns>
    /// <exception cref="InvalidOperationException">The endpoint is declared in code or configuration.</exception>
    Task<bool> DeleteAsync(string endpointId, CancellationToken cancellationToken = default);
}
