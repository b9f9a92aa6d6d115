using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Trello: a HEAD request.</summary>
internal sealed class TrelloHead : Handshake
{
    public override string Method => HttpMethods.Head;

    public override ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HttpMethods.IsHead(request.Method) ? HandshakeAnswer.Empty() : null);
}
