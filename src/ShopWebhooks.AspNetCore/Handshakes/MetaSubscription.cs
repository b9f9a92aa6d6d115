using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Meta: a GET with the token that was entered there, whose <c>hub.challenge</c> is sent back.</summary>
internal sealed class MetaSubscription : Handshake
{
    public override string Method => HttpMethods.Get;

    public override ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HttpMethods.IsGet(request.Method) ? Answer(request.Query, source) : null);

    private static HandshakeAnswer Answer(IQueryCollection query, WebhookSource source)
    {
        if (query["hub.mode"] != "subscribe" || HandshakeToken.Read(query["hub.challenge"]) is not { } challenge)
        {
            return HandshakeAnswer.Malformed("it is not hub.mode=subscribe with a hub.challenge that is a token");
        }

        return source.VerifyToken is not { } token ? HandshakeAnswer.Forbidden("the source has no VerifyToken")
            : IsSame(token, query["hub.verify_token"]) ? HandshakeAnswer.Text(challenge)
            : HandshakeAnswer.Forbidden("its hub.verify_token is not the VerifyToken of the source");
    }

    // Of hashes, so that the time tells nothing of the length either.
    private static bool IsSame(WebhookSecret token, StringValues sent) =>
        CryptographicOperations.FixedTimeEquals(Hash(token.Reveal()), Hash(sent.ToString()));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
