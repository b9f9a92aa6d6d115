using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>
/// Paddle Classic: RSA with SHA-1, in base64 in the form's field <c>p_signature</c>, of the other fields, sorted by name and written as PHP's
/// <c>serialize</c> writes an array of texts. The secret is Paddle's public key.
/// </summary>
internal sealed class PaddleClassicScheme : WebhookScheme
{
    private const string SignatureField = "p_signature";

    public PaddleClassicScheme() => SecretFormat = SecretFormat.PublicKey;

    public override bool CanSign => false;

    internal override bool SignsForm => true;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (FormBody.HasTooManyFields(request.Body.Span) || FormBody.Read(request.Body.Span) is not { } fields)
        {
            return new VerificationResult(VerificationFailure.MalformedHeader);
        }

        var signatures = fields.Where(field => field.Key == SignatureField).ToList();
        if (signatures.Count == 0)
        {
            return new VerificationResult(VerificationFailure.MissingHeader);
        }

        // Of a name that is there twice, PHP takes the last and others the first.
        if (fields.DistinctBy(field => field.Key).Count() < fields.Count)
        {
            return new VerificationResult(VerificationFailure.MalformedHeader);
        }

        var content = Serialize(fields.Where(field => field.Key != SignatureField));
        if (SignatureText.ReadBase64(signatures[0].Value) is not { } signature)
        {
            return new VerificationResult(VerificationFailure.SignatureMismatch);
        }

        foreach (var secret in secrets)
        {
            using var key = PublicKey.Read(secret.Key);
            if (key is not null && key.VerifyRsa(content, signature, HashAlgorithmName.SHA1))
            {
                return new VerificationResult(new VerifiedWebhook(null, null, request.Body));
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    public override string ToString() => "RSA with SHA-1 of the sorted form in its field p_signature, base64";

    // A length counts bytes.
    private static byte[] Serialize(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var sorted = fields.OrderBy(field => field.Key, StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"a:{sorted.Count}:{{");
        foreach (var each in sorted.SelectMany(field => new[] { field.Key, field.Value }))
        {
            text.Append(CultureInfo.InvariantCulture, $"s:{Encoding.UTF8.GetByteCount(each)}:\"{each}\";");
        }

        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }
}
