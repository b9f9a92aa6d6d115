using System.Security.Cryptography;

namespace ShopWebhooks.Signing;

/// <summary>The secrets that are active together.</summary>
internal static class ActiveSecrets
{
    /// <summary>
    /// Copies them, so that a later change of the list changes nothing, and refuses a list that would leave requests unsigned.
    /// </summary>
    public static WebhookSecret[] Copy(WebhookScheme scheme, IReadOnlyList<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        if (scheme.Problem is { } problem)
        {
            throw new ArgumentException($"The scheme cannot work: {problem}.", nameof(scheme));
        }

        WebhookSecret[] copy = [.. secrets];
        if (copy.Length == 0)
        {
            throw new ArgumentException(
                "There is no secret; give at least one, since nothing is signed or verified without.", nameof(secrets));
        }

        var missing = Array.IndexOf(copy, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Secret {missing + 1} of {copy.Length} is null; leave it out.", nameof(secrets));
        }

        if (Array.Find(copy, secret => secret.Format is { } format && format != scheme.SecretFormat) is { } other)
        {
            throw new ArgumentException(
                $"The secret was read in the format {other.Format}, and the scheme has {scheme.SecretFormat}: it would be another key. Read it with "
                + $"WebhookSecret.Parse(text, SecretFormat.{scheme.SecretFormat}).",
                nameof(secrets));
        }

        return scheme.SecretFormat == SecretFormat.StandardWebhooks && Array.Find(copy, secret => secret.LengthProblem is not null) is { } wrong
            ? throw new ArgumentException(wrong.LengthProblem, nameof(secrets))
            : copy;
    }

    /// <summary>Whether one of them is what was sent.</summary>
    /// <remarks>Hashes are compared, so that the time tells nothing of the length either.</remarks>
    public static bool Hold(ReadOnlySpan<WebhookSecret> secrets, ReadOnlySpan<byte> sent)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(sent, hash);
        foreach (var secret in secrets)
        {
            SHA256.HashData(secret.Key, expected);
            if (CryptographicOperations.FixedTimeEquals(hash, expected))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of them has signed a text, which is given in two parts.</summary>
    public static bool HaveSigned(
        ReadOnlySpan<WebhookSecret> secrets, SignatureAlgorithm algorithm, SignatureEncoding encoding, ReadOnlySpan<char> signature,
        ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        Span<byte> sent = stackalloc byte[KeyedHash.MaxLength];
        Span<byte> mac = stackalloc byte[KeyedHash.MaxLength];
        var length = KeyedHash.GetLength(algorithm);
        if (!SignatureText.TryRead(signature, encoding, sent[..length]))
        {
            return false;
        }

        foreach (var secret in secrets)
        {
            secret.Sign(algorithm, first, second, mac[..length]);
            if (CryptographicOperations.FixedTimeEquals(sent[..length], mac[..length]))
            {
                return true;
            }
        }

        return false;
    }
}
