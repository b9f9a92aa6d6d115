
namespace ShopWebhooks.Signing;

/// <summary>Verifies received requests: the signature is right for one of the active secrets, and fresh.</summary>
/// <remarks>
/// Thread-safe. It answers with a value whatever arrives and never throws for it. It does not remember: that a webhook comes twice
/// within the tolerance is for the receiver to notice.
/// </remarks>
public sealed class WebhookVerifier
{
    private readonly WebhookScheme _scheme;
    private readonly WebhookSecret[] _secrets;

    /// <summary>Makes a verifier.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">The active secrets; while one replaces another, both. The list is copied.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no secret, one of them is null, or has a length that the scheme does not allow: nothing is accepted unsigned.
    /// </exception>
    public WebhookVerifier(WebhookScheme scheme, params IReadOnlyList<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        _scheme = scheme;
        _secrets = ActiveSecrets.Copy(scheme, secrets);
        Tolerance = scheme.Tolerance;
    }

    /// <summary>How far the signed time may be from the present, in both directions; exactly as far is accepted.</summary>
    /// <value>Default: that of the scheme. More than zero.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan Tolerance
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The tolerance must be more than zero.");
    }

    /// <summary>The clock.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>. Not null.</value>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = TimeProvider.System;

    /// <summary>Verifies a request. Allocates nothing when the header lines are found by a struct that does not.</summary>
    /// <param name="request">The request, with the raw body as it arrived.</param>
    /// <typeparam name="THeaders">How the header lines are found; what it throws itself is not caught.</typeparam>
    /// <returns>
    /// The verified webhook, whose body is the request's memory, or the reason. Tell the reason to the log, not to the sender.
    /// </returns>
    /// <exception cref="ArgumentException">The scheme signs the URL, and <see cref="WebhookRequest{THeaders}.PublicUrl"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The key has to be fetched; call <see cref="VerifyAsync"/>.</exception>
    public VerificationResult Verify<THeaders>(in WebhookRequest<THeaders> request)
        where THeaders : IWebhookHeaders
    {
        // Asked of reference types only: the question boxes a struct where the compiler does not optimize.
        if (!typeof(THeaders).IsValueType && request.Headers is null)
        {
            return new VerificationResult(VerificationFailure.MissingHeader);
        }

        if (request.IsBodyCutOff)
        {
            return new VerificationResult(VerificationFailure.BodyTooLarge);
        }

        // By name where it is the common kind: a generic method that is virtual is looked up anew at each call, which takes as long as
        // reading the header lines.
        var now = TimeProvider.GetUtcNow();
        return _scheme is HmacScheme scheme
            ? scheme.Verify(request, _secrets, Tolerance, now)
            : _scheme.Verify(request, _secrets, Tolerance, now);
    }

    /// <summary>
    /// Verifies a request whose key may have to be fetched from the provider first, as with PayPal, Plaid and Amazon SNS; otherwise as
    /// <see cref="Verify"/>.
    /// </summary>
    /// <param name="request">The request, with the raw body as it arrived.</param>
    /// <param name="keys">Gets the key. Asked only for addresses that are the provider's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <typeparam name="THeaders">How the header lines are found; what it throws itself is not caught.</typeparam>
    /// <returns>As <see cref="Verify"/>; also <see cref="VerificationFailure.KeyUnavailable"/>.</returns>
    /// <exception cref="ArgumentException">The scheme signs the URL, and <see cref="WebhookRequest{THeaders}.PublicUrl"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token fired. What <paramref name="keys"/> throws itself is not caught either.</exception>
    public async ValueTask<VerificationResult> VerifyAsync<THeaders>(
        WebhookRequest<THeaders> request, IWebhookKeyFetcher keys, CancellationToken cancellationToken = default)
        where THeaders : IWebhookHeaders
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (_scheme is not FetchedKeyScheme scheme || request.IsBodyCutOff || request.Headers is null)
        {
            return Verify(in request);
        }

        if (scheme.Find(request, _secrets, out var reference) is { } failure)
        {
            return new VerificationResult(failure);
        }

        if (await keys.FetchAsync(reference!, cancellationToken) is not { } bytes)
        {
            return new VerificationResult(VerificationFailure.KeyUnavailable);
        }

        using var key = PublicKey.Read(bytes.Span);
        return key is null
            ? new VerificationResult(VerificationFailure.KeyUnavailable)
            : scheme.Verify(request, _secrets, key, Tolerance, TimeProvider.GetUtcNow());
    }
}
