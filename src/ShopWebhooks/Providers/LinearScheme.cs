using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers;

/// <summary>
/// Linear: the HMAC of the body, whose field <c>webhookTimestamp</c> is the time; where that is not there, a header that is not signed.
/// </summary>
internal sealed class LinearScheme : WebhookScheme
{
    private const string TimestampHeader = "Linear-Timestamp";

    private static readonly HmacScheme Hmac = new() { SignatureHeaders = ["Linear-Signature"] };

    public override bool SignsTime => true;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        var result = Hmac.Verify(request, secrets, tolerance, now);
        if (!result.IsValid)
        {
            return result;
        }

        // Only after the signature: what is not JSON then, and without a time, is for the reader of the payload to refuse.
        string? timestamp = null;
        if (JsonBody.TryRead(request.Body, out var document))
        {
            using (document)
            {
                timestamp = JsonBody.TryFind(document.RootElement, out _, "webhookTimestamp")
                    ? JsonBody.FindText(document.RootElement, "webhookTimestamp") ?? ""
                    : null;
            }
        }

        if (timestamp is null && HeaderLine.Find(request.Headers, TimestampHeader, out timestamp) is { } problem)
        {
            return problem == VerificationFailure.MissingHeader ? result : new VerificationResult(problem);
        }

        return TimestampText.Check(timestamp, TimestampFormat.UnixMilliseconds, tolerance, now, out var time) is { } failure
            ? new VerificationResult(failure)
            : new VerificationResult(new VerifiedWebhook(null, time, request.Body));
    }

    internal override int GetMaxSignatureLength(int secrets) => Hmac.GetMaxSignatureLength(secrets);

    internal override bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten) =>
        Hmac.TrySign(webhook, secrets, destination, out charsWritten);

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        Span<char> timestamp = stackalloc char[32];
        var length = TimestampText.Write(webhook.Timestamp, TimestampFormat.UnixMilliseconds, timestamp);
        return [.. Hmac.Sign(webhook, secrets), new(TimestampHeader, new string(timestamp[..length]))];
    }
}
