using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ShopWebhooks.Signing;

/// <summary>Key material that sender and receiver share: 24 to 64 bytes, written as <c>whsec_</c> and their base64.</summary>
/// <remarks>
/// <para>
/// The form is that of Standard Webhooks 1.0. Nothing shows the key unless <see cref="Reveal"/> is called: not
/// <see cref="ToString"/>, not an exception, not a serializer, not the debugger. Immutable and thread-safe.
/// </para>
/// <para>
/// Keep the instance for as long as the secret is used: it holds keyed hashes ready, and drops them when it is dropped.
/// Two secrets are equal when their keys are.
/// </para>
/// </remarks>
[DebuggerDisplay("whsec_***")]
public sealed class WebhookSecret : IEquatable<WebhookSecret>
{
    private const string Prefix = "whsec_";
    private const int MinLength = 24;
    private const int GeneratedLength = 32;
    private const int MaxLength = 64;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key;

    private WebhookSecret(byte[] key)
    {
        _key = key;
        Hashes = new KeyedHashPool(key);
    }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal KeyedHashPool Hashes { get; }

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

    /// <summary>Reads a secret by the rules of <see cref="Parse"/>.</summary>
    /// <param name="text">The secret; null is not one.</param>
    /// <param name="secret">The secret; null when the text is not one.</param>
    /// <returns>True when the text is a secret.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebhookSecret? secret) =>
        TryParse(text, out secret, out _);

    /// <summary>Makes a secret of key bytes, for senders who give them in another form. The bytes are copied.</summary>
    /// <param name="key">The key, 24 to 64 bytes.</param>
    /// <exception cref="ArgumentException">The key is shorter or longer.</exception>
    public static WebhookSecret FromBytes(ReadOnlySpan<byte> key) =>
        LengthProblem(key.Length) is { } problem ? throw new ArgumentException(problem, nameof(key)) : new WebhookSecret(key.ToArray());

    /// <summary>Makes a new secret of 32 random bytes from the system's cryptographic generator.</summary>
    public static WebhookSecret Generate() => new(RandomNumberGenerator.GetBytes(GeneratedLength));

    /// <summary>The secret in clear, as <see cref="Parse"/> reads it: to show it once to who needs it, or to store it.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_key);

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

    /// <summary>Always <c>whsec_***</c>.</summary>
    public override string ToString() => "whsec_***";

    internal static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebhookSecret? secret, [NotNullWhen(false)] out string? problem)
    {
        secret = null;
        problem = null;
        var trimmed = text.AsSpan().TrimEnd("\r\n");
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
            problem = LengthProblem(key.Length);
            secret = problem is null ? new WebhookSecret(key) : null;
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

    private static string? LengthProblem(int length) =>
        length is >= MinLength and <= MaxLength
            ? null
            : $"The secret has {length} bytes; it needs at least {MinLength} and at most {MaxLength}.";
}
