using System.Text.Json;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>
/// Mailgun: <c>signature</c> of the body has the time, a random token, and the HMAC of the two. The rest of the body is not signed: the token,
/// which is the id, makes a captured signature of use once and not for long.
/// </summary>
internal sealed class MailgunScheme : BodyScheme
{
    public override bool SignsTime => true;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (!JsonBody.TryRead(request.Body, out var document))
        {
            return new VerificationResult(VerificationFailure.MissingHeader);
        }

        using (document)
        {
            if (!JsonBody.TryFind(document.RootElement, out var signature, "signature"))
            {
                return new VerificationResult(VerificationFailure.MissingHeader);
            }

            var token = JsonBody.FindText(signature, "token");
            var timestamp = JsonBody.FindText(signature, "timestamp");
            if (!HeaderLine.IsId(token))
            {
                return new VerificationResult(VerificationFailure.MalformedHeader);
            }

            if (TimestampText.Check(timestamp, TimestampFormat.UnixSeconds, tolerance, now, out var time) is { } failure)
            {
                return new VerificationResult(failure);
            }

            return IsSigned(signature, "signature", timestamp + token, secrets) || IsSigned(signature, "parent-signature", timestamp + token, secrets)
                ? new VerificationResult(new VerifiedWebhook(token, time, request.Body))
                : new VerificationResult(VerificationFailure.SignatureMismatch);
        }
    }

    internal override byte[] SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        if (!HeaderLine.IsId(webhook.Id))
        {
            throw new ArgumentException($"The id of the webhook, which becomes the token, cannot be signed; {HeaderLine.IdRule}.", nameof(webhook));
        }

        Span<char> digits = stackalloc char[32];
        var timestamp = digits[..TimestampText.Write(webhook.Timestamp, TimestampFormat.UnixSeconds, digits)].ToString();
        var body = JsonBody.Parse(webhook.Body);
        body["signature"] = new JsonObject
        {
            ["timestamp"] = timestamp,
            ["token"] = webhook.Id,
            ["signature"] = SignedText.Sign(timestamp + webhook.Id, secrets[0], SignatureAlgorithm.HmacSha256, SignatureEncoding.Hex),
        };
        return JsonBody.Write(body);
    }

    // The signature of an account is made by its own key, and that of its parent by the parent's.
    private static bool IsSigned(JsonElement signature, string name, string text, ReadOnlySpan<WebhookSecret> secrets) =>
        JsonBody.FindText(signature, name) is { } written
        && SignedText.IsSigned(written, text, secrets, SignatureAlgorithm.HmacSha256, SignatureEncoding.Hex);
}
