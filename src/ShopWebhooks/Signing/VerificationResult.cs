namespace ShopWebhooks.Signing;

/// <summary>What a verifier found. Exactly one of <see cref="Webhook"/> and <see cref="Failure"/> is set.</summary>
/// <remarks>The default value is not valid.</remarks>
public readonly struct VerificationResult
{
    internal VerificationResult(VerifiedWebhook webhook) => Webhook = webhook;

    internal VerificationResult(VerificationFailure failure) => Failure = failure;

    /// <summary>The verified webhook; null when the request was refused.</summary>
    public VerifiedWebhook? Webhook { get; }

    /// <summary>Why the request was refused; null when it is valid.</summary>
    public VerificationFailure? Failure { get; }

    /// <summary>True when the signature was found right.</summary>
    public bool IsValid => Webhook is not null;

    /// <inheritdoc />
    public override string ToString() => IsValid ? "valid" : Failure?.ToString() ?? "not verified";
}
