using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Slack: the signed event <c>url_verification</c>, whose <c>challenge</c> is sent back.</summary>
internal sealed class SlackUrlVerification : Handshake
{
    private const string Type = "url_verification";

    public override ValueTask<HandshakeAnswer?> AnswerAsync(
        VerifiedWebhook webhook, HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HandshakeJson.Read(webhook.Body, "url_verification"u8, Answer));

    private static HandshakeAnswer? Answer(JsonElement root) =>
        HandshakeJson.FindText(root, "type") != Type ? null
        : HandshakeToken.Read(root, "challenge") is { } challenge ? HandshakeAnswer.Text(challenge)
        : HandshakeAnswer.Malformed("its challenge is no token");
}
