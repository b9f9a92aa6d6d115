using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Providers.Keys;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>
/// PayPal: RSA with SHA-256, in base64, of transmission id, time, webhook id and the CRC-32 of the body as a decimal number, joined by pipes. The
/// secret is the webhook id; the certificate is one of PayPal's.
/// </summary>
/// <remarks>
/// The time is that of the first attempt, and is not held to the tolerance. A CRC binds no body: who has seen one signature can make another body
/// that fits it. That a transmission is taken once, by its signed id, is what keeps it from being used again.
/// </remarks>
internal sealed class PayPalScheme : FetchedKeyScheme
{
    private const string IdHeader = "PAYPAL-TRANSMISSION-ID";
    private const string TimeHeader = "PAYPAL-TRANSMISSION-TIME";
    private const string SignatureHeader = "PAYPAL-TRANSMISSION-SIG";
    private const string CertificateHeader = "PAYPAL-CERT-URL";
    private const string AlgorithmHeader = "PAYPAL-AUTH-ALGO";
    private const string Domain = "paypal.com";

    internal override string SignedIdHeader => IdHeader;

    internal override bool BindsBody => false;

    public override IReadOnlyList<string> ReadsHeaders => [IdHeader, TimeHeader, SignatureHeader, CertificateHeader, AlgorithmHeader];

    public override VerificationFailure? Find<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, out WebhookKeyReference? key)
    {
        key = null;
        if (FindLines(request.Headers, out var lines) is { } failure)
        {
            return failure;
        }

        if (!lines.Algorithm!.Equals("SHA256withRSA", StringComparison.OrdinalIgnoreCase)
            || PinnedAddress.Read(lines.Certificate!, host => host == Domain || host.EndsWith("." + Domain, StringComparison.Ordinal)) is not { } address)
        {
            return VerificationFailure.MalformedHeader;
        }

        key = new WebhookKeyReference(address) { IssuedFor = Domain };
        return null;
    }

    public override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, PublicKey key, TimeSpan tolerance, DateTimeOffset now)
    {
        if (FindLines(request.Headers, out var lines) is { } failure)
        {
            return new VerificationResult(failure);
        }

        if (SignatureText.ReadBase64(lines.Signature!) is not { } signature)
        {
            return new VerificationResult(VerificationFailure.SignatureMismatch);
        }

        var checksum = Crc32.Compute(request.Body.Span).ToString(CultureInfo.InvariantCulture);
        foreach (var secret in secrets)
        {
            var content = $"{lines.Id}|{lines.Time}|{Encoding.UTF8.GetString(secret.Key)}|{checksum}";
            if (key.VerifyRsa(Encoding.UTF8.GetBytes(content), signature, HashAlgorithmName.SHA256))
            {
                return new VerificationResult(new VerifiedWebhook(lines.Id, TimestampText.ReadIso(lines.Time), request.Body));
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    public override string ToString() =>
        $"RSA with SHA-256 of id, time, webhook id and CRC-32 of the body in {SignatureHeader}, base64, by a certificate of PayPal";

    private static VerificationFailure? FindLines<THeaders>(THeaders headers, out Lines lines)
        where THeaders : IWebhookHeaders
    {
        lines = default;
        var failure = HeaderLine.FirstOf(HeaderLine.FindId(headers, IdHeader, out lines.Id), HeaderLine.Find(headers, TimeHeader, out lines.Time));
        failure = HeaderLine.FirstOf(failure, HeaderLine.Find(headers, SignatureHeader, out lines.Signature));
        failure = HeaderLine.FirstOf(failure, HeaderLine.Find(headers, CertificateHeader, out lines.Certificate));
        failure = HeaderLine.FirstOf(failure, HeaderLine.Find(headers, AlgorithmHeader, out lines.Algorithm));
        return failure ?? (lines.Time!.Contains('|', StringComparison.Ordinal) || lines.Id!.Contains('|', StringComparison.Ordinal)
            ? VerificationFailure.MalformedHeader
            : null);
    }

    private ref struct Lines
    {
        public string? Id;
        public string? Time;
        public string? Signature;
        public string? Certificate;
        public string? Algorithm;
    }
}
