using System.Text.Json;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>Linear: the body is signed, and a field of it is the time.</summary>
/// <remarks>
/// The time is read when the signature was found right. Of a body that has none, the header of the time is held to the tolerance, which proves
/// nothing, as it is not signed; where there is neither, nothing is.
/// </remarks>
internal sealed class LinearScheme : WebhookScheme
{
    private static readonly HmacScheme Body = new() { SignatureHeaders = ["Linear-Signature"] };

    public LinearScheme() => Tolerance = TimeSpan.FromMinutes(1);

    public override bool SignsTime => true;

    public override IReadOnlyList<string> ReadsHeaders => Body.ReadsHeaders;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        var result = Body.Verify(request, secrets, tolerance, now);
        var signed = FindTime(request.Body);
        if (!result.IsValid || (signed ?? FindTime(request.Headers)) is not { } text)
        {
            return result;
        }

        return TimestampText.Check(text, TimestampFormat.UnixMilliseconds, tolerance, now, out var time) is { } failure
            ? new VerificationResult(failure)
            : new VerificationResult(new VerifiedWebhook(null, signed is null ? null : time, request.Body));
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) =>
        Body.Sign(webhook, secrets);

    public override string ToString() => "HMAC-SHA256 of {body} in Linear-Signature, hex; the time is a field of the body";

    private static string? FindTime<THeaders>(THeaders headers)
        where THeaders : IWebhookHeaders => headers.Find("Linear-Timestamp", out var value) == 1 ? value : null;

    private static string? FindTime(ReadOnlyMemory<byte> body) => StrictJson.Read(body, root =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("webhookTimestamp", out var time) && time.ValueKind == JsonValueKind.Number
            ? time.GetRawText()
            : null);
}
