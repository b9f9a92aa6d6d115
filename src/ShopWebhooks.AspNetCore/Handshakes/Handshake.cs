using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>One way in which providers make sure that an address is ours. Stateless.</summary>
/// <remarks>
/// Who signs its handshake is verified first. What is echoed or signed is a token of bounded shape and never a text of a stranger's choice:
/// not one that a browser could run, and not one that could be the body of a webhook.
/// </remarks>
internal abstract class Handshake
{
    /// <summary>The method, beside POST, of its requests; null for none.</summary>
    public virtual string? Method => null;

    /// <summary>Answers a request that is the handshake by what anyone can see; null when it is not.</summary>
    public virtual ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult<HandshakeAnswer?>(null);

    /// <summary>Answers a verified webhook that is the handshake; null when it is an event.</summary>
    public virtual ValueTask<HandshakeAnswer?> AnswerAsync(
        VerifiedWebhook webhook, HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult<HandshakeAnswer?>(null);
}
