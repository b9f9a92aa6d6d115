namespace ShopWebhooks.Signing;

/// <summary>How a request is signed. The schemes are the library's own; choose one.</summary>
/// <remarks>Thread-safe.</remarks>
public abstract class WebhookScheme
{
    private protected WebhookScheme()
    {
    }

    /// <summary>
    /// Standard Webhooks 1.0 (<see href="https://www.standardwebhooks.com"/>), version <c>v1</c>: HMAC-SHA256 of
    /// <c>{id}.{timestamp}.{body}</c> in the headers <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Verifying checks in this order, and the first fault is the reason: headers missing; a header doubled or malformed; the
    /// timestamp too old or too new; the signature.
    /// </para>
    /// <list type="bullet">
    /// <item>The names <c>svix-id</c>, <c>svix-timestamp</c> and <c>svix-signature</c> serve as well, but only where no
    /// <c>webhook-*</c> line of the three is there; the two sets are never mixed.</item>
    /// <item>An id is 1 to 256 printable ASCII characters without a blank or dot; a dot would move the signed boundaries.</item>
    /// <item>A timestamp is Unix seconds in plain digits without a leading zero. It is compared in whole seconds, as it is sent;
    /// a difference of exactly the tolerance is accepted.</item>
    /// <item>The signature line is a list of <c>version,base64</c> divided by blanks, of at most 4,096 characters. Every entry is
    /// tried with every secret. Entries of other versions, and those that are not the canonical base64 of 32 bytes, are skipped, since
    /// the next may be right; when none is left, the signature does not match.</item>
    /// </list>
    /// </remarks>
    public static WebhookScheme StandardWebhooks { get; } = new StandardWebhooksScheme();

    /// <summary>Verifies a request. Never throws, whatever the request holds.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secrets">The active secrets, at least one.</param>
    /// <param name="tolerance">How far the signed time may be from <paramref name="now"/>, more than zero.</param>
    /// <param name="now">The present time.</param>
    internal abstract VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, TimeSpan tolerance, DateTimeOffset now)
        where THeaders : IWebhookHeaders;

    /// <summary>The most characters that the value of the signature header has with so many secrets.</summary>
    internal abstract int GetMaxSignatureLength(int secrets);

    /// <summary>Writes the value of the signature header. False when the destination is too short; nothing is written then.</summary>
    /// <exception cref="ArgumentException">The webhook cannot be signed.</exception>
    internal abstract bool TrySign(
        in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets, Span<char> destination, out int charsWritten);

    /// <summary>Makes all header lines of the signature.</summary>
    /// <exception cref="ArgumentException">The webhook cannot be signed.</exception>
    internal abstract IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook, ReadOnlySpan<WebhookSecret> secrets);
}
