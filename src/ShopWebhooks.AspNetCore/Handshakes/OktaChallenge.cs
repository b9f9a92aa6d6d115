using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Okta: a GET with a challenge in a header, which is sent back.</summary>
internal sealed class OktaChallenge : Handshake
{
    public override string Method => HttpMethods.Get;

    public override ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            !HttpMethods.IsGet(request.Method) ? null
            : HandshakeToken.Read(request.Headers["X-Okta-Verification-Challenge"]) is { } challenge
                ? HandshakeAnswer.Json(("verification", challenge))
            : HandshakeAnswer.Malformed("it has no X-Okta-Verification-Challenge that is a token"));
}
