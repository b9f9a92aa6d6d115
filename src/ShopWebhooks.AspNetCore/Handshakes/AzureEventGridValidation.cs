using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ShopWebhooks.AspNetCore.Receiving;
using ShopWebhooks.Receiving;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>Azure Event Grid, in its own schema: a validation event, whose code is sent back.</summary>
/// <remarks>
/// Nobody signs it, and the header by which its events prove themselves may be missing here. Sending the code back grants no more than the
/// OPTIONS request of its other schema does: events that are sent then have to prove themselves.
/// </remarks>
internal sealed class AzureEventGridValidation : Handshake
{
    private const string Type = "Microsoft.EventGrid.SubscriptionValidationEvent";
    private const int Longest = 16 * 1024;

    public override async ValueTask<HandshakeAnswer?> AnswerAsync(HttpRequest request, WebhookSource source, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method)
            || !"SubscriptionValidation".Equals(request.Headers["aeg-event-type"], StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return await WebhookBody.ReadAsync(request, Longest, cancellationToken) is { } body
            && HandshakeJson.Read<HandshakeAnswer>(body, "validationCode"u8, Answer) is { } answer
                ? answer
                : HandshakeAnswer.Malformed("it is no validation event");
    }

    private static HandshakeAnswer? Answer(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1 && HandshakeJson.FindText(root[0], "eventType") == Type
        && Guid.TryParseExact(HandshakeJson.FindText(root[0], "data", "validationCode"), "D", out _)
            ? HandshakeAnswer.Json(("validationResponse", HandshakeJson.FindText(root[0], "data", "validationCode")!))
            : null;
}
