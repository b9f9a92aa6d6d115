using System.Buffers;
using System.Collections.Frozen;

namespace ShopWebhooks.Transports;

/// <summary>Says which header lines an endpoint may not have of its own.</summary>
/// <remarks>
/// The framework writes a value that was added without validation as it stands, line breaks included, so that the check is not a mere
/// courtesy at registration: <see cref="HttpTransport"/> makes it again for whatever it is about to send.
/// </remarks>
internal static class EndpointHeader
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [
            "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive", "proxy-connection", "te",
            "trailer", "transfer-encoding", "upgrade", "user-agent",
        ],
        StringComparer.OrdinalIgnoreCase);

    // RFC 9110, section 5.6.2: the characters of a token.
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Why a header line must not be an endpoint's own, as a clause without a full stop; null when it may be.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value; never quoted in the answer. Null or empty is a setting that was forgotten.</param>
    public static string? Refuse(string name, string? value) =>
        name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters)
            ? "its name is not one of letters, digits and hyphens"
        : Reserved.Contains(name)
            || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("svix-", StringComparison.OrdinalIgnoreCase)
            ? $"'{name}' is reserved: the transport or the signature writes it"
        : string.IsNullOrEmpty(value)
            ? $"the value of '{name}' is missing"
        : !IsValue(value)
            ? $"the value of '{name}' has a line break or another character that is not printable ASCII"
        : null;

    /// <summary>Whether a text can be the value of a header: printable ASCII, blanks and tabs.</summary>
    /// <param name="value">The text.</param>
    public static bool IsValue(string value)
    {
        foreach (var character in value)
        {
            if (character is (< ' ' or > '~') and not '\t')
            {
                return false;
            }
        }

        return true;
    }
}
