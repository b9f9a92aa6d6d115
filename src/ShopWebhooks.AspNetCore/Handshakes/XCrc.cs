using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>X: a GET with a <c>crc_token</c>, which is sent back signed.</summary>
/// <remarks>
/// Anyone can ask, and gets what X signs a webhook by whose body is the token. Some tokens are JSON, as <c>123</c> and <c>true</c> are. But the
/// body of a webhook of X is an object or an array, and no token begins one: sent as a body, a token is signed rightly and refused as malformed.
/// </remarks>
internal sealed class XCrc : Handshake
{
    private static readonly HmacScheme Scheme = new() { SignatureHeaders = ["crc_token"], Prefix = "sha256=", Encoding = SignatureEncoding.Base64 };

    public override string Method => HttpMethods.Get;

    public override ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            !HttpMethods.IsGet(request.Method) ? null
            : HandshakeToken.Read(request.Query["crc_token"]) is { } token ? HandshakeAnswer.Json(("response_token", SignedToken.Of(token, Scheme, source)))
            : HandshakeAnswer.Malformed("it has no crc_token that is one"));
}
