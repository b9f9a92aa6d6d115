using System.Security.Cryptography;
using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>
/// Nothing is signed: a header holds the secret itself. It proves who sends only as long as nobody else sees a request. Immutable and
/// thread-safe.
/// </summary>
public sealed class TokenScheme : WebhookScheme
{
    /// <summary>The header.</summary>
    /// <value>Required.</value>
    public required string Header { get; init; }

    /// <summary>Whether the header is HTTP Basic (RFC 7617): the secret is <c>user:password</c>, and the header its base64 behind <c>Basic</c>.</summary>
    /// <value>False.</value>
    public bool IsBasic { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<string> ReadsHeaders => [Header];

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (HeaderLine.Find(request.Headers, Header, out var value) is { } failure)
        {
            return new VerificationResult(failure);
        }

        Span<byte> sent = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(value!), sent);
        foreach (var secret in secrets)
        {
            // Of hashes, so that the time tells nothing of the length either.
            SHA256.HashData(Encoding.UTF8.GetBytes(Write(secret)), expected);
            if (CryptographicOperations.FixedTimeEquals(sent, expected))
            {
                return new VerificationResult(new VerifiedWebhook(null, null, request.Body));
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) =>
        [new(Header, Write(secrets[0]))];

    private string Write(WebhookSecret secret) =>
        IsBasic ? "Basic " + Convert.ToBase64String(secret.Key) : Encoding.UTF8.GetString(secret.Key);
}
