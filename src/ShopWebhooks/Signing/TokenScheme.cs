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

    internal override string? FindProblem(WebhookSecret secret) => IsBasic && !secret.Key.Contains((byte)':')
        ? "The secret has no ':'; give the user and the password of HTTP Basic as 'user:password'."
        : null;

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (HeaderLine.Find(request.Headers, Header, out var value) is { } failure)
        {
            return new VerificationResult(failure);
        }

        var sent = Encoding.UTF8.GetBytes(value!);
        foreach (var secret in secrets)
        {
            if (SecretText.AreSame(sent, Encoding.UTF8.GetBytes(Write(secret))))
            {
                return new VerificationResult(new VerifiedWebhook(null, null, request.Body));
            }
        }

        return new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    internal override int GetMaxSignatureLength(int secrets) => HeaderLine.MaxLength;

    internal override bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten)
    {
        var value = Write(secrets[0]);
        var fits = value.TryCopyTo(destination);
        charsWritten = fits ? value.Length : 0;
        return fits;
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) =>
        [new(Header, Write(secrets[0]))];

    private string Write(WebhookSecret secret) =>
        IsBasic ? "Basic " + Convert.ToBase64String(secret.Key) : Encoding.UTF8.GetString(secret.Key);
}
