using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Dropbox: a GET with a <c>challenge</c>, which is sent back.</summary>
internal sealed class DropboxChallenge : Handshake
{
    public override string Method => HttpMethods.Get;

    public override ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            !HttpMethods.IsGet(request.Method) ? null
            : HandshakeToken.Read(request.Query["challenge"]) is { } challenge ? HandshakeAnswer.Text(challenge)
            : HandshakeAnswer.Malformed("it has no challenge that is a token"));
}
