namespace ShopWebhooks.Signing;

/// <summary>How a request is signed. Declare one of your own as an <see cref="HmacScheme"/> or a <see cref="TokenScheme"/>.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public abstract class WebhookScheme
{
    private protected WebhookScheme()
    {
    }

    /// <summary>
    /// Standard Webhooks 1.0 (<see href="https://www.standardwebhooks.com"/>), version <c>v1</c>: HMAC-SHA256 of
    /// <c>{id}.{timestamp}.{body}</c> in the headers <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>, whose value
    /// is a list of <c>v1,base64</c> divided by blanks.
    /// </summary>
    /// <remarks>
    /// The names <c>svix-id</c>, <c>svix-timestamp</c> and <c>svix-signature</c> serve as well, but only where no <c>webhook-*</c> line of
    /// the three is there; the two sets are never mixed.
    /// </remarks>
    public static HmacScheme StandardWebhooks { get; } = Standard("webhook", SecretFormat.StandardWebhooks, Standard("svix", SecretFormat.StandardWebhooks));

    /// <summary>How its secrets are written.</summary>
    /// <value><see cref="SecretFormat.Text"/>.</value>
    public SecretFormat SecretFormat { get; init; } = SecretFormat.Text;

    /// <summary>How far the signed time may be from the present, either way, unless told otherwise.</summary>
    /// <value>5 minutes. Without meaning where no time is signed.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan Tolerance
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be more than zero.");
    } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the URL is signed, so that the public one must be known to verify.</summary>
    public virtual bool SignsUrl => false;

    /// <summary>Whether the time of the attempt is signed.</summary>
    public virtual bool SignsTime => false;

    /// <summary>Whether one can sign who knows the secret. False where the provider alone has the key.</summary>
    public virtual bool CanSign => true;

    /// <summary>Whether the provider's key has to be fetched to verify, so that <see cref="WebhookVerifier.VerifyAsync"/> is to be called.</summary>
    public virtual bool FetchesKey => false;

    /// <summary>The names of the header lines that it reads; none where the signature is in the body.</summary>
    public virtual IReadOnlyList<string> ReadsHeaders => [];

    /// <summary>Whether what it signs is a form, so that a body without a content type is one.</summary>
    internal virtual bool SignsForm => false;

    /// <summary>
    /// Whether a signature fits one body alone. Where it does not, that it is taken once is all that keeps it from being used for another.
    /// </summary>
    internal virtual bool BindsBody => true;

    /// <summary>What is wrong with a secret of a source, though it is read in the right format; null when nothing is.</summary>
    internal virtual string? FindProblem(WebhookSecret secret) => null;

    /// <summary>Why nothing can be signed with a secret, though it verifies; null when it can.</summary>
    internal virtual string? FindSigningProblem(WebhookSecret secret) => null;

    /// <summary>What is wrong with its declaration; null when it can work.</summary>
    internal virtual string? Problem => null;

    /// <summary>The header of the message's id where it is signed; null where it is not.</summary>
    internal virtual string? SignedIdHeader => null;

    /// <summary>The standard scheme with the headers of a prefix.</summary>
    internal static HmacScheme Standard(string prefix, SecretFormat secretFormat, HmacScheme? fallback = null) => new()
    {
        SignatureHeaders = [$"{prefix}-signature"],
        IdHeader = $"{prefix}-id",
        TimestampHeader = $"{prefix}-timestamp",
        SignedContent = "{id}.{timestamp}.{body}",
        Encoding = SignatureEncoding.Base64,
        Prefix = "v1,",
        Separator = ' ',
        SecretFormat = secretFormat,
        Fallback = fallback,
    };

    /// <summary>Verifies a request. Never throws, whatever the request holds.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secrets">The active secrets, at least one.</param>
    /// <param name="tolerance">How far the signed time may be from <paramref name="now"/>, more than zero.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="ArgumentException">The scheme signs the URL, and the application gave none.</exception>
    internal abstract VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
        where THeaders : IWebhookHeaders;

    /// <summary>The most characters that the value of the signature header has with so many secrets.</summary>
    internal virtual int GetMaxSignatureLength(int secrets) => HeaderLine.MaxLength;

    /// <summary>Writes the value of the signature header. False when the destination is too short; nothing is written then.</summary>
    /// <exception cref="ArgumentException">The webhook cannot be signed.</exception>
    internal virtual bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten)
    {
        var value = Sign(webhook, secrets) is [.., var line] ? line.Value : "";
        var fits = value.TryCopyTo(destination);
        charsWritten = fits ? value.Length : 0;
        return fits;
    }

    /// <summary>Makes all header lines of the signature; none where it is in the body.</summary>
    /// <exception cref="ArgumentException">The webhook cannot be signed.</exception>
    internal virtual IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) => [];

    /// <summary>The body with the signature in it; null where the body holds none.</summary>
    /// <exception cref="ArgumentException">The webhook cannot be signed.</exception>
    internal virtual byte[]? SignBody(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets) => null;
}
