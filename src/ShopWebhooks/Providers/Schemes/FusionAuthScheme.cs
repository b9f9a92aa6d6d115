using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>FusionAuth: a JSON Web Token whose claim <c>request_body_sha256</c> is the SHA-256 of the body in base64.</summary>
/// <remarks>
/// The secret is the text of an HMAC key, or a public key: whatever can be read as one is never an HMAC key, since everybody may know it. Which
/// algorithms are accepted follows from that and never from the token, which only chooses among them.
/// </remarks>
internal sealed class FusionAuthScheme : WebhookScheme
{
    private const string Header = "X-FusionAuth-Signature-JWT";

    public override IReadOnlyList<string> ReadsHeaders => [Header];

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (HeaderLine.Find(request.Headers, Header, out var text) is { } failure)
        {
            return new VerificationResult(failure);
        }

        if (JsonWebToken.Read(text!) is not { } token)
        {
            return new VerificationResult(VerificationFailure.MalformedHeader);
        }

        var isSigned = false;
        foreach (var secret in secrets)
        {
            using var key = PublicKey.Read(secret.Key);
            isSigned |= key is not null ? IsSignedByOwner(token, key) : !LooksPublic(secret) && IsSignedByMac(token, secret);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!isSigned
            || !SignatureText.TryRead(token.BodyHash, SignatureEncoding.Base64, hash)
            || !CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(request.Body.Span)))
        {
            return new VerificationResult(VerificationFailure.SignatureMismatch);
        }

        return token.ExpiresAt is { } expiry && expiry < now.ToUnixTimeSeconds() - (long)tolerance.TotalSeconds
            ? new VerificationResult(VerificationFailure.TimestampTooOld)
            : new VerificationResult(new VerifiedWebhook(null, null, request.Body));
    }

    internal override string? FindSigningProblem(WebhookSecret secret)
    {
        using var key = PublicKey.Read(secret.Key);
        return key is null && !LooksPublic(secret) ? null : "The secret is a public key, by which nobody can sign; give the text of an HMAC key.";
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets)
    {
        if (FindSigningProblem(secrets[0]) is { } problem)
        {
            throw new ArgumentException(problem, nameof(secrets));
        }

        var claims = $$"""{"request_body_sha256":"{{Convert.ToBase64String(SHA256.HashData(webhook.Body))}}"}""";
        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var mac = HMACSHA256.HashData(secrets[0].Key, Encoding.ASCII.GetBytes(signed));
        return [new(Header, $"{signed}.{Base64Url.EncodeToString(mac)}")];
    }

    public override string ToString() => $"a JSON Web Token of the body's SHA-256 in {Header}";

    // Also where it cannot be read, behind an invisible character or cut short.
    private static bool LooksPublic(WebhookSecret secret) => secret.Key.IndexOf("-----BEGIN"u8) >= 0;

    private static bool IsSignedByMac(JsonWebToken token, WebhookSecret secret)
    {
        var mac = token.Algorithm switch
        {
            "HS256" => HMACSHA256.HashData(secret.Key, token.Signed),
            "HS384" => HMACSHA384.HashData(secret.Key, token.Signed),
            "HS512" => HMACSHA512.HashData(secret.Key, token.Signed),
            _ => null,
        };
        return mac is not null && CryptographicOperations.FixedTimeEquals(mac, token.Signature);
    }

    private static bool IsSignedByOwner(JsonWebToken token, PublicKey key) => token.Algorithm switch
    {
        "RS256" => key.VerifyRsa(token.Signed, token.Signature, HashAlgorithmName.SHA256),
        "RS384" => key.VerifyRsa(token.Signed, token.Signature, HashAlgorithmName.SHA384),
        "RS512" => key.VerifyRsa(token.Signed, token.Signature, HashAlgorithmName.SHA512),
        "ES256" => key.Size == 256 && IsSignedByCurve(key, token, HashAlgorithmName.SHA256),
        "ES384" => key.Size == 384 && IsSignedByCurve(key, token, HashAlgorithmName.SHA384),
        "ES512" => key.Size == 521 && IsSignedByCurve(key, token, HashAlgorithmName.SHA512),
        _ => false,
    };

    private static bool IsSignedByCurve(PublicKey key, JsonWebToken token, HashAlgorithmName hash) =>
        key.VerifyCurve(token.Signed, token.Signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
