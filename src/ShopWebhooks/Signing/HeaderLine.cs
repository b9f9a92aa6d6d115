using System.Buffers;

namespace ShopWebhooks.Signing;

/// <summary>A header line that a scheme needs: there exactly once, not empty, and not endless.</summary>
internal static class HeaderLine
{
    /// <summary>The most characters that are looked at.</summary>
    public const int MaxLength = 4096;

    private const int LongestId = 256;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "!\"#$%&'()*+,-/0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What is wrong with an id that is to be signed, for who signs it.</summary>
    public static string IdRule { get; } = $"it needs 1 to {LongestId} printable ASCII characters without a blank or dot";

    /// <summary>What is wrong with the name of a header; null when it is one (RFC 9110, section 5.1).</summary>
    public static string? NameProblem(string? name) =>
        string.IsNullOrEmpty(name) || name.AsSpan().ContainsAnyExcept(NameCharacters)
            ? $"'{name}' is not the name of a header; give it without a colon or blanks"
            : null;

    /// <summary>Finds the line, or says why not.</summary>
    public static VerificationFailure? Find<THeaders>(THeaders headers, string name, out string? value)
        where THeaders : IWebhookHeaders => headers.Find(name, out value) switch
        {
            <= 0 => VerificationFailure.MissingHeader,
            1 when value is { Length: > 0 and <= MaxLength } => null,
            _ => VerificationFailure.MalformedHeader,
        };

    /// <summary>Finds the line of a signed id.</summary>
    public static VerificationFailure? FindId<THeaders>(THeaders headers, string name, out string? value)
        where THeaders : IWebhookHeaders => Find(headers, name, out value) ?? (IsId(value) ? null : VerificationFailure.MalformedHeader);

    /// <summary>Whether a text may be a signed id. A dot or blank would move the signed boundaries.</summary>
    public static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } && !id.AsSpan().ContainsAnyExcept(IdCharacters);

    /// <summary>The failure to tell of two: a missing header counts before a malformed one, whichever stands first.</summary>
    public static VerificationFailure? FirstOf(VerificationFailure? one, VerificationFailure? other) =>
        one == VerificationFailure.MissingHeader ? one : other == VerificationFailure.MissingHeader ? other : one ?? other;
}
