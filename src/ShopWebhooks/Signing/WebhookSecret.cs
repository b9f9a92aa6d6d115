using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>Key material that sender and receiver share.</summary>
/// <remarks>
/// <para>
/// Written as its scheme has it (<see cref="WebhookScheme.SecretFormat"/>): in Standard Webhooks 1.0, as <c>whsec_</c> and the base64 of 24
/// to 64 bytes. Nothing shows the key unless <see cref="Reveal"/> is called: not
/// <see cref="ToString"/>, not an exception, not a serializer, not the debugger. Immutable and thread-safe.
/// </para>
/// <para>
/// Keep the instance for as long as the secret is used: it holds keyed hashes ready, and drops them when it is dropped.
/// Two secrets are equal when their keys are.
/// </para>
/// </remarks>
[DebuggerDisplay("***")]
public sealed class WebhookSecret : IEquatable<WebhookSecret>
{
    private const string Prefix = "whsec_";
    private const int MinLength = 24;
    private const int GeneratedLength = 32;
    private const int MaxLength = 64;
    private const int LongestText = 16 * 1024;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private KeyedHashPool _hashes;

    private WebhookSecret(byte[] key, SecretFormat? format)
    {
        _key = key;
        Format = format;
        _hashes = new KeyedHashPool(key, SignatureAlgorithm.HmacSha256);
    }

    /// <summary>The key itself, for schemes that do not hash with it.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>How it was written; null for bytes, which are a key in every format.</summary>
    internal SecretFormat? Format { get; }

