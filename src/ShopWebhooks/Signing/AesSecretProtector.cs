using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>Protects with AES-256-GCM and keys of the application's own. Thread-safe.</summary>
/// <remarks>
/// What it makes is a version byte, the first 4 bytes of the key's SHA-256 (which tell keys apart), a random nonce of 12 bytes, the tag of
/// 16 bytes and the ciphertext; the purpose is authenticated with it. One key may protect some 4 billion texts before two nonces might meet
/// (NIST SP 800-38D, section 8.3).
/// </remarks>
internal sealed class AesSecretProtector : ISecretProtector
{
    private const byte Version = 1;
    private const int KeyLength = 32;
    private const int IdLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 1 + IdLength + NonceLength + TagLength;

    private readonly byte[][] _keys;

    /// <summary>Makes one.</summary>
    /// <param name="keys">The key that protects, then those that are only read with; each is base64 of 32 bytes.</param>
    /// <exception cref="ArgumentException">A key is not; the message names its place and never the key.</exception>
    public AesSecretProtector(params IReadOnlyList<string> keys)
    {
        _keys = new byte[keys.Count][];
        for (var i = 0; i < keys.Count; i++)
        {
            var key = new byte[KeyLength];
            if (!Convert.TryFromBase64String(keys[i] ?? "", key, out var length) || length != KeyLength)
            {
                throw new ArgumentException(
                    $"Key {i + 1} that protects secrets is not the base64 of {KeyLength} bytes; make one with 'openssl rand -base64 {KeyLength}'.",
                    nameof(keys));
            }

            _keys[i] = key;
        }
    }

    /// <inheritdoc />
    public byte[] Protect(ReadOnlySpan<byte> secret, string purpose)
    {
        var made = new byte[HeadLength + secret.Length];
        made[0] = Version;
        Identify(_keys[0], made.AsSpan(1, IdLength));
        var nonce = made.AsSpan(1 + IdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[0], TagLength);
        aes.Encrypt(nonce, secret, made.AsSpan(HeadLength), made.AsSpan(1 + IdLength + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return made;
    }

    /// <inheritdoc />
    public byte[]? Unprotect(ReadOnlySpan<byte> protectedSecret, string purpose)
    {
        if (protectedSecret.Length < HeadLength || protectedSecret[0] != Version)
        {
            return null;
        }

        Span<byte> id = stackalloc byte[IdLength];
        foreach (var key in _keys)
        {
            Identify(key, id);
            if (!id.SequenceEqual(protectedSecret.Slice(1, IdLength)))
            {
                continue;
            }

            var secret = new byte[protectedSecret.Length - HeadLength];
            using var aes = new AesGcm(key, TagLength);
            try
            {
                aes.Decrypt(
                    protectedSecret.Slice(1 + IdLength, NonceLength), protectedSecret[HeadLength..],
                    protectedSecret.Slice(1 + IdLength + NonceLength, TagLength), secret, Encoding.UTF8.GetBytes(purpose));
                return secret;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Changed, for another purpose, or of a key whose id happens to be the same.
            }
        }

        return null;
    }

    private static void Identify(byte[] key, Span<byte> id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        hash[..IdLength].CopyTo(id);
    }
}
