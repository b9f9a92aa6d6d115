using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Microsoft Graph: a POST with a <c>validationToken</c> in the query, which is sent back. The token is a sentence.</summary>
internal sealed class MicrosoftGraphValidation : Handshake
{
    private const string Token = "validationToken";

    public override ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            !HttpMethods.IsPost(request.Method) || !request.Query.ContainsKey(Token) ? null
            : HandshakeToken.ReadText(request.Query[Token]) is { } token ? HandshakeAnswer.Text(token)
            : HandshakeAnswer.Malformed("its validationToken is not plain text"));
}
