using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Providers.Schemes;

/// <summary>
/// Plaid: a JSON Web Token by ES256, made within five minutes, whose claim <c>request_body_sha256</c> is the SHA-256 of the body in
/// hexadecimal digits. The key is asked for by its id; the secret, <c>client_id:secret</c>, is what Plaid gives it for.
/// </summary>
internal sealed class PlaidScheme : FetchedKeyScheme
{
    private const string Header = "Plaid-Verification";
    private const int LongestKeyId = 128;

    private static readonly Uri Keys = new("https://production.plaid.com/webhook_verification_key/get");
    private static readonly Uri SandboxKeys = new("https://sandbox.plaid.com/webhook_verification_key/get");

    public override bool SignsTime => true;

    public override IReadOnlyList<string> ReadsHeaders => [Header];

    internal override string? FindProblem(WebhookSecret secret) =>
        secret.Key.Contains((byte)':') ? null : "The secret has no colon; write client_id:secret.";

    public override VerificationFailure? Find<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, out WebhookKeyReference? key)
    {
        key = null;
        if (HeaderLine.Find(request.Headers, Header, out var text) is { } failure)
        {
            return failure;
        }

        // Whatever else a token says of its algorithm, no key is asked for.
        if (JsonWebToken.Read(text!) is not { KeyId: { Length: > 0 and <= LongestKeyId } keyId } token)
        {
            return VerificationFailure.MalformedHeader;
        }

        if (token.Algorithm != "ES256")
        {
            return VerificationFailure.SignatureMismatch;
        }

        var credentials = Encoding.UTF8.GetString(secrets[0].Key).Split(':', 2);
        var question = new JsonObject { ["client_id"] = credentials[0], ["secret"] = credentials[^1], ["key_id"] = keyId };

        // What nobody has verified yet chooses between two addresses of Plaid; each gives its keys for its own secrets alone.
        var isSandbox = StrictJson.Read(request.Body, root => StrictJson.TextOf(root, "environment")) == "sandbox";
        key = new WebhookKeyReference(isSandbox ? SandboxKeys : Keys) { KeyId = keyId, Question = question.ToJsonString() };
        return null;
    }

    public override VerificationResult Verify<THeaders>(
        in WebhookRequest<THeaders> request, ReadOnlySpan<WebhookSecret> secrets, PublicKey key, TimeSpan tolerance, DateTimeOffset now)
    {
        request.Headers.Find(Header, out var text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (text is null || JsonWebToken.Read(text) is not { Algorithm: "ES256" } token || key.Size != 256
            || !key.VerifyCurve(token.Signed, token.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            || !SignatureText.TryRead(token.BodyHash, SignatureEncoding.Hex, hash)
            || !CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(request.Body.Span)))
        {
            return new VerificationResult(VerificationFailure.SignatureMismatch);
        }

        var seconds = token.IssuedAt?.ToString(CultureInfo.InvariantCulture);
        return TimestampText.Check(seconds, TimestampFormat.UnixSeconds, tolerance, now, out var time) is { } failure
            ? new VerificationResult(failure)
            : new VerificationResult(new VerifiedWebhook(null, time, request.Body)
            {
                // Some of its webhooks are the same to the byte each time: what tells them apart is when they were made.
                SignedDigest = ContentDigest.Of($"{seconds} {token.BodyHash}"),
            });
    }

    public override string ToString() => $"a JSON Web Token of the body's SHA-256 in {Header}, by a key of Plaid";
}
