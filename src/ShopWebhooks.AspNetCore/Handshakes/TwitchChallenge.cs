using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Twitch: a signed message of the type <c>webhook_callback_verification</c>, whose <c>challenge</c> is sent back.</summary>
/// <remarks>The type is not signed. An event that is passed off as the handshake lacks the challenge, and stays an event.</remarks>
internal sealed class TwitchChallenge : Handshake
{
    public override ValueTask<HandshakeAnswer?> AnswerAsync(
        VerifiedWebhook webhook, HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.Headers["Twitch-Eventsub-Message-Type"] == "webhook_callback_verification"
            ? HandshakeJson.Read(webhook.Body, "challenge"u8, Answer)
            : null);

    private static HandshakeAnswer? Answer(JsonElement root) =>
        HandshakeToken.Read(root, "challenge") is { } challenge ? HandshakeAnswer.Text(challenge) : null;
}