    /// <summary>Reads a secret as its sender shows it: <c>whsec_</c> and canonical base64 of 24 to 64 bytes.</summary>
    /// <remarks>
    /// Line breaks at the end are ignored, since a secret mounted as a file often has one. The prefix is required: base64 without it
    /// cannot be told from hexadecimal digits or plain text, which would be decoded to a wrong key without a word.
    /// </remarks>
    /// <param name="text">The secret.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">The text is not a secret; the message names the rule and never the text.</exception>
    public static WebhookSecret Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var secret, out var problem) ? secret : throw new FormatException(problem);
    }

    /// <summary>Reads a secret by the rules of <see cref="Parse(string)"/>.</summary>
    /// <param name="text">The secret; null is not one.</param>
    /// <param name="secret">The secret; null when the text is not one.</param>
    /// <returns>True when the text is a secret.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebhookSecret? secret) =>
        TryParse(text, out secret, out _);

    /// <summary>Reads a secret as its provider shows it.</summary>
    /// <remarks>Line breaks at the end are ignored, since a secret mounted as a file often has one.</remarks>
    /// <param name="text">The secret.</param>
    /// <param name="format">How it is written: the <see cref="WebhookScheme.SecretFormat"/> of its scheme.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">The text is not a secret; the message names the rule and never the text.</exception>
    public static WebhookSecret Parse(string text, SecretFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, format, out var secret, out var problem) ? secret : throw new FormatException(problem);
    }

    /// <summary>Makes a secret of key bytes, for senders who give them in another form. The bytes are copied.</summary>
    /// <param name="key">The key, at least one byte; a key for Standard Webhooks has 24 to 64.</param>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static WebhookSecret FromBytes(ReadOnlySpan<byte> key) => key.IsEmpty
        ? throw new ArgumentException("The key is empty; it needs at least one byte.", nameof(key))
        : new WebhookSecret(key.ToArray(), format: null);

    /// <summary>Makes a new secret of 32 random bytes from the system's cryptographic generator, in the format of Standard Webhooks.</summary>
    public static WebhookSecret Generate() => new(RandomNumberGenerator.GetBytes(GeneratedLength), SecretFormat.StandardWebhooks);

    /// <summary>The secret in clear, as it was read: to show it once to who needs it, or to store it.</summary>
    public string Reveal() => Format switch
    {
        SecretFormat.Text or SecretFormat.PublicKey => Encoding.UTF8.GetString(_key),
        SecretFormat.Hex => Convert.ToHexStringLower(_key),
        _ => Prefix + Convert.ToBase64String(_key),
    };

    /// <inheritdoc />
    public bool Equals(WebhookSecret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_key, other._key);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as WebhookSecret);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_key);
        return hash.ToHashCode();
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>Why the key is none for Standard Webhooks; null when its length is right.</summary>
    internal string? LengthProblem => _key.Length is >= MinLength and <= MaxLength
        ? null
        : $"The secret has {_key.Length} bytes; it needs at least {MinLength} and at most {MaxLength}.";

    /// <summary>The hashes of its key. It keeps those of one algorithm, since nobody signs with two by one key.</summary>
    internal KeyedHashPool GetHashes(SignatureAlgorithm algorithm)
    {
        var hashes = _hashes;
        return hashes.Algorithm == algorithm ? hashes : _hashes = new KeyedHashPool(_key, algorithm);
    }

    /// <summary>Signs a text, which is given in two parts.</summary>
    internal void Sign(SignatureAlgorithm algorithm, ReadOnlySpan<char> first, ReadOnlySpan<char> second, Span<byte> mac)
    {
        var hashes = GetHashes(algorithm);
        var hash = hashes.Take();
        hash.AppendText(first);
        hash.AppendText(second);
        hash.Finish(mac);
        hashes.Return(hash);
    }

    internal static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? problem) =>
        TryParse(text, SecretFormat.StandardWebhooks, out secret, out problem);

    internal static bool TryParse(
        string? text, SecretFormat format, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? problem)
    {
        var trimmed = text.AsSpan().TrimEnd("\r\n");
        if (format == SecretFormat.StandardWebhooks)
        {
            return TryParseStandard(trimmed, out secret, out problem);
        }

        secret = null;
        problem = null;
        if (trimmed.IsWhiteSpace())
        {
            problem = "The secret is empty, as when the setting it is read from is missing; give it as the provider shows it.";
        }
        else if (trimmed.Length > LongestText)
        {
            problem = $"The secret has {trimmed.Length} characters; at most {LongestText} are allowed.";
        }
        else if (format == SecretFormat.PublicKey)
        {
            using var key = PublicKey.Read(Encoding.UTF8.GetBytes(trimmed.ToString()));
            secret = key is null ? null : new WebhookSecret(Encoding.UTF8.GetBytes(trimmed.ToString()), format);
            problem = key is null ? "The public key is neither PEM nor base64 of one; copy it again, complete, as the provider shows it." : null;
        }
        else if (format == SecretFormat.Text)
        {
            secret = new WebhookSecret(Encoding.UTF8.GetBytes(trimmed.ToString()), format);
        }
        else
        {
            var key = new byte[trimmed.Length / 2];
            if (trimmed.Length % 2 == 0 && Convert.FromHexString(trimmed, key, out _, out _) == OperationStatus.Done)
            {
                secret = new WebhookSecret(key, format);
            }
            else
            {
                problem = "The secret is not an even number of hexadecimal digits; copy it again, complete and without blanks.";
            }
        }

        return secret is not null;
    }

    private static bool TryParseStandard(
        ReadOnlySpan<char> trimmed, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? problem)
    {
        secret = null;
        problem = null;
        if (trimmed.IsWhiteSpace())
        {
            problem = "The secret is empty, as when the setting it is read from is missing; give 'whsec_' and the base64 of 24 to 64 random bytes.";
        }
        else if (trimmed.StartsWith("whsk_", StringComparison.Ordinal) || trimmed.StartsWith("whpk_", StringComparison.Ordinal))
        {
            problem = "The secret is a key of an asymmetric scheme ('whsk_' or 'whpk_'); "
                + "give the shared secret, which starts with 'whsec_'.";
        }
        else if (!trimmed.StartsWith(Prefix, StringComparison.Ordinal))
        {
            problem = "The secret does not start with 'whsec_'; give 'whsec_' and the base64 of the key.";
        }
        else if (!TryDecode(trimmed[Prefix.Length..], out var key))
        {
            problem = "What follows 'whsec_' in the secret is not base64; copy it again, complete and without blanks.";
        }
        else
        {
            secret = new WebhookSecret(key, SecretFormat.StandardWebhooks);
            problem = secret.LengthProblem;
            secret = problem is null ? secret : null;
        }

        return secret is not null;
    }

    // Canonical means: what encoding the bytes gives again. The framework's decoder takes blanks and stray bits in the last character.
    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] key)
    {
        key = new byte[text.Length];
        if (!Convert.TryFromBase64Chars(text, key, out var length))
        {
            return false;
        }

        Array.Resize(ref key, length);
        return text.SequenceEqual(Convert.ToBase64String(key));
    }
}
