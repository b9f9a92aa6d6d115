using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>Compares texts of which one is a secret.</summary>
internal static class SecretText
{
    /// <summary>Whether a text is one of the secrets; how long it takes tells nothing of them.</summary>
    public static bool IsAmong(ReadOnlySpan<WebhookSecret> secrets, string sent)
    {
        var bytes = Encoding.UTF8.GetBytes(sent);
        var isAmong = false;
        foreach (var secret in secrets)
        {
            isAmong |= AreSame(bytes, secret.Key);
        }

        return isAmong;
    }

    /// <summary>Compares hashes, so that the time tells nothing of the length either.</summary>
    public static bool AreSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        Span<byte> hashes = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(one, hashes);
        SHA256.HashData(other, hashes[SHA256.HashSizeInBytes..]);
        return CryptographicOperations.FixedTimeEquals(hashes[..SHA256.HashSizeInBytes], hashes[SHA256.HashSizeInBytes..]);
    }
}
