using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace ShopWebhooks.AspNetCore.Handshakes;

/// <summary>What may be echoed or signed: a token of a bounded shape.</summary>
internal static class HandshakeToken
{
    private const int Longest = 256;
    private const int LongestText = 1024;

    // Those of base64, of base64url, and the unreserved ones of a URL: what providers make tokens of. None of them can begin a JSON object
    // or array, so that a signed token is never taken as a webhook in JSON; and none of them can begin what a browser runs.
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The one value, when it is a token; null when it is none, or there are several.</summary>
    public static string? Read(StringValues values) => values.Count == 1 && IsToken(values[0]) ? values[0] : null;

    /// <summary>The text at a path of a JSON object, when it is a token; null when it is none, or is not there.</summary>
    public static string? Read(JsonElement root, params ReadOnlySpan<string> path)
    {
        var text = HandshakeJson.FindText(root, path);
        return IsToken(text) ? text : null;
    }

    /// <summary>The one value, when it is printable ASCII without what means something in HTML; null when it is none, or there are several.</summary>
    public static string? ReadText(StringValues values) =>
        values is [{ Length: > 0 and <= LongestText } text] && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.AsSpan().ContainsAny("<>&\"'")
            ? text
            : null;

    private static bool IsToken(string? text) => text is { Length: > 0 and <= Longest } && !text.AsSpan().ContainsAnyExcept(Characters);
}
