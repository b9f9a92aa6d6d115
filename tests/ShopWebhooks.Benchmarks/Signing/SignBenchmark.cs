using System.Security.Cryptography;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Benchmarks.Signing;

/// <summary>The signature header's value, written into a span, against one-shot HMAC of bytes that are in one piece already.</summary>
internal sealed class SignBenchmark : MicroBenchmark
{
    private readonly char[] _signature = new char[64];
    private readonly SignedRequest _request;
    private readonly WebhookSigner _signer;

    public SignBenchmark(int bodyLength, Goal goal)
        : base($"sign, body of {bodyLength} bytes", goal)
    {
        _request = new SignedRequest(bodyLength);
        _signer = new WebhookSigner(WebhookScheme.StandardWebhooks, _request.Secret);
    }

    protected override void Ours(long operations)
    {
        var written = 0L;
        for (var i = 0L; i < operations; i++)
        {
            var webhook = new OutgoingWebhook(SignedRequest.Id, _request.Timestamp, _request.Body);
            written += _signer.TrySign(in webhook, _signature, out _) ? 1 : 0;
        }

        Check.AllOf(operations, written);
    }

    protected override void Limit(long operations)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var written = 0L;
        for (var i = 0L; i < operations; i++)
        {
            written += HMACSHA256.HashData(_request.Key, _request.Content, mac) == mac.Length ? 1 : 0;
        }

        Check.AllOf(operations, written);
    }
}
