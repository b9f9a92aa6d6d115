using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Zoom: the signed event <c>endpoint.url_validation</c>, whose <c>plainToken</c> is sent back, in clear and signed.</summary>
/// <remarks>A token is never what Zoom signs a webhook by, <c>v0:time:body</c>: it has no colon.</remarks>
internal sealed class ZoomUrlValidation : Handshake
{
    private const string Event = "endpoint.url_validation";

    private static readonly HmacScheme Scheme = new() { SignatureHeaders = [Event] };

    public override ValueTask<HandshakeAnswer?> AnswerAsync(
        VerifiedWebhook webhook, HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HandshakeJson.Read(webhook.Body, "endpoint.url_validation"u8, root => Answer(root, source)));

    private static HandshakeAnswer? Answer(JsonElement root, WebhookSource source) =>
        HandshakeJson.FindText(root, "event") != Event ? null
        : HandshakeToken.Read(root, "payload", "plainToken") is { } token
            ? HandshakeAnswer.Json(("plainToken", token), ("encryptedToken", SignedToken.Of(token, Scheme, source)))
        : HandshakeAnswer.Malformed("its plainToken is no token");
}
