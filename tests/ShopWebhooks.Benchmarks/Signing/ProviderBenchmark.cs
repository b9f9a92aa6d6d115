using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopWebhooks.Benchmarks.Harness;
using ShopWebhooks.Providers;
using ShopWebhooks.Signing;

namespace ShopWebhooks.Benchmarks.Signing;

/// <summary>A whole verification of what a provider sends, from the header lines on, against one-shot HMAC of bytes in one piece.</summary>
internal sealed class ProviderBenchmark : MicroBenchmark
{
    private const int BodyLength = 1024;
    private const string Id = "msg_0123456789abcdef0123456789abcdef";

    private readonly byte[] _key;
    private readonly byte[] _body = new byte[BodyLength];
    private readonly byte[] _content;
    private readonly byte[] _mac;
    private readonly KeyValuePair<string, string>[] _lines;
    private readonly WebhookVerifier _verifier;

    /// <summary>Makes one.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="before">What it signs before the body, with <c>{id}</c> and <c>{timestamp}</c>.</param>
    /// <param name="goal">What is to be kept.</param>
    public ProviderBenchmark(WebhookProvider provider, string before, Goal goal)
        : base($"verify, {provider.Name}, body of {BodyLength} bytes", goal)
    {
        _key = RandomNumberGenerator.GetBytes(32);
        _body.AsSpan().Fill((byte)'a');
        var now = TimeProvider.System.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var start = before.Replace("{id}", Id, StringComparison.Ordinal).Replace("{timestamp}", timestamp, StringComparison.Ordinal);
        _content = [.. Encoding.ASCII.GetBytes(start), .. _body];
        _mac = HMACSHA256.HashData(_key, _content);
        var secret = WebhookSecret.FromBytes(_key);
        _lines =
        [
            new("host", "shop.example"),
            new("user-agent", "Sender/1.0"),
            new("content-type", "application/json"),
            new("content-length", $"{BodyLength}"),
            .. new WebhookSigner(provider.Scheme, secret).Sign(new OutgoingWebhook(Id, now, _body)),
        ];
        _verifier = new WebhookVerifier(provider.Scheme, secret) { Tolerance = TimeSpan.FromHours(1) };
    }

    protected override void Ours(long operations)
    {
        var valid = 0L;
        for (var i = 0L; i < operations; i++)
        {
            var request = new WebhookRequest<WebhookHeaders>("POST", null, new WebhookHeaders(_lines), _body);
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
            HMACSHA256.HashData(_key, _content, mac);
            valid += CryptographicOperations.FixedTimeEquals(mac, _mac) ? 1 : 0;
        }

        Check.AllOf(operations, valid);
    }
}
