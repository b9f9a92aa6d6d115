using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace ShopWebhooks.Signing;

/// <summary>A provider's public key, of RSA or of an elliptic curve.</summary>
internal sealed class PublicKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _curve;

    private PublicKey(RSA rsa) => _rsa = rsa;

    private PublicKey(ECDsa curve) => _curve = curve;

    /// <summary>How many bits the key has: of a curve, those of its field.</summary>
    public int Size => _rsa?.KeySize ?? _curve!.KeySize;

    /// <summary>Reads a key: a certificate or a public key in PEM, the base64 of a SubjectPublicKeyInfo, or a JSON Web Key.</summary>
    /// <returns>Null when it is none of them.</returns>
    public static PublicKey? Read(ReadOnlySpan<byte> key)
    {
        try
        {
            var text = Encoding.UTF8.GetString(key).TrimStart('\ufeff').Trim();
            if (text.StartsWith('{'))
            {
                return StrictJson.Read(Encoding.UTF8.GetBytes(text), ReadJwk);
            }

            if (text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            {
                using var certificate = X509Certificate2.CreateFromPem(text);
                return Import(certificate.PublicKey.ExportSubjectPublicKeyInfo());
            }

            if (PemEncoding.TryFind(text, out var fields))
            {
                return text[fields.Label] == "PUBLIC KEY" ? Import(Convert.FromBase64String(text[fields.Base64Data])) : null;
            }

            return Import(Convert.FromBase64String(text));
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Verifies a signature by RSA with PKCS #1 padding. False for a curve.</summary>
    public bool VerifyRsa(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, HashAlgorithmName hash) =>
        _rsa is not null && _rsa.VerifyData(content, signature, hash, RSASignaturePadding.Pkcs1);

    /// <summary>Verifies a signature by ECDSA. False for RSA.</summary>
    public bool VerifyCurve(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, HashAlgorithmName hash, DSASignatureFormat format) =>
        _curve is not null && _curve.VerifyData(content, signature, hash, format);

    public void Dispose()
    {
        _rsa?.Dispose();
        _curve?.Dispose();
    }

    private static PublicKey? Import(byte[] info)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(info, out _);
            return new PublicKey(rsa);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
        }

        var curve = ECDsa.Create();
        try
        {
            curve.ImportSubjectPublicKeyInfo(info, out _);
            return new PublicKey(curve);
        }
        catch (CryptographicException)
        {
            curve.Dispose();
            return null;
        }
    }

    // RFC 7518, section 6.2; the only kind that is served as one.
    private static PublicKey? ReadJwk(JsonElement root)
    {
        if (StrictJson.TextOf(root, "kty") != "EC" || StrictJson.TextOf(root, "crv") != "P-256"
            || StrictJson.TextOf(root, "x") is not { } x || StrictJson.TextOf(root, "y") is not { } y)
        {
            return null;
        }

        return new PublicKey(ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
        }));
    }
}
