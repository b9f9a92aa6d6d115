using System.Text;

namespace ShopWebhooks.Signing;

/// <summary>
/// Nothing is signed: a header holds the secret itself. It proves who sends only as long as nobody else sees a request. Immutable and
/// thread-safe.
/// </summary>
public sealed class TokenScheme : WebhookScheme
{
    private const string Basic = "Basic ";

    /// <summary>The header.</summary>
    /// <value>Required; not blank.</value>
    public required string Header { get; init; }

    /// <summary>Whether the header is HTTP Basic (RFC 7617): the secret is <c>user:password</c>, and the header its base64 behind <c>Basic</c>.</summary>
    /// <value>False.</value>
    public bool IsBasic { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<string> ReadsHeaders => [Header];

    internal override string? FindProblem(WebhookSecret secret) =>
        IsBasic && !secret.Key.Contains((byte)':') ? "The secret has no colon; write user:password." : null;

    internal override string? FindSigningProblem(WebhookSecret secret) => Write(secret).Any(char.IsControl)
        ? $"The secret has a control character, with which it cannot be sent in the header {Header}; give another."
        : null;

    internal override string? Problem => HeaderLine.NameProblem(Header);

    internal override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
    {
        if (HeaderLine.Find(request.Headers, Header, out var value) is { } failure)
        {
            return new VerificationResult(failure);
        }

        var sent = IsBasic ? ReadBasic(value!) : Encoding.UTF8.GetBytes(value!);
        return sent is not null && ActiveSecrets.Hold(secrets, sent)
            ? new VerificationResult(new VerifiedWebhook(null, null, request.Body))
            : new VerificationResult(VerificationFailure.SignatureMismatch);
    }

    internal override IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) =>
        FindSigningProblem(secrets[0]) is { } problem ? throw new ArgumentException(problem, nameof(secrets)) : [new(Header, Write(secrets[0]))];

    private string Write(WebhookSecret secret) =>
        IsBasic ? Basic + Convert.ToBase64String(secret.Key) : Encoding.UTF8.GetString(secret.Key);

    // The name of the scheme may be in any case (RFC 7235, section 2.1); user and password may not.
    private static byte[]? ReadBasic(string value) =>
        value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? SignatureText.ReadBase64(value[Basic.Length..]) : null;
}
