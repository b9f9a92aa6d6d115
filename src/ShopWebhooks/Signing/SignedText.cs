using System.Security.Cryptography;

namespace ShopWebhooks.Signing;

/// <summary>The signature of a text, for schemes that put the text together themselves.</summary>
internal static class SignedText
{
    /// <summary>Whether a signature is that of the text by any of the secrets.</summary>
    public static bool IsSigned(
        string signature, ReadOnlySpan<char> text, ReadOnlySpan<WebhookSecret> secrets, SignatureAlgorithm algorithm, SignatureEncoding encoding)
    {
        Span<byte> read = stackalloc byte[KeyedHash.MaxLength];
        read = read[..KeyedHash.GetLength(algorithm)];
        if (!SignatureText.TryRead(signature, encoding, read))
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[KeyedHash.MaxLength];
        foreach (var secret in secrets)
        {
            if (CryptographicOperations.FixedTimeEquals(read, secret.Hash(algorithm, text, mac)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Signs a text.</summary>
    public static string Sign(ReadOnlySpan<char> text, WebhookSecret secret, SignatureAlgorithm algorithm, SignatureEncoding encoding)
    {
        Span<byte> mac = stackalloc byte[KeyedHash.MaxLength];
        Span<char> signature = stackalloc char[2 * KeyedHash.MaxLength];
        return new string(signature[..SignatureText.Write(secret.Hash(algorithm, text, mac), encoding, signature)]);
    }
}
