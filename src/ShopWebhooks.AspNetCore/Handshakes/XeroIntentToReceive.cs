using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.Receiving;
using ShopWebhooks.Signing;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Xero: requests without events, signed rightly and wrongly, of which the former alone are answered 200.</summary>
internal sealed class XeroIntentToReceive : Handshake
{
    public override ValueTask<HandshakeAnswer?> AnswerAsync(
        VerifiedWebhook webhook, HttpRequest request, WebhookSource source, CancellationToken cancellationToken) =>
        ValueTask.FromResult(HandshakeJson.Read(webhook.Body, "events"u8, Answer));

    private static HandshakeAnswer? Answer(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("events", out var events)
        && events.ValueKind == JsonValueKind.Array && events.GetArrayLength() == 0
            ? HandshakeAnswer.Empty()
            : null;
}
