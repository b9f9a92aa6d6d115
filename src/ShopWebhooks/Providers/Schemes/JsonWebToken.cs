using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>A JSON Web Token in its compact form (RFC 7519, RFC 7515), read and not yet verified.</summary>
/// <param name="Algorithm">What it claims to be signed with.</param>
/// <param name="KeyId">The id of the key; null where it names none.</param>
/// <param name="IssuedAt">When it was made, Unix seconds; null where it does not say.</param>
/// <param name="ExpiresAt">Until when it holds, Unix seconds; null where it does not say.</param>
/// <param name="BodyHash">The claim <c>request_body_sha256</c>; null where there is none.</param>
/// <param name="Signed">What is signed.</param>
/// <param name="Signature">The signature.</param>
internal sealed record JsonWebToken(
    string Algorithm, string? KeyId, long? IssuedAt, long? ExpiresAt, string? BodyHash, byte[] Signed, byte[] Signature)
{
    /// <summary>Reads a token; null when it is none.</summary>
    public static JsonWebToken? Read(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims)
        {
            return null;
        }

        // One that is cut off or misspelt is a signature all the same, and not the right one.
        var signature = Decode(parts[2]) ?? [];

        // What is critical and not understood makes a token invalid (RFC 7515, section 4.1.11); nothing of the kind is understood here.
        return StrictJson.Read(header, head => StrictJson.Read(claims, body =>
            StrictJson.TextOf(head, "alg") is not { } algorithm || head.TryGetProperty("crit", out _)
            ? null
            : new JsonWebToken(
                algorithm,
                StrictJson.TextOf(head, "kid"),
                NumberOf(body, "iat"),
                NumberOf(body, "exp"),
                StrictJson.TextOf(body, "request_body_sha256"),
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                signature)));
    }

    // Canonical means: what encoding the bytes gives again.
    private static byte[]? Decode(string part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return Base64Url.DecodeFromChars(part, bytes, out _, out var length) == OperationStatus.Done
            && Base64Url.EncodeToString(bytes.AsSpan(0, length)) == part
            ? bytes[..length]
            : null;
    }

    private static long? NumberOf(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.Number
        && claim.TryGetInt64(out var number)
            ? number
            : null;
}
