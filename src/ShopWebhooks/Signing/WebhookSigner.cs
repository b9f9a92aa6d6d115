namespace ShopWebhooks.Signing;

/// <summary>Signs requests that are about to be sent, with every active secret.</summary>
/// <remarks>Thread-safe. Sign each attempt anew: receivers refuse a signature that is older than their tolerance.</remarks>
public sealed class WebhookSigner
{
    private readonly WebhookScheme _scheme;
    private readonly WebhookSecret[] _secrets;

    /// <summary>Makes a signer.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">The active secrets; while one replaces another, both. The list is copied.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no secret, one of them is null, or has a length that the scheme does not allow; or only
    /// the provider can sign by the scheme, with a private key.
    /// </exception>
    public WebhookSigner(WebhookScheme scheme, params IReadOnlyList<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        _scheme = scheme.CanSign
            ? scheme
            : throw new ArgumentException("Only the provider can sign by this scheme, with a key that it keeps to itself.", nameof(scheme));
        _secrets = ActiveSecrets.Copy(scheme, secrets);
    }

    /// <summary>The most characters that <see cref="TrySign"/> writes.</summary>
    public int MaxSignatureLength => _scheme.GetMaxSignatureLength(_secrets.Length);

    /// <summary>Makes all header lines of the signature, in the order in which they are sent.</summary>
    /// <param name="webhook">What to sign.</param>
    /// <exception cref="ArgumentException">
    /// The id has a form that the scheme cannot sign, the time lies before 1970, or the scheme signs the URL and there is none.
    /// </exception>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(in OutgoingWebhook webhook) => _scheme.Sign(webhook, _secrets);

    /// <summary>Writes the value of the signature header alone; allocates nothing.</summary>
    /// <param name="webhook">What to sign.</param>
    /// <param name="destination">Where to; <see cref="MaxSignatureLength"/> characters are always enough.</param>
    /// <param name="charsWritten">How many characters were written.</param>
    /// <returns>False when the destination is too short; nothing is written then.</returns>
    /// <exception cref="ArgumentException">
    /// The id has a form that the scheme cannot sign, the time lies before 1970, or the scheme signs the URL and there is none.
    /// </exception>
    public bool TrySign(in OutgoingWebhook webhook, Span<char> destination, out int charsWritten) =>
        _scheme.TrySign(webhook, _secrets, destination, out charsWritten);

    /// <summary>
    /// The body to send: where the scheme puts the signature into the body (Mailgun, Adyen), with the signature in it; else a copy of what is
    /// given.
    /// </summary>
    /// <param name="webhook">What to sign.</param>
    /// <exception cref="ArgumentException">The body is not of the form that the scheme signs.</exception>
    public byte[] SignBody(in OutgoingWebhook webhook) => _scheme.SignBody(webhook, _secrets) ?? webhook.Body.ToArray();
}
