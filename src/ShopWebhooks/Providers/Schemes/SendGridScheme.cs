using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>SendGrid: ECDSA on P-256 with SHA-256, in DER and base64, of a time and the body. The secret is SendGrid's public key.</summary>
internal sealed class SendGridScheme : WebhookScheme
{
    private const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    private const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    public SendGridScheme() => SecretFormat = SecretFormat.PublicKey;

    public override bool SignsTime => true;

    public override bool CanSign => false;

    public override IReadOnlyList<string> ReadsHeaders => [TimestampHeader, SignatureHeader];

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        var failure = HeaderLine.FirstOf(
            HeaderLine.Find(request.Headers, SignatureHeader, out var text), HeaderLine.Find(request.Headers, TimestampHeader, out var timestamp));
        DateTimeOffset time = default;
        if ((failure ?? TimestampText.Check(timestamp, TimestampFormat.UnixSeconds, tolerance, now, out time)) is { } fault)
        {
            return new VerificationResult(fault);
        }

        if (SignatureText.ReadBase64(text!) is not { } signature)
        {
            return new VerificationResult(VerificationFailure.SignatureMismatch);
        }

        byte[] content = [.. Encoding.UTF8.GetBytes(timestamp!), .. request.Body.Span];
        foreach (var secret in secrets)
        {
            using var key = PublicKey.Read(secret.Key);
            if (key is { Size: 256 } && key.VerifyCurve(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            {
                return new VerificationResult(new VerifiedWebhook(null, time, request.Body));
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    public override string ToString() => $"ECDSA of {{timestamp}}{{body}} in {SignatureHeader}, base64";
}
