using System.Security.Cryptography;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Benchmarks.Signing;

/// <summary>
/// A whole verification, from the header lines of a usual request on, against the least that any verifier does: one-shot HMAC of
/// bytes that are in one piece already, and the comparison with a signature that is decoded already.
/// </summary>
internal sealed class VerifyBenchmark : MicroBenchmark
{
    private readonly SignedRequest _request;
    private readonly WebhookVerifier _verifier;

    public VerifyBenchmark(int bodyLength, Goal goal)
        : base($"verify, body of {bodyLength} bytes", goal)
    {
        _request = new SignedRequest(bodyLength);
        _verifier = new WebhookVerifier(WebhookScheme.StandardWebhooks, _request.Secret) { Tolerance = TimeSpan.FromHours(1) };
    }

    protected override void Ours(long operations)
    {
        var valid = 0L;
        for (var i = 0L; i < operations; i++)
        {
            var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(_request.Lines), _request.Body);
            valid += _verifier.Verify(in request).IsValid ? 1 : 0;
        }

        Check.AllOf(operations, valid);
    }

    protected override void Limit(long operations)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var valid = 0L;
        for (var i = 0L; i < operations; i++)
        {
            HMACSHA256.HashData(_request.Key, _request.Content, mac);
            valid += CryptographicOperations.FixedTimeEquals(mac, _request.Mac) ? 1 : 0;
        }

        Check.AllOf(operations, valid);
    }
}
