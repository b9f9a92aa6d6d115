using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>
/// Adyen's standard notifications: each holds, in <c>additionalData.hmacSignature</c>, the HMAC-SHA256 in base64 of eight of its fields, joined
/// by colons. Every one of them must be right.
/// </summary>
/// <remarks>
/// The fields are joined as they are, as Adyen's own library for .NET does it, without escaping a colon in one of them. The merchant's reference
/// alone may hold one: in another field it would move the boundaries between what is signed. Whatever else is in a notification is not signed.
/// </remarks>
internal sealed class AdyenScheme : WebhookScheme
{
    private const string Items = "notificationItems";
    private const string Item = "NotificationRequestItem";
    private const string Additional = "additionalData";
    private const string Signature = "hmacSignature";

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (StrictJson.Read(request.Body, Read) is not { Count: > 0 } items)
        {
            return new VerificationResult(VerificationFailure.MissingHeader);
        }

        foreach (var (content, signature) in items)
        {
            if (signature is null)
            {
                return new VerificationResult(VerificationFailure.MissingHeader);
            }

            if (!ActiveSecrets.HaveSigned(secrets, SignatureAlgorithm.HmacSha256, SignatureEncoding.Base64, signature, content, default))
            {
                return new VerificationResult(VerificationFailure.SignatureMismatch);
            }
        }

        return new VerificationResult(new VerifiedWebhook(null, null, request.Body)
        {
            SignedDigest = ContentDigest.Of(string.Join('\n', items.Select(item => item.Content))),
        });
    }

    internal override byte[] SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        var contents = StrictJson.Read(webhook.Body.ToArray(), Read) ?? [];
        var signatures = new string[contents.Count];
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < signatures.Length; i++)
        {
            secrets[0].Sign(SignatureAlgorithm.HmacSha256, contents[i].Content, default, mac);
            signatures[i] = Convert.ToBase64String(mac);
        }

        return StrictJson.Change(webhook.Body, "Adyen's body is a JSON object with a list of notificationItems", body =>
        {
            for (var i = 0; i < signatures.Length; i++)
            {
                var item = body[Items]![i]![Item]!;
                var additional = item[Additional] as JsonObject ?? [];
                additional[Signature] = signatures[i];
                item[Additional] = additional;
            }

            return signatures.Length > 0;
        });
    }

    public override string ToString() => "HMAC-SHA256 of eight fields of each notification, in its additionalData.hmacSignature, base64";

    // Null when one of them is no notification, so that none slips through beside the others.
    private static List<(string Content, string? Signature)>? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || StrictJson.IsAmbiguous(root)
            || !root.TryGetProperty(Items, out var items) || items.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var read = new List<(string, string?)>();
        foreach (var each in items.EnumerateArray())
        {
            if (each.ValueKind != JsonValueKind.Object || StrictJson.IsAmbiguous(each)
                || !each.TryGetProperty(Item, out var item) || item.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            item.TryGetProperty("amount", out var amount);
            item.TryGetProperty(Additional, out var additional);
            string[] before = [Text(item, "pspReference"), Text(item, "originalReference"), Text(item, "merchantAccountCode")];
            string[] after = [Text(amount, "value"), Text(amount, "currency"), Text(item, "eventCode"), Text(item, "success")];
            if (StrictJson.IsAmbiguous(item) || StrictJson.IsAmbiguous(amount)
                || before.Concat(after).Any(field => field.Contains(':', StringComparison.Ordinal)))
            {
                return null;
            }

            read.Add((string.Join(':', [.. before, Text(item, "merchantReference"), .. after]), StrictJson.TextOf(additional, Signature)));
        }

        return read;
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var field) || field.ValueKind == JsonValueKind.Null ? ""
        : field.ValueKind == JsonValueKind.String ? field.GetString()!
        : field.GetRawText();
}
