using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>Adyen's standard notifications: each item has the HMAC of eight of its fields, joined by colons and not escaped.</summary>
internal sealed class AdyenScheme : ItemScheme
{
    private const string Item = "NotificationRequestItem";
    private const string Additional = "additionalData";
    private const string Signature = "hmacSignature";

    protected override string Items => "notificationItems";

    protected override VerificationFailure? Verify(JsonElement item, ReadOnlySpan<WebhookSecret> secrets) =>
        JsonBody.FindText(item, Item, Additional, Signature) is not { } signature ? VerificationFailure.MissingHeader
        : SignedText.IsSigned(signature, Content(item), secrets, SignatureAlgorithm.HmacSha256, SignatureEncoding.Base64) ? null
        : VerificationFailure.SignatureMismatch;

    protected override void Sign(JsonObject item, WebhookSecret secret)
    {
        using var read = JsonDocument.Parse(JsonBody.Write(item));
        if (item[Item] is not JsonObject notification)
        {
            throw new ArgumentException($"An item of the body has no '{Item}' to sign; add it.", nameof(item));
        }

        if (notification[Additional] is not JsonObject additional)
        {
            notification[Additional] = additional = [];
        }

        additional[Signature] = SignedText.Sign(Content(read.RootElement), secret, SignatureAlgorithm.HmacSha256, SignatureEncoding.Base64);
    }

    private static string Content(JsonElement item) => string.Join(
        ':',
        JsonBody.FindText(item, Item, "pspReference"),
        JsonBody.FindText(item, Item, "originalReference"),
        JsonBody.FindText(item, Item, "merchantAccountCode"),
        JsonBody.FindText(item, Item, "merchantReference"),
        JsonBody.FindText(item, Item, "amount", "value"),
        JsonBody.FindText(item, Item, "amount", "currency"),
        JsonBody.FindText(item, Item, "eventCode"),
        JsonBody.FindText(item, Item, "success"));
}
